package snapshot

import (
	"slices"

	"tickwire/game"
)

// builder is what a set needs while rows are added to it. The sets of a ring are written one after
// another and share one.
type builder struct {
	index  index
	seen   []uint64 // scope and number of each; sorted by end
	groups []added  // one for each group with rows; longer when an earlier set had more
	used   int      // groups in use

	rank   []uint32 // the place among the scopes, by number
	counts []uint32 // by rank: rows, then where the next row goes
	next   []uint32 // by rank: where the next run goes
}

// added is the rows of one group as they came.
type added struct {
	group, stride int
	ids           []game.EntityID
	vals          []int32
	scope         []uint32 // of each row, its number
}

func (b *builder) reset() {
	b.index.reset()
	b.seen, b.used = b.seen[:0], 0
}

func (b *builder) add(scope game.ScopeID, group int, id game.EntityID, vals []int32) {
	a := b.group(group, len(vals))
	i, fresh := b.index.number(scope)
	if fresh {
		b.seen = append(b.seen, uint64(scope)<<32|uint64(i))
	}
	a.scope = append(a.scope, i)
	a.ids = append(a.ids, id)
	a.vals = append(a.vals, vals...)
}

// group is the last one in use, or the next when a new group begins.
func (b *builder) group(group, stride int) *added {
	if b.used > 0 && b.groups[b.used-1].group == group {
		return &b.groups[b.used-1]
	}
	if b.used == len(b.groups) {
		b.groups = append(b.groups, added{})
	}
	a := &b.groups[b.used]
	b.used++
	*a = added{group: group, stride: stride, ids: a.ids[:0], vals: a.vals[:0], scope: a.scope[:0]}
	return a
}

// end makes a table of what was added: scopes in ascending order, and a counting sort of each
// group's rows by scope.
func (b *builder) end(t *table) {
	slices.Sort(b.seen)
	n := len(b.seen)
	t.scopes, b.rank = sized(t.scopes, n), sized(b.rank, n)
	for i, x := range b.seen {
		t.scopes[i] = game.ScopeID(x >> 32)
		b.rank[uint32(x)] = uint32(i)
	}
	b.layRuns(t)
	for len(t.columns) < b.used {
		t.columns = append(t.columns, rows{})
	}
	t.used = b.used
	for i := range b.groups[:b.used] {
		b.sort(t, uint32(i))
	}
}

// sized is a slice of n elements, of any value, in the memory of another if that is large enough.
func sized[T any](s []T, n int) []T { return slices.Grow(s[:0], n)[:n] }

// layRuns finds which runs each scope has.
func (b *builder) layRuns(t *table) {
	n := len(t.scopes)
	b.counts, b.next, t.first = sized(b.counts, n), sized(b.next, n), sized(t.first, n+1)
	clear(b.next)
	for i := range b.groups[:b.used] {
		b.count(&b.groups[i])
		for rank, rows := range b.counts {
			if rows > 0 {
				b.next[rank]++
			}
		}
	}
	total := uint32(0)
	for rank, runs := range b.next {
		t.first[rank], b.next[rank] = total, total
		total += runs
	}
	t.first[n] = total
	r := &t.runs
	r.column, r.begin, r.end = sized(r.column, int(total)), sized(r.begin, int(total)), sized(r.end, int(total))
}

// count fills counts with the rows that a group has in each scope.
func (b *builder) count(a *added) {
	clear(b.counts)
	for _, i := range a.scope {
		b.counts[b.rank[i]]++
	}
}

// sort writes one group's rows and runs.
func (b *builder) sort(t *table, number uint32) {
	a, c := &b.groups[number], &t.columns[number]
	b.count(a)
	end := uint32(0)
	for rank, rows := range b.counts {
		b.counts[rank] = end // where the first row of this scope goes
		if rows == 0 {
			continue
		}
		run := b.next[rank]
		b.next[rank]++
		t.runs.column[run], t.runs.begin[run], t.runs.end[run] = number, end, end+rows
		end += rows
	}
	c.group, c.stride = a.group, a.stride
	c.ids, c.vals = sized(c.ids, len(a.ids)), sized(c.vals, len(a.vals))
	for row, i := range a.scope {
		place := &b.counts[b.rank[i]]
		to := int(*place)
		*place++
		c.ids[to] = a.ids[row]
		copy(c.vals[to*a.stride:(to+1)*a.stride], a.vals[row*a.stride:])
	}
}
