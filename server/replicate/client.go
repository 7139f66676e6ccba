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
	held     []held // ascending by scope

	left  []game.ScopeID // of the frame being made
	parts [][]byte
}

type held struct {
	scope      game.ScopeID
	base, prev game.TickNumber
	far        bool
	sent       bool // in the frame being made
}

// NewClient makes the state for a new link of a player that reads an encoding; player 0 is a
// spectator.
func NewClient(p game.PlayerID, e wire.Encoding) *Client { return &Client{player: p, encoding: e} }

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
		dst = append(dst, c.held[i].scope)
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

// wanted is a scope that a client should hold.
type wanted struct {
	scope game.ScopeID
	far   bool
}

// wants lists the scopes for a view in ascending order. A cell that is held stays until it is
// Hysteresis outside, so that a player at a border does not get keyframe after keyframe.
func (r *Replicator) wants(c *Client, v game.View) []wanted {
	g := &r.split.grid
	w := append(r.want[:0], wanted{scope: game.GlobalScope})
	if c.player != 0 {
		w = append(w, wanted{scope: game.PrivateScope(c.player)})
	}
	if v.Team != 0 {
		w = append(w, wanted{scope: game.TeamScope(v.Team)})
	}
	near, keep, outer := g.all(), g.all(), g.all()
	if !v.All {
		near = g.around(v.X, v.Y, v.Radius)
		keep = g.around(v.X, v.Y, v.Radius+g.Hysteresis)
		outer = g.around(v.X, v.Y, max(v.Radius+g.Hysteresis, g.FarRadius))
	}
	for y := outer.y0; y <= outer.y1; y++ {
		for x := outer.x0; x <= outer.x1; x++ {
			cell := uint32(y*g.columns + x)
			scope := game.CellScope(cell)
			isNear := near.has(g, cell)
			if !isNear {
				i, ok := c.find(scope)
				isNear = ok && !c.held[i].far && keep.has(g, cell)
			}
			if isNear || g.FarRadius > 0 {
				w = append(w, wanted{scope: scope, far: !isNear})
			}
		}
	}
	slices.SortFunc(w, func(a, b wanted) int { return int(int64(a.scope) - int64(b.scope)) })
	r.want = w
	return w
}
