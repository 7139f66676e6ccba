package snapshot

import "tickwire/game"

// Set is a whole world at one tick, cut into scopes. Rows are added in ascending order of
// (group, id), each with its scope; End then sorts them by scope, keeping that order, in linear
// time. A set is written once and then only read; its owner may reuse it for another tick.
//
// The rows of a group lie in one piece of memory, whatever their scopes, so that a world that
// moves between scopes allocates nothing once it has been as large as it gets.
type Set struct {
	tick    game.TickNumber
	scopes  []game.ScopeID // in the order in which they were first seen
	content []Content      // parallel to scopes; longer when the last set had more
	index   map[game.ScopeID]int32
	columns []column // one for each group with rows; longer when the last set had more
	used    int      // columns in use
	counts  []int32  // scratch of End, per scope
}

// column is the rows of one group: as they were added, and sorted by scope.
type column struct {
	group, stride int
	added, sorted Block
	scope         []int32 // of each added row, an index into Set.scopes
}

// NewSet makes an empty set.
func NewSet() *Set { return &Set{index: map[game.ScopeID]int32{}} }

// Begin empties the set for a tick.
func (s *Set) Begin(n game.TickNumber) {
	s.tick = n
	clear(s.index)
	s.scopes, s.used = s.scopes[:0], 0
}

// Tick is the tick that the set belongs to.
func (s *Set) Tick() game.TickNumber { return s.tick }

// Add puts a row in a scope. vals are the fields of the group.
func (s *Set) Add(scope game.ScopeID, group int, id game.EntityID, vals []int32) {
	c := s.column(group, len(vals))
	i, ok := s.index[scope]
	if !ok {
		i = int32(len(s.scopes))
		s.index[scope] = i
		s.scopes = append(s.scopes, scope)
	}
	c.scope = append(c.scope, i)
	c.added.IDs = append(c.added.IDs, id)
	c.added.Vals = append(c.added.Vals, vals...)
}

// column is the last one in use, or the next when a new group begins.
func (s *Set) column(group, stride int) *column {
	if s.used > 0 && s.columns[s.used-1].group == group {
		return &s.columns[s.used-1]
	}
	if s.used == len(s.columns) {
		s.columns = append(s.columns, column{})
	}
	c := &s.columns[s.used]
	s.used++
	c.group, c.stride, c.scope = group, stride, c.scope[:0]
	c.added.IDs, c.added.Vals = c.added.IDs[:0], c.added.Vals[:0]
	return c
}

// End sorts what was added. Only then may the set be read.
func (s *Set) End() {
	for len(s.content) < len(s.scopes) {
		// Scopes change places from tick to tick; with room for a few groups in each, none grows.
		s.content = append(s.content, Content{Blocks: make([]Block, 0, 4)})
		s.counts = append(s.counts, 0)
	}
	for i := range s.scopes {
		s.content[i].Reset(s.tick)
	}
	for i := range s.columns[:s.used] {
		s.columns[i].sort(s.content, s.counts[:len(s.scopes)])
	}
}

// sort is a counting sort by scope. It gives each scope that has rows its block of them.
func (c *column) sort(content []Content, counts []int32) {
	clear(counts)
	for _, i := range c.scope {
		counts[i]++
	}
	n := len(c.scope)
	c.sorted.IDs, c.sorted.Vals = sized(c.sorted.IDs, n), sized(c.sorted.Vals, n*c.stride)
	end := 0
	for i, rows := range counts {
		if rows == 0 {
			continue
		}
		begin := end
		end += int(rows)
		counts[i] = int32(begin) // where the next row of this scope goes
		content[i].Blocks = append(content[i].Blocks, Block{
			Group: c.group, IDs: c.sorted.IDs[begin:end:end], Vals: c.sorted.Vals[begin*c.stride : end*c.stride : end*c.stride],
		})
	}
	for row, i := range c.scope {
		to := int(counts[i])
		counts[i]++
		c.sorted.IDs[to] = c.added.IDs[row]
		copy(c.sorted.Vals[to*c.stride:(to+1)*c.stride], c.added.Vals[row*c.stride:])
	}
}

// sized is a slice of n elements, of any value, in the memory of another if it is large enough.
func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
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
