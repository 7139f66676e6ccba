package room

import (
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
)

// People is the number of players who are not bots.
func (c *Core) People() int {
	n := 0
	for _, p := range c.peers {
		if p.link != nil {
			n++
		}
	}
	return n
}

// Authorize asks the game whether somebody may join; without a game.Authorizer everybody may.
func (c *Core) Authorize(j Join) error {
	if a, ok := c.world.(game.Authorizer); ok {
		return a.Authorize(j.Name, j.Token)
	}
	return nil
}

// Stalled appends the players who have had frames for longer than a limit without acknowledging
// any of them, and those who have missed more departures than can be told.
func (c *Core) Stalled(dst []game.PlayerID, limit time.Duration) []game.PlayerID {
	for _, p := range c.peers {
		if p.link != nil && (p.flight.waits(c.at) > limit || c.roster.forgot(p.rosterSeen)) {
			dst = append(dst, p.player.ID)
		}
	}
	return dst
}

// Kick closes a player's link with a code and takes the player out at the next tick.
func (c *Core) Kick(id game.PlayerID, code wire.CloseCode) {
	if p := c.find(id); p != nil && p.link != nil {
		p.link.Close(code)
		c.Leave(id)
	}
}

// CloseAll closes all links with a code. The players stay where they are: it is for the end.
func (c *Core) CloseAll(code wire.CloseCode) {
	for _, p := range c.peers {
		if p.link != nil {
			p.link.Close(code)
		}
	}
}
