package replicate

import (
	"slices"

	"tickwire/game"
)

// wanted is a scope that a client should hold.
type wanted struct {
	scope game.ScopeID
	far   bool
	ring  uint8
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
		// A radius may be as large as its type: what is added to it must not wrap.
		r := int64(max(v.Radius, 0))
		s.near = g.around(v.X, v.Y, r)
		s.keep = g.around(v.X, v.Y, r+int64(g.Hysteresis))
		s.outer = g.around(v.X, v.Y, max(r+int64(g.Hysteresis), int64(g.FarRadius)))
	}
	return s
}

// wants lists the scopes for a sight in ascending order, which is how change looks them up. For the
// same sight again it lists the same.
func (r *Replicator) wants(c *Client, s *sight) []wanted {
	w, schema := r.want[:0], r.split.schema
	if schema.Sends(game.ClassGlobal) {
		w = append(w, wanted{scope: game.GlobalScope})
	}
	if c.player != 0 && schema.Sends(game.ClassPrivate) {
		w = append(w, wanted{scope: game.PrivateScope(c.player)})
	}
	if s.team != 0 && schema.Sends(game.ClassTeam) {
		w = append(w, wanted{scope: game.TeamScope(s.team)})
	}
	if schema.Sends(game.ClassCell) {
		w = r.cells(c, s, w)
	}
	slices.SortFunc(w, func(a, b wanted) int { return int(int64(a.scope) - int64(b.scope)) })
	r.want = w
	return w
}

// cells adds the cells for a sight.
func (r *Replicator) cells(c *Client, s *sight, w []wanted) []wanted {
	g := &r.split.grid
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
				w = append(w, wanted{scope: scope, far: !isNear, ring: s.near.ring(x, y)})
			}
		}
	}
	return w
}
