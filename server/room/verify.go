package room

import (
	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/replicate"
)

// verify is the sampled check of what clients hold.
type verify struct {
	every uint32  // one frame of so many of each client asks; 0 for none
	found []found // since the room told of it
	told  int
}

// found is a difference that is worth telling.
type found struct {
	player game.PlayerID
	where  *replicate.Divergence
}

// maxTold is how many differences a room tells of, two for each link: a client can say what it likes,
// and a log must not grow by that.
const maxTold = 32

// Sample begins to ask clients what they hold, in so large a part of their frames; see Config.Verify.
func (c *Core) Sample(part float64) {
	c.verify.every = 0
	if part > 0 {
		c.verify.every = uint32(max(1/min(part, 1)+0.5, 1))
	}
}

// ask is what the frame that was gathered for a peer asks. The peer's own frames are counted, because who
// is sent one in so many ticks would be asked always or never by the number of the tick. The turns of the
// peers are spread.
func (c *Core) ask(p *peer) wire.Verify {
	if c.verify.every == 0 {
		return wire.Verify{}
	}
	p.turn++
	v := c.rep.Ask(p.looks, (p.turn+uint32(p.player.ID))%c.verify.every == 0)
	if v.Asked {
		c.counts.Asked++
	}
	return v
}

// Verified takes what a client says that it holds. One that was not asked is a protocol error.
func (c *Core) Verified(id game.PlayerID, v *wire.Verified) wire.CloseCode {
	p := c.find(id)
	if p == nil || p.link == nil {
		return 0
	}
	got, ok := c.rep.Verify(p.looks, v)
	if !ok {
		return wire.CloseOrder
	}
	c.counts.Verified += uint64(got.Scopes)
	c.counts.Diverged += uint64(got.Diverged)
	c.counts.VerifiedLate += uint64(got.Late)
	if got.First != nil && c.verify.told < maxTold {
		c.verify.told++
		c.verify.found = append(c.verify.found, found{player: id, where: got.First})
	}
	return 0
}

// tellDiverged logs where clients hold what they were not sent.
func (r *Room) tellDiverged() {
	for _, f := range r.core.verify.found {
		log := r.cfg.Log.With("room", r.cfg.Name, "player", f.player, "scope", f.where.Scope, "tick", f.where.Tick)
		switch {
		case f.where.Field != "":
			log.Error("a client diverged", "kind", f.where.Kind, "entity", f.where.Entity,
				"field", f.where.Field, "got", f.where.Got, "want", f.where.Want)
		case f.where.Kind != "":
			log.Error("a client diverged", "kind", f.where.Kind, "entity", f.where.Entity, "what", f.where.What)
		default:
			log.Error("a client diverged", "what", f.where.What)
		}
	}
	clear(r.core.verify.found)
	r.core.verify.found = r.core.verify.found[:0]
}
