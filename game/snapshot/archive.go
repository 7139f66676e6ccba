package snapshot

import (
	"slices"

	"tickwire/game"
	"tickwire/game/internal/narrow"
)

// archive is a table that hardly anybody will read: its columns are as narrow as their values.
type archive struct {
	len                int // scopes
	scopes, first      narrow.Column
	column, begin, end narrow.Column // of each run
	columns            []column      // longer when an earlier world had more
}

// column is the rows of one group, sorted by scope.
type column struct {
	group int
	ids   narrow.Column
	vals  []narrow.Column // one per field
}

// fill copies a table.
func (a *archive) fill(t *table) {
	a.len = len(t.scopes)
	narrow.Fill(&a.scopes, t.scopes, 0, 1)
	narrow.Fill(&a.first, t.first, 0, 1)
	narrow.Fill(&a.column, t.runs.column, 0, 1)
	narrow.Fill(&a.begin, t.runs.begin, 0, 1)
	narrow.Fill(&a.end, t.runs.end, 0, 1)
	for len(a.columns) < t.used {
		a.columns = append(a.columns, column{})
	}
	for i := range t.columns[:t.used] {
		from, to := &t.columns[i], &a.columns[i]
		to.group = from.group
		to.vals = slices.Grow(to.vals[:cap(to.vals)], max(from.stride-cap(to.vals), 0))[:from.stride] // with their memory
		narrow.Fill(&to.ids, from.ids, 0, 1)
		for f := range to.vals {
			narrow.Fill(&to.vals[f], from.vals, f, from.stride)
		}
	}
}

func (a *archive) read(dst *Content, scope game.ScopeID) {
	i, ok := a.find(scope)
	if !ok {
		return
	}
	for r := narrow.At[uint32](&a.first, i); r < narrow.At[uint32](&a.first, i+1); r++ {
		c := &a.columns[narrow.At[uint32](&a.column, int(r))]
		from, to := int(narrow.At[uint32](&a.begin, int(r))), int(narrow.At[uint32](&a.end, int(r)))
		b, stride := dst.grow(c.group), len(c.vals)
		b.IDs = slices.Grow(b.IDs, to-from)[:to-from]
		narrow.Read(b.IDs, 1, &c.ids, from, to)
		b.Vals = slices.Grow(b.Vals, (to-from)*stride)[:(to-from)*stride]
		for f := range c.vals {
			narrow.Read(b.Vals[f:], stride, &c.vals[f], from, to)
		}
	}
}

// find is a binary search.
func (a *archive) find(scope game.ScopeID) (int, bool) {
	lo, hi := 0, a.len
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if narrow.At[game.ScopeID](&a.scopes, mid) < scope {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo, lo < a.len && narrow.At[game.ScopeID](&a.scopes, lo) == scope
}
