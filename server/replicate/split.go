package replicate

import (
	"slices"

	"tickwire/game"
	"tickwire/game/snapshot"
)

// splitter cuts saved worlds into scopes. It remembers the cell of every entity, for the
// hysteresis at borders, and where every row of the newest tick is, for rows that moved.
type splitter struct {
	schema *game.Schema
	grid   grid
	kinds  [][]game.Group // groups of each kind
	first  []int          // index of the first group of each kind
	where  []places       // per kind
	spare  places
}

// places is the scopes of one kind's entities, in order of id.
type places struct {
	ids     []game.EntityID
	public  []game.ScopeID
	private []game.ScopeID
}

// nowhere marks a row that is sent to nobody; no real scope has this id.
const nowhere = ^game.ScopeID(0)

func newSplitter(s *game.Schema, g game.Grid) *splitter {
	sp := &splitter{
		schema: s, grid: newGrid(g), where: make([]places, s.NumKinds()),
		kinds: make([][]game.Group, s.NumKinds()), first: make([]int, s.NumKinds()),
	}
	for i, grp := range s.Groups() {
		if len(sp.kinds[grp.Kind]) == 0 {
			sp.first[grp.Kind] = i
		}
		sp.kinds[grp.Kind] = append(sp.kinds[grp.Kind], grp)
	}
	return sp
}

// split adds all rows of a world to a set.
func (sp *splitter) split(dst *snapshot.Set, rows *game.Rows) {
	for kind, groups := range sp.kinds {
		if len(groups) == 0 {
			continue
		}
		b := rows.Block(kind)
		sp.place(kind, b)
		w := &sp.where[kind]
		for g, grp := range groups {
			scopes := w.public
			if grp.Private {
				scopes = w.private
			}
			for i, id := range b.IDs {
				if scopes[i] != nowhere {
					dst.Add(scopes[i], sp.first[kind]+g, id, b.Row(i)[grp.Lo:grp.Hi])
				}
			}
		}
	}
	dst.End()
}

// rows is how many rows a world has, one for each group of fields of an entity.
func (sp *splitter) rows(w *game.Rows) int {
	n := 0
	for kind, groups := range sp.kinds {
		n += len(groups) * len(w.Block(kind).IDs)
	}
	return n
}

// place finds the scopes of a kind's entities, starting from their places of the last tick.
func (sp *splitter) place(kind int, b *game.Block) {
	old, now := &sp.where[kind], &sp.spare
	now.ids = append(now.ids[:0], b.IDs...)
	now.public, now.private = now.public[:0], now.private[:0]
	owner := sp.schema.Kind(kind).Owner
	j := 0
	for i, id := range b.IDs {
		vals := b.Row(i)
		for j < len(old.ids) && old.ids[j] < id {
			j++
		}
		was := nowhere
		if j < len(old.ids) && old.ids[j] == id {
			was = old.public[j]
		}
		now.public = append(now.public, sp.scope(sp.schema.PlaceKind(kind, vals), was))
		private := nowhere
		if owner >= 0 && vals[owner] != 0 {
			private = game.PrivateScope(game.PlayerID(vals[owner]))
		}
		now.private = append(now.private, private)
	}
	sp.where[kind], sp.spare = *now, *old
}

// scope is where something belongs, given the scope it was in before.
func (sp *splitter) scope(p game.Scoping, was game.ScopeID) game.ScopeID {
	switch {
	case p.Hidden:
		return nowhere
	case p.Class == game.ClassCell && was != nowhere && was.Class() == game.ClassCell:
		return game.CellScope(sp.grid.stay(was.Index(), p.X, p.Y))
	case p.Class == game.ClassCell:
		return game.CellScope(sp.grid.cell(p.X, p.Y))
	case p.Class == game.ClassTeam:
		return game.TeamScope(game.TeamID(p.Index))
	case p.Class == game.ClassPrivate:
		return game.PrivateScope(game.PlayerID(p.Index))
	default:
		return game.GlobalScope
	}
}

// find is the scope of a row at the newest tick, nowhere when it is gone.
func (sp *splitter) find(group int, id game.EntityID) game.ScopeID {
	grp := sp.schema.Groups()[group]
	w := &sp.where[grp.Kind]
	i, ok := slices.BinarySearch(w.ids, id)
	switch {
	case !ok:
		return nowhere
	case grp.Private:
		return w.private[i]
	default:
		return w.public[i]
	}
}
