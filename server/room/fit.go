package room

import (
	"tickwire/game"
	"tickwire/proto/wire"
)

// misfit is a frame that no client takes; see the limits of package wire.
type misfit struct {
	player      game.PlayerID
	rows, bytes int
}

// fits reports whether a client takes the frame that was gathered for it. One that does not fit is
// a broken promise of the game: it is not sent, and evict ends the link.
func (c *Core) fits(p *peer, bytes int) bool {
	rows := 0
	// Counting asks for every scope, so it is left out where even two worlds would fit: a client's
	// far scopes are a few ticks old, but no more than that.
	if c.rep.Stats().Rows > wire.MaxRows/2 {
		rows = c.rep.Rows(p.looks)
	}
	if rows <= wire.MaxRows && bytes <= wire.MaxMessage {
		return true
	}
	c.counts.TooLarge++
	c.misfits = append(c.misfits, misfit{player: p.player.ID, rows: rows, bytes: bytes})
	return false
}

// evict closes the links whose frames did not fit. Their looks at the world are ahead of what they
// were sent, so they cannot go on.
func (c *Core) evict() {
	for _, m := range c.misfits {
		c.Kick(m.player, wire.CloseInternal)
	}
}
