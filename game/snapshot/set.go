package snapshot

import "tickwire/game"

// Set is a whole world at one tick, cut into scopes. Rows are added in ascending order of
// (group, id) with the scope of each, so a scope's blocks come out sorted in linear time.
// A set is written once and then only read; its owner may reuse it for another tick.
type Set struct {
	tick    game.TickNumber
	scopes  []game.ScopeID // in the order in which they were first seen
	content []Content      // parallel to scopes; longer when the last set had more
	index   map[game.ScopeID]int
}

// NewSet makes an empty set.
func NewSet() *Set { return &Set{index: map[game.ScopeID]int{}} }

// Begin empties the set for a tick.
func (s *Set) Begin(n game.TickNumber) {
	s.tick = n
	clear(s.index)
	s.scopes = s.scopes[:0]
}

// Tick is the tick that the set belongs to.
func (s *Set) Tick() game.TickNumber { return s.tick }

// Add puts a row in a scope. vals are the fields of the group.
func (s *Set) Add(scope game.ScopeID, group int, id game.EntityID, vals []int32) {
	i, ok := s.index[scope]
	if !ok {
		i = len(s.scopes)
		s.index[scope] = i
		s.scopes = append(s.scopes, scope)
		if i == len(s.content) {
			s.content = append(s.content, Content{})
		}
		s.content[i].Reset(s.tick)
	}
	c := &s.content[i]
	var b *Block
	if k := len(c.Blocks); k > 0 && c.Blocks[k-1].Group == group {
		b = &c.Blocks[k-1]
	} else {
		b = c.grow(group)
	}
	b.IDs = append(b.IDs, id)
	b.Vals = append(b.Vals, vals...)
}

// Len is the number of scopes that hold a row.
func (s *Set) Len() int { return len(s.scopes) }

// Scopes are the scopes that hold a row, in the order in which they were first seen.
func (s *Set) Scopes() []game.ScopeID { return s.scopes }

// Content is what a scope held; no rows, but the set's tick, where nothing was added.
func (s *Set) Content(scope game.ScopeID) Content {
	if i, ok := s.index[scope]; ok {
		return s.content[i]
	}
	return Content{Tick: s.tick}
}
