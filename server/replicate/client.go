package replicate

import (
	"slices"

	"tickwire/game"
	"tickwire/proto/wire"
)

// Client is what the server knows of one link's looks at the world: for each scope it holds, the
// last tick handed to it and the one before. A new link starts with a new Client.
type Client struct {
	player   game.PlayerID
	encoding wire.Encoding
	sight    sight
	held     []held // ascending by scope
	ration   ration
	ask      *ask // nil until the first

	left  []game.ScopeID // of the frame being made
	parts [][]byte
}

// held is a scope that the client holds, or will when it is sent its first look.
type held struct {
	scope      game.ScopeID
	base, prev game.TickNumber // 0 for none
	far        bool
	ring       uint8 // how many cells from the middle of the sight, at most maxRing
}

// NewClient makes the state for a new link of a player that reads an encoding; player 0 is a
// spectator.
func NewClient(p game.PlayerID, e wire.Encoding) *Client {
	return &Client{player: p, encoding: e}
}

// Held reports the tick of the client's last look at a scope, 0 when it does not hold it.
func (c *Client) Held(s game.ScopeID) game.TickNumber {
	if i, ok := c.find(s); ok {
		return c.held[i].base
	}
	return 0
}

// Scopes appends the ids of all scopes that the client holds.
func (c *Client) Scopes(dst []game.ScopeID) []game.ScopeID {
	for i := range c.held {
		if c.held[i].base != 0 {
			dst = append(dst, c.held[i].scope)
		}
	}
	return dst
}

func (c *Client) find(s game.ScopeID) (int, bool) {
	return slices.BinarySearchFunc(c.held, s, func(h held, s game.ScopeID) int {
		switch {
		case h.scope < s:
			return -1
		case h.scope > s:
			return 1
		}
		return 0
	})
}
