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

	rank   []uint32        // the place among the scopes in ascending order, by number
	counts []uint32        // by rank: rows, then where the next row goes
	next   []uint32        // by rank: where the next run goes
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

func (b *builder) begin() {
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
	if b.used == maxRun {
		panic("snapshot: rows were not added in order of group")
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
	s.scopes = narrow.Sized(s.scopes, len(b.seen))
	b.rank = narrow.Sized(b.rank, len(b.seen))
	for i, x := range b.seen {
		s.scopes[i] = game.ScopeID(x >> 32)
		b.rank[uint32(x)] = uint32(i)
	}
	b.counts, b.next = narrow.Sized(b.counts, len(b.seen)), narrow.Sized(b.next, len(b.seen))
	b.layRuns(s)
	for len(s.columns) < b.used {
		s.columns = append(s.columns, column{})
	}
	for i := range b.groups[:b.used] {
		b.sort(s, i)
	}
}

// layRuns finds which runs each scope has.
func (b *builder) layRuns(s *Set) {
	clear(b.next)
	for i := range b.groups[:b.used] {
		b.count(&b.groups[i])
		for rank, rows := range b.counts {
			b.next[rank] += (rows + maxRun - 1) / maxRun
		}
	}
	s.first = narrow.Sized(s.first, len(b.next)+1)
	total := uint32(0)
	for rank, runs := range b.next {
		s.first[rank], b.next[rank] = total, total
		total += runs
	}
	s.first[len(b.next)] = total
	s.runs = narrow.Sized(s.runs, int(total))
}

// count fills counts with the rows that a group has in each scope.
func (b *builder) count(a *added) {
	clear(b.counts)
	for _, i := range a.scope {
		b.counts[b.rank[i]]++
	}
}

// sort writes one group's rows and runs.
func (b *builder) sort(s *Set, number int) {
	a := &b.groups[number]
	b.count(a)
	end := uint32(0)
	for rank, rows := range b.counts {
		b.counts[rank] = end // where the first row of this scope goes
		for rows > 0 {
			n := min(rows, maxRun)
			s.runs[b.next[rank]] = run{begin: end, rows: uint16(n), column: uint16(number)}
			b.next[rank]++
			end, rows = end+n, rows-n
		}
	}
	b.ids, b.vals = slices.Grow(b.ids[:0], len(a.ids))[:len(a.ids)], slices.Grow(b.vals[:0], len(a.vals))[:len(a.vals)]
	for row, i := range a.scope {
		place := &b.counts[b.rank[i]]
		to := int(*place)
		*place++
		b.ids[to] = a.ids[row]
		copy(b.vals[to*a.stride:(to+1)*a.stride], a.vals[row*a.stride:])
	}
	c := &s.columns[number]
	c.group = a.group
	for len(c.vals) < a.stride {
		c.vals = append(c.vals, narrow.Column{})
	}
	c.vals = c.vals[:a.stride]
	narrow.Fill(&c.ids, b.ids, 0, 1)
	for f := range c.vals {
		narrow.Fill(&c.vals[f], b.vals, f, a.stride)
	}
}
