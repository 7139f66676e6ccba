package snapshot

import (
	"slices"

	"tickwire/game"
)

// table is a world cut into scopes, as it is made and as it is read fastest.
type table struct {
	scopes  []game.ScopeID // ascending
	first   []uint32       // scope i has the runs first[i] up to first[i+1]
	runs    runs
	columns []rows // one for each group with rows; longer when an earlier world had more
	used    int    // columns in use
}

// runs are where a scope's rows of one group lie in the column of the group.
type runs struct{ column, begin, end []uint32 }

// rows are those of one group, sorted by scope; values are row-major.
type rows struct {
	group, stride int
	ids           []game.EntityID
	vals          []int32
}

func (t *table) read(dst *Content, scope game.ScopeID) {
	i, ok := slices.BinarySearch(t.scopes, scope)
	if !ok {
		return
	}
	for r := t.first[i]; r < t.first[i+1]; r++ {
		c := &t.columns[t.runs.column[r]]
		from, to := int(t.runs.begin[r]), int(t.runs.end[r])
		b := dst.grow(c.group)
		b.IDs = append(b.IDs, c.ids[from:to]...)
		b.Vals = append(b.Vals, c.vals[from*c.stride:to*c.stride]...)
	}
}
