package oracle

import "tickwire/game"

// belongs tells why a row may not be in a scope, or "" when it may. was is the scope in which the
// entity's public row was one tick before; known says whether that is known at all.
//
// The server remembers cells to keep those who dance on a border where they are. Nothing is
// remembered here: a cell is right when it holds the entity, or when it was right before and the
// entity is less than the hysteresis outside.
func belongs(def *game.Definition, g game.Group, vals []int32, in, was game.ScopeID, known bool) string {
	t := def.Schema.Kind(g.Kind)
	if g.Private {
		if p := vals[t.Owner]; p == 0 || in != game.PrivateScope(game.PlayerID(p)) {
			return "private fields belong to their owner alone"
		}
		return ""
	}
	p := def.Schema.PlaceKind(g.Kind, vals)
	switch {
	case p.Hidden:
		return "a hidden row is in a scope"
	case p.Class != in.Class():
		return "the row belongs into another class of scope"
	case p.Class == game.ClassGlobal && in != game.GlobalScope:
		return "there is one global scope"
	case p.Class == game.ClassTeam || p.Class == game.ClassPrivate:
		if p.Index != in.Index() {
			return "the row belongs to another team or player"
		}
	case p.Class == game.ClassCell && cellAt(&def.Grid, p.X, p.Y) != in.Index():
		if known && was != in || !nearCell(&def.Grid, in.Index(), p.X, p.Y, def.Grid.Hysteresis) {
			return "the entity is neither in this cell nor has it just been"
		}
	}
	return ""
}

// sent tells whether a row of the group goes to anybody at all.
func sent(def *game.Definition, g game.Group, vals []int32) bool {
	if g.Private {
		return vals[def.Schema.Kind(g.Kind).Owner] != 0
	}
	return !def.Schema.PlaceKind(g.Kind, vals).Hidden
}

// eventScope is where an event belongs, nowhere for one that nobody is told of. An event has no
// tick before: its cell is the one that holds it.
func eventScope(def *game.Definition, number int, vals []int32) game.ScopeID {
	p := def.Schema.PlaceEvent(number, vals)
	switch {
	case p.Hidden:
		return nowhere
	case p.Class == game.ClassCell:
		return game.CellScope(cellAt(&def.Grid, p.X, p.Y))
	case p.Class == game.ClassTeam:
		return game.TeamScope(game.TeamID(p.Index))
	case p.Class == game.ClassPrivate:
		return game.PrivateScope(game.PlayerID(p.Index))
	}
	return game.GlobalScope
}

// cellAt is the cell that holds a point; what is outside counts to the nearest cell.
func cellAt(g *game.Grid, x, y int32) uint32 {
	along := func(v, lo, cells int32) int64 {
		if cells == 1 || v <= lo {
			return 0
		}
		return min((int64(v)-int64(lo))/int64(g.Cell), int64(cells)-1)
	}
	return uint32(along(y, g.MinY, g.Lines())*int64(g.Columns()) + along(x, g.MinX, g.Columns()))
}

// nearCell tells whether a point is in a cell that is larger by a margin on each side.
func nearCell(g *game.Grid, cell uint32, x, y, margin int32) bool {
	if int64(cell) >= int64(g.Columns())*int64(g.Lines()) {
		return false
	}
	inside := func(v, lo int32, at int64) bool {
		from := int64(lo) + at*int64(g.Cell)
		return int64(v) >= from-int64(margin) && int64(v) < from+int64(g.Cell)+int64(margin)
	}
	return inside(x, g.MinX, int64(cell)%int64(g.Columns())) && inside(y, g.MinY, int64(cell)/int64(g.Columns()))
}

// touches tells whether the square around a view touches a cell. Views and cells reach as far as
// they like beyond the borders of the world.
func touches(g *game.Grid, cell uint32, v game.View, margin int32) bool {
	if v.All {
		return true
	}
	between := func(at, lo, cells int32, mid int32) bool {
		r := int64(max(v.Radius, 0)) + int64(margin)
		clamp := func(p int64) int64 {
			if cells == 1 {
				return 0
			}
			return min(max(p-int64(lo), 0)/int64(g.Cell), int64(cells)-1)
		}
		return clamp(int64(mid)-r) <= int64(at) && int64(at) <= clamp(int64(mid)+r)
	}
	return between(int32(cell)%g.Columns(), g.MinX, g.Columns(), v.X) && between(int32(cell)/g.Columns(), g.MinY, g.Lines(), v.Y)
}
