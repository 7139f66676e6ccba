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

	left  []game.ScopeID // of the frame being made
	parts [][]byte
}

type held struct {
	scope      game.ScopeID
	base, prev game.TickNumber
	far        bool
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

// sight is what of a view decides which scopes are wanted: the cells that are seen, those that
// are kept once they were seen, and those with far ones around. A player who walks changes it only
// at the borders of cells.
type sight struct {
	near, keep, outer window
	team              game.TeamID
	set               bool
}

// sight is what a view comes to. A cell that is held stays until it is Hysteresis outside, so that
// a player at a border does not get keyframe after keyframe.
func (g *grid) sight(v game.View) sight {
	s := sight{near: g.all(), keep: g.all(), outer: g.all(), team: v.Team, set: true}
	if !v.All {
		s.near = g.around(v.X, v.Y, v.Radius)
		s.keep = g.around(v.X, v.Y, v.Radius+g.Hysteresis)
		s.outer = g.around(v.X, v.Y, max(v.Radius+g.Hysteresis, g.FarRadius))
	}
	return s
}

// wants lists the scopes for a sight in ascending order. For the same sight again it lists the
// same.
func (r *Replicator) wants(c *Client, s *sight) []wanted {
	g := &r.split.grid
	w := append(r.want[:0], wanted{scope: game.GlobalScope})
	if c.player != 0 {
		w = append(w, wanted{scope: game.PrivateScope(c.player)})
	}
	if s.team != 0 {
		w = append(w, wanted{scope: game.TeamScope(s.team)})
	}
	for y := s.outer.y0; y <= s.outer.y1; y++ {
		for x := s.outer.x0; x <= s.outer.x1; x++ {
			cell := uint32(y*g.columns + x)
			scope := game.CellScope(cell)
			isNear := s.near.has(g, cell)
			if !isNear {
				i, ok := c.find(scope)
				isNear = ok && !c.held[i].far && s.keep.has(g, cell)
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
