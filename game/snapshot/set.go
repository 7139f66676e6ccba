package snapshot

import (
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
	scopes  []game.ScopeID // ascending
	first   []uint32       // scope i has the runs first[i] up to first[i+1]
	runs    []run
	columns []column // one for each group with rows; longer when the last set had more
	build   *builder // several sets may share one: it is in use from Begin to End
}

// run is rows of one scope that follow one another in a column. A scope with more rows of a group
// than one run can count has several.
type run struct {
	begin  uint32
	rows   uint16
	column uint16
}

const maxRun = 1<<16 - 1

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
	s.tick = n
	s.scopes = s.scopes[:0]
	s.build.begin()
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
func (s *Set) Len() int { return len(s.scopes) }

// Scopes are the scopes that hold a row, ascending.
func (s *Set) Scopes() []game.ScopeID { return s.scopes }

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
	for _, r := range s.runs[s.first[i]:s.first[i+1]] {
		c := &s.columns[r.column]
		b := dst.last(c.group)
		from, rows, n, stride := int(r.begin), int(r.rows), len(b.IDs), len(c.vals)
		b.IDs = extended(b.IDs, n+rows)
		narrow.Read(b.IDs[n:], 1, &c.ids, from, from+rows)
		b.Vals = extended(b.Vals, (n+rows)*stride)
		for f := range c.vals {
			narrow.Read(b.Vals[n*stride+f:], stride, &c.vals[f], from, from+rows)
		}
	}
}

// find is a binary search. The compiler makes it a loop without calls, which the one of the slices
// package with its comparing function is not.
func (s *Set) find(scope game.ScopeID) (int, bool) {
	lo, hi := 0, len(s.scopes)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if s.scopes[mid] < scope {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo, lo < len(s.scopes) && s.scopes[lo] == scope
}

// extended is a slice with n elements of which those beyond its length are of any value.
func extended[T any](s []T, n int) []T {
	if cap(s) < n {
		s = append(make([]T, 0, n+n/2), s...)
	}
	return s[:n]
}
