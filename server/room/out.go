package room

import (
	"tickwire/game"
	"tickwire/proto/wire"
)

// People is the number of players who are not bots, those included whose link is lost.
func (c *Core) People() int {
	people, _ := c.census()
	return people
}

// census counts players who are not bots, and those of them who are asleep.
func (c *Core) census() (people, asleep int) {
	for _, p := range c.peers {
		if !p.player.Bot {
			people++
		}
		if p.asleep {
			asleep++
		}
	}
	return people, asleep
}

// Authorize asks the game whether somebody may join; without a game.Authorizer everybody may.
func (c *Core) Authorize(j Join) error {
	if a, ok := c.world.(game.Authorizer); ok {
		return a.Authorize(j.Name, j.Token)
	}
	return nil
}

// Kick closes a player's link with a code and takes the player out at the next tick.
func (c *Core) Kick(id game.PlayerID, code wire.CloseCode) {
	if p := c.find(id); p != nil && p.link != nil {
		p.link.Close(code)
		c.Leave(id)
	}
}

// Links appends the links of all who have one.
func (c *Core) Links(dst []Link) []Link {
	for _, p := range c.peers {
		if p.link != nil {
			dst = append(dst, p.link)
		}
	}
	return dst
}

// CloseAll closes all links with a code. The players stay where they are: it is for the end.
func (c *Core) CloseAll(code wire.CloseCode) {
	for _, p := range c.peers {
		if p.link != nil {
			p.link.Close(code)
		}
	}
}
