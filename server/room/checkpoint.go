package room

import (
	"tickwire/game"
	"tickwire/proto/wire"
)

// Checkpoint writes down the room after the last tick, in the memory that dst has. What the room is to
// others beside the game's rules is the caller's to add. Those who have joined since the tick are in
// no row yet and are left out.
func (c *Core) Checkpoint(dst *wire.Checkpoint) {
	dst.Game, dst.GameVersion, dst.SchemaHash = c.def.Name, c.def.Version, c.def.Schema.Hash()
	dst.Room, dst.PublicSeed, dst.SecretSeed = c.name, c.seeds.Public, c.seeds.Secret
	dst.Incarnation = c.incarnation
	dst.Tick, dst.LastPlayer, dst.LastEntity = c.tick, c.lastID, c.host.LastID()
	dst.Players = dst.Players[:0]
	for _, p := range c.peers[:len(c.peers)-len(c.joined)] { // the newest are the last
		dst.Players = append(dst.Players, wire.CheckpointPlayer{
			ID: p.player.ID, Name: p.player.Name, Bot: p.player.Bot, Serial: p.pass.oldest, Away: p.toldAway,
			Subject: p.player.Subject,
		})
	}
	dst.Departed = append(dst.Departed[:0], c.left...)
	if dst.Rows == nil {
		dst.Rows = game.NewRows(c.def.Schema)
	}
	dst.Rows.CopyFrom(c.rows)
}

// RestoreCore makes the room of a checkpoint that wire.DecodeCheckpoint has accepted for the same
// definition. It goes on at the next tick as the one that was written down would have, but that all
// people have lost their links and may come back, and that nothing is known of the past: what SeenBy
// shows, chat, and inputs that had come early.
func RestoreCore(def *game.Definition, cp *wire.Checkpoint) *Core {
	c := NewCore(def, cp.Room, Seeds{Public: cp.PublicSeed, Secret: cp.SecretSeed})
	c.incarnation, c.tick, c.lastID = cp.Incarnation+1, cp.Tick, cp.LastPlayer
	c.host.SetLastID(cp.LastEntity)
	for i := range cp.Players {
		was := &cp.Players[i]
		p := &peer{
			player: game.Player{ID: was.ID, Name: c.names.take(was.Name), Subject: was.Subject, Bot: was.Bot},
			inputs: newInputBuffer(def), links: 1, since: c.tick, toldAway: was.Away,
			pass: pass{oldest: was.Serial, newest: was.Serial, since: c.tick},
		}
		if !was.Bot {
			c.lost++
		}
		c.peers = append(c.peers, p)
		c.host.AddPlayer(p.player.ID, p.player.Bot)
		c.roster.join(p.player)
		c.roster.update(p.entry())
	}
	for _, p := range cp.Departed {
		c.host.AddPlayer(p, false)
	}
	c.left = append(c.left, cp.Departed...)
	c.turned = true
	c.world.Load(cp.Rows)
	if restorer, ok := c.world.(game.Restorer); ok {
		for _, p := range c.peers {
			restorer.Restored(p.player)
		}
	}
	c.rows.CopyFrom(cp.Rows)
	return c
}

// save has a checkpoint written when it is time.
func (r *Room) save() {
	if s := r.cfg.Save; s != nil && r.core.at-r.saved >= r.cfg.SaveEvery && s.Take() {
		r.saved = r.core.at
		r.core.Checkpoint(&s.Checkpoint)
		s.Put()
	}
}

// keep decides what stays on disk of a room that ends: nothing when it is over for good, and what it is
// like now when it is only the server that ends.
func (r *Room) keep(broken bool) {
	s := r.cfg.Save
	if s == nil {
		return
	}
	switch s.Wait(); {
	case broken:
		s.SetAside()
	case r.over:
		s.Forget()
	case r.core.tick > 0:
		r.core.Checkpoint(&s.Checkpoint)
		s.Put()
	}
}
