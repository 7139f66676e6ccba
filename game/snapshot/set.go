package snapshot

import (
	"slices"

	"tickwire/game"
	"tickwire/game/internal/narrow"
)

// Set is a whole world at one tick, cut into scopes. Rows are added in ascending order of
// (group, id), each with its scope; End then sorts them by scope, keeping that order, in linear
// time. A set is written once and then only read; its owner may reuse it for another tick.
//
// A server remembers many ticks of all its worlds, and of most rows no client ever asks for what
// they were half a second ago. So what a set keeps is small rather than ready: its columns are as
// narrow as their values, scopes own no memory, and a scope's content is written out when somebody
// asks.
type Set struct {
	tick    game.TickNumber
	len     int           // scopes
	scopes  narrow.Column // ascending
	first   narrow.Column // scope i has the runs first[i] up to first[i+1]
	runs    runs
	columns []column // one for each group with rows; longer when the last set had more
	build   *builder // several sets may share one: it is in use from Begin to End
}

// runs are where a scope's rows of one group lie in the column of the group.
type runs struct{ column, begin, end narrow.Column }

// column is the rows of one group, sorted by scope.
type column struct {
	group int
	ids   narrow.Column
	vals  []narrow.Column // one per field
}

// NewSet makes an empty set.
func NewSet() *Set { return newSet(newBuilder()) }

func newSet(b *builder) *Set { return &Set{build: b} }

// Begin empties the set for a tick.
func (s *Set) Begin(n game.TickNumber) {
	s.tick, s.len = n, 0
	s.build.reset()
}

// Tick is the tick that the set belongs to.
func (s *Set) Tick() game.TickNumber { return s.tick }

// Add puts a row in a scope. vals are the fields of the group.
func (s *Set) Add(scope game.ScopeID, group int, id game.EntityID, vals []int32) {
	s.build.add(scope, group, id, vals)
}

// End sorts what was added. Only then may the set be read.
func (s *Set) End() { s.build.end(s) }

// Len is the number of scopes that hold a row.
func (s *Set) Len() int { return s.len }

// Scopes is a list of the scopes that hold a row, ascending.
func (s *Set) Scopes() []game.ScopeID {
	all := make([]game.ScopeID, s.len)
	if s.len > 0 {
		narrow.Read(all, 1, &s.scopes, 0, s.len)
	}
	return all
}

// Content is a copy of what a scope held; no rows, but the set's tick, where nothing was added.
func (s *Set) Content(scope game.ScopeID) Content {
	var c Content
	s.Read(&c, scope)
	return c
}

// Read is Content into memory that is there already.
func (s *Set) Read(dst *Content, scope game.ScopeID) {
	dst.Reset(s.tick)
	i, ok := s.find(scope)
	if !ok {
		return
	}
	for r := narrow.At[uint32](&s.first, i); r < narrow.At[uint32](&s.first, i+1); r++ {
		c := &s.columns[narrow.At[uint32](&s.runs.column, int(r))]
		from, to := int(narrow.At[uint32](&s.runs.begin, int(r))), int(narrow.At[uint32](&s.runs.end, int(r)))
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
func (s *Set) find(scope game.ScopeID) (int, bool) {
	lo, hi := 0, s.len
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if narrow.At[game.ScopeID](&s.scopes, mid) < scope {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo, lo < s.len && narrow.At[game.ScopeID](&s.scopes, lo) == scope
}
