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
// they were half a second ago. So a ring keeps its newest sets ready to be read and the others
// small.
type Set struct {
	tick    game.TickNumber
	table   *table // nil when it is in the archive
	archive archive
	build   *builder // several sets may share one: it is in use from Begin to End
}

// NewSet makes an empty set.
func NewSet() *Set { return &Set{build: &builder{}, table: &table{}} }

// Begin empties the set for a tick.
func (s *Set) Begin(n game.TickNumber) {
	s.tick = n
	s.build.reset()
}

// Tick is the tick that the set belongs to.
func (s *Set) Tick() game.TickNumber { return s.tick }

// Add puts a row in a scope. vals are the fields of the group.
func (s *Set) Add(scope game.ScopeID, group int, id game.EntityID, vals []int32) {
	s.build.add(scope, group, id, vals)
}

// End sorts what was added. Only then may the set be read.
func (s *Set) End() { s.build.end(s.table) }

// put stores the set away and gives its table back.
func (s *Set) put() *table {
	t := s.table
	s.archive.fill(t)
	s.table = nil
	return t
}

// Len is the number of scopes that hold a row.
func (s *Set) Len() int {
	if s.table != nil {
		return len(s.table.scopes)
	}
	return s.archive.len
}

// Scopes is a list of the scopes that hold a row, ascending.
func (s *Set) Scopes() []game.ScopeID {
	if s.table != nil {
		return slices.Clone(s.table.scopes)
	}
	all := make([]game.ScopeID, s.archive.len)
	if len(all) > 0 {
		narrow.Read(all, 1, &s.archive.scopes, 0, len(all))
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
	if s.table != nil {
		s.table.read(dst, scope)
	} else {
		s.archive.read(dst, scope)
	}
}
