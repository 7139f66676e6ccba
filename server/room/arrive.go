package room

import (
	"errors"
	"slices"
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/replicate"
)

// ErrFull is returned to a player for whom the room has no place.
var ErrFull = errors.New("room: full")

// Join brings a player in at the next tick. link is nil for a bot. The name becomes unique by a
// number behind it.
func (c *Core) Join(j Join, link Link) (game.Player, error) {
	if len(c.peers) >= c.def.Limits.MaxPlayers {
		return game.Player{}, ErrFull
	}
	if j.Encoding == 0 {
		j.Encoding = wire.EncodingColumns
	}
	c.lastID++
	p := game.Player{ID: c.lastID, Name: c.names.take(j.Name), Bot: link == nil}
	c.peers = append(c.peers, &peer{
		player: p, link: link, inputs: newInputBuffer(c.def), looks: replicate.NewClient(p.ID, j.Encoding),
		encoding: j.Encoding, chatSeen: c.chat.said,
	})
	c.joined = append(c.joined, p)
	c.roster.join(p)
	return p, nil
}

// Welcome is what a player who has just joined must be sent first.
func (c *Core) Welcome(p game.Player) *wire.Welcome {
	return &wire.Welcome{
		Player: p.ID, Tick: c.tick, TickRate: c.def.TickRate, SendEvery: c.def.SendEvery,
		PublicSeed: c.seeds.Public, Encoding: c.find(p.ID).encoding, Room: c.name, Name: p.Name,
		Schema: wire.SchemaMessage(c.def.Schema), SchemaHash: c.def.Schema.Hash(), MaxInputLead: c.def.Limits.MaxInputLead,
	}
}

// Leave takes a player out at the next tick. Leaving twice changes nothing.
func (c *Core) Leave(id game.PlayerID) {
	i := slices.IndexFunc(c.peers, func(p *peer) bool { return p.player.ID == id })
	if i < 0 {
		return
	}
	c.names.free(c.peers[i].player.Name)
	c.peers = slices.Delete(c.peers, i, i+1)
	c.roster.leave(id)
	if j := slices.IndexFunc(c.joined, func(p game.Player) bool { return p.ID == id }); j >= 0 {
		c.joined = slices.Delete(c.joined, j, j+1) // came and went between two ticks
		return
	}
	c.left = append(c.left, id)
}

// Inputs takes a message of inputs that arrived at a time. An input too far ahead, or an
// acknowledgement of a frame that was never sent, is a protocol error.
func (c *Core) Inputs(id game.PlayerID, m *wire.Inputs, at time.Duration) wire.CloseCode {
	p := c.find(id)
	if p == nil || p.link == nil {
		return 0
	}
	if m.Ack > c.tick {
		return wire.CloseInput
	}
	p.flight.acked(m.Ack, at)
	for i := range m.Inputs {
		in := &m.Inputs[i]
		switch p.inputs.add(c.tick, in.Tick, in.Vals, m.View) {
		case tooEarly:
			c.counts.InputsEarly++
			return wire.CloseInput
		case late:
			c.counts.InputsLate++
		case accepted, duplicate:
		}
		if in.Tick >= p.newestInput {
			p.newestInput = in.Tick
			p.margin = c.at + time.Duration(int64(in.Tick)-int64(c.tick))*c.period() - at
		}
	}
	return 0
}

// Chat says a line, which the gate has checked, to everyone.
func (c *Core) Chat(id game.PlayerID, text string) {
	c.chat.say(wire.ChatLine{Player: id, Text: text})
}

// Rename gives a player another name, made unique.
func (c *Core) Rename(id game.PlayerID, name string) {
	if p := c.find(id); p != nil {
		c.names.free(p.player.Name)
		p.player.Name = c.names.take(name)
		c.roster.update(id, p.player.Name, p.score)
	}
}

// RTT notes what the pings of a link say.
func (c *Core) RTT(id game.PlayerID, rtt, jitter time.Duration) {
	if p := c.find(id); p != nil {
		p.rtt, p.jitter, p.newRTT = rtt, jitter, true
	}
}
