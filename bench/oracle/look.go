package oracle

import (
	"slices"
	"sync"

	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

// look is a world at one tick as it was saved, and where each of its rows went. It is written
// once and then only read, but for the world behind views.
type look struct {
	tick   game.TickNumber
	rows   *game.Rows
	where  [][]game.ScopeID              // per group, parallel to the rows of its kind; nowhere for none
	scopes map[game.ScopeID][][]uint32   // per group, the indices of the rows in a scope, ascending
	events map[game.ScopeID][]wire.Event // in order

	mu    sync.Mutex
	world game.World // loaded from rows when the first view is asked for
}

// nowhere is the place of a row that is sent to nobody.
const nowhere = ^game.ScopeID(0)

// newLook checks a cut of the saved rows against the rows and the rules. before is the look one
// tick earlier, nil when there is none.
func newLook(def *game.Definition, n game.TickNumber, rows *game.Rows, set *snapshot.Set, before *look) (*look, error) {
	groups := def.Schema.Groups()
	l := &look{
		tick: n, rows: game.NewRows(def.Schema), where: make([][]game.ScopeID, len(groups)), scopes: map[game.ScopeID][][]uint32{},
	}
	l.rows.CopyFrom(rows)
	for g, grp := range groups {
		l.where[g] = slices.Repeat([]game.ScopeID{nowhere}, len(rows.Block(grp.Kind).IDs))
	}
	if set == nil || set.Tick() != n {
		return nil, &Divergence{Tick: n, What: "the server has no cut of this tick"}
	}
	scopes := slices.Sorted(slices.Values(set.Scopes()))
	for _, s := range scopes {
		c := set.Content(s)
		l.scopes[s] = make([][]uint32, len(groups))
		for i := range c.Blocks {
			if d := l.take(def, s, &c.Blocks[i], before); d != nil {
				return nil, d
			}
		}
	}
	return l, l.complete(def)
}

// take notes the rows of one block of a scope.
func (l *look) take(def *game.Definition, s game.ScopeID, b *snapshot.Block, before *look) error {
	if b.Group < 0 || b.Group >= len(l.where) {
		return &Divergence{Scope: s, Tick: l.tick, What: "there is no such group"}
	}
	grp := def.Schema.Groups()[b.Group]
	t, block, width := def.Schema.Kind(grp.Kind), l.rows.Block(grp.Kind), grp.Hi-grp.Lo
	for k, id := range b.IDs {
		d := &Divergence{Scope: s, Tick: l.tick, Kind: t.Name, Entity: id}
		i, ok := block.Find(id)
		switch {
		case !ok:
			d.What = "the world has no such entity"
			return d
		case l.where[b.Group][i] != nowhere:
			d.What = "the row is in " + l.where[b.Group][i].String() + " too"
			return d
		case k > 0 && b.IDs[k-1] > id: // deltas name rows by their place
			d.What = "the ids do not ascend"
			return d
		}
		saved := block.Row(i)
		for f := range width {
			if got, want := b.Vals[k*width+f], saved[grp.Lo+f]; got != want {
				d.Field, d.Got, d.Want = t.Fields[grp.Lo+f].Name, got, want
				return d
			}
		}
		was, known := before.place(b.Group, grp.Kind, id)
		if d.What = belongs(def, grp, saved, s, was, known); d.What != "" {
			return d
		}
		l.where[b.Group][i] = s
		l.scopes[s][b.Group] = append(l.scopes[s][b.Group], uint32(i))
	}
	return nil
}

// place is where a row was; not known when there was no look.
func (l *look) place(group, kind int, id game.EntityID) (was game.ScopeID, known bool) {
	if l == nil {
		return nowhere, false
	}
	if i, ok := l.rows.Block(kind).Find(id); ok {
		return l.where[group][i], true
	}
	return nowhere, true
}

// complete finds a row that should be in a scope and is in none.
func (l *look) complete(def *game.Definition) error {
	for g, grp := range def.Schema.Groups() {
		block := l.rows.Block(grp.Kind)
		for i, id := range block.IDs {
			if l.where[g][i] == nowhere && sent(def, grp, block.Row(i)) {
				return &Divergence{Tick: l.tick, Kind: def.Schema.Kind(grp.Kind).Name, Entity: id, What: "the row is in no scope"}
			}
		}
	}
	return nil
}

// view is what a player saw at the tick, by a world that was loaded from the rows.
func (l *look) view(def *game.Definition, p game.PlayerID) game.View {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.world == nil {
		l.world = def.New(0)
		l.world.Load(l.rows)
	}
	if v, ok := l.world.(game.Viewer); ok {
		return v.View(p)
	}
	return game.View{All: true}
}
