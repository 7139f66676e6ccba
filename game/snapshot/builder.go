package snapshot

import (
	"slices"

	"tickwire/game"
	"tickwire/game/internal/narrow"
)

// builder is what a set needs while rows are added to it. The sets of a ring are written one after
// another and share one.
type builder struct {
	index  map[game.ScopeID]uint32 // of the scopes seen, a number in order of appearance
	seen   []uint64                // scope and number of each; sorted by end
	groups []added                 // one for each group with rows; longer when the last set had more
	used   int                     // groups in use

	scopes []game.ScopeID // ascending
	rank   []uint32       // the place among them, by number
	counts []uint32       // by rank: rows, then where the next row goes
	next   []uint32       // by rank: where the next run goes
	first  []uint32       // by rank: the first run, and the end
	column []uint32       // of each run
	begin  []uint32
	ends   []uint32
	ids    []game.EntityID // of one group, sorted
	vals   []int32
}

// added is the rows of one group as they came.
type added struct {
	group, stride int
	ids           []game.EntityID
	vals          []int32
	scope         []uint32 // of each row, its number
}

func newBuilder() *builder { return &builder{index: map[game.ScopeID]uint32{}} }

func (b *builder) reset() {
	clear(b.index)
	b.seen, b.used = b.seen[:0], 0
}

func (b *builder) add(scope game.ScopeID, group int, id game.EntityID, vals []int32) {
	a := b.group(group, len(vals))
	i, ok := b.index[scope]
	if !ok {
		i = uint32(len(b.seen))
		b.index[scope] = i
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

// end writes what was added into a set: scopes in ascending order, and a counting sort of each
// group's rows by scope.
func (b *builder) end(s *Set) {
	slices.Sort(b.seen)
	n := len(b.seen)
	b.scopes, b.rank = sized(b.scopes, n), sized(b.rank, n)
	for i, x := range b.seen {
		b.scopes[i] = game.ScopeID(x >> 32)
		b.rank[uint32(x)] = uint32(i)
	}
	b.layRuns(n)
	for len(s.columns) < b.used {
		s.columns = append(s.columns, column{})
	}
	for i := range b.groups[:b.used] {
		b.sort(&s.columns[i], uint32(i))
	}
	s.len = n
	narrow.Fill(&s.scopes, b.scopes, 0, 1)
	narrow.Fill(&s.first, b.first, 0, 1)
	narrow.Fill(&s.runs.column, b.column, 0, 1)
	narrow.Fill(&s.runs.begin, b.begin, 0, 1)
	narrow.Fill(&s.runs.end, b.ends, 0, 1)
}

// sized is a slice of n elements, of any value, in the memory of another if that is large enough.
func sized[T any](s []T, n int) []T { return slices.Grow(s[:0], n)[:n] }

// layRuns finds which runs each of n scopes has.
func (b *builder) layRuns(n int) {
	b.counts, b.next, b.first = sized(b.counts, n), sized(b.next, n), sized(b.first, n+1)
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
		b.first[rank], b.next[rank] = total, total
		total += runs
	}
	b.first[n] = total
	b.column, b.begin, b.ends = sized(b.column, int(total)), sized(b.begin, int(total)), sized(b.ends, int(total))
}

// count fills counts with the rows that a group has in each scope.
func (b *builder) count(a *added) {
	clear(b.counts)
	for _, i := range a.scope {
		b.counts[b.rank[i]]++
	}
}

// sort writes one group's rows and runs.
func (b *builder) sort(c *column, number uint32) {
	a := &b.groups[number]
	b.count(a)
	end := uint32(0)
	for rank, rows := range b.counts {
		b.counts[rank] = end // where the first row of this scope goes
		if rows == 0 {
			continue
		}
		run := b.next[rank]
		b.next[rank]++
		b.column[run], b.begin[run], b.ends[run] = number, end, end+rows
		end += rows
	}
	b.ids, b.vals = sized(b.ids, len(a.ids)), sized(b.vals, len(a.vals))
	for row, i := range a.scope {
		place := &b.counts[b.rank[i]]
		to := int(*place)
		*place++
		b.ids[to] = a.ids[row]
		copy(b.vals[to*a.stride:(to+1)*a.stride], a.vals[row*a.stride:])
	}
	c.group = a.group
	c.vals = slices.Grow(c.vals[:cap(c.vals)], max(a.stride-cap(c.vals), 0))[:a.stride] // with their memory
	narrow.Fill(&c.ids, b.ids, 0, 1)
	for f := range c.vals {
		narrow.Fill(&c.vals[f], b.vals, f, a.stride)
	}
}
