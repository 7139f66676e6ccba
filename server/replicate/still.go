package replicate

import (
	"math/bits"

	"tickwire/game"
)

// stillness knows since when each scope has stood still, for games that leave out frames which would
// tell nothing. It is kept by scope and not by client, so what it costs does not grow with them.
//
// It also makes up for the ring: a scope that a client was not sent for long is, at its last tick
// before it changed, still what the client holds, so the difference can be made from there, and brings
// the events that a keyframe would lose.
type stillness struct {
	first  game.TickNumber // the newest tick of which nothing is known; see sweep
	places []changes       // of the scopes that are there for all, by place
	others map[game.ScopeID]changes
	swept  game.TickNumber
	scopes []game.ScopeID // scratch
}

// changes are the ticks at which a scope changed or something happened in it.
type changes struct {
	newest game.TickNumber // 0 for none
	older  game.TickNumber // the newest that is not in recent; 0 for none
	recent uint32          // bit i is tick newest-i
}

// sweepEvery is after how many ticks those scopes are forgotten, of teams and players, that have not
// changed for as long: most of these players are gone.
const sweepEvery = 1 << 12

func newStillness(cells int) *stillness {
	return &stillness{places: make([]changes, 1+cells), others: map[game.ScopeID]changes{}}
}

func (c *changes) add(n game.TickNumber) {
	if c.newest == n {
		return
	}
	switch past := n - c.newest; {
	case c.recent == 0:
	case past >= 32:
		c.older, c.recent = c.newest, 0
	default:
		if gone := c.recent >> (32 - past); gone != 0 {
			c.older = n - 32 - game.TickNumber(bits.TrailingZeros32(gone))
		}
		c.recent <<= past
	}
	c.newest, c.recent = n, c.recent|1
}

// firstAfter is the first change after a tick. known is false when there may have been one before
// those that are remembered.
func (c *changes) firstAfter(n game.TickNumber) (first game.TickNumber, known bool) {
	if c.older > n {
		return 0, false
	}
	later := c.recent
	if past := c.newest - n; past < 32 {
		later &= 1<<past - 1
	}
	return c.newest - game.TickNumber(31-bits.LeadingZeros32(later)), true
}

func (s *stillness) of(scope game.ScopeID) changes {
	if i, ok := place(scope); ok {
		return s.places[i]
	}
	if c, ok := s.others[scope]; ok {
		return c
	}
	return changes{newest: s.first, older: s.first}
}

func (s *stillness) changed(scope game.ScopeID, n game.TickNumber) {
	if i, ok := place(scope); ok {
		s.places[i].add(n)
		return
	}
	c := s.of(scope)
	c.add(n)
	s.others[scope] = c
}

// sweep forgets scopes of players and teams that have long been still. Of one that changed before, a
// client that has an even older look is told as if it had just changed.
func (s *stillness) sweep(n game.TickNumber) {
	if n-s.swept < sweepEvery {
		return
	}
	s.swept = n
	for scope, c := range s.others {
		if n-c.newest >= sweepEvery {
			s.first = max(s.first, c.newest)
			delete(s.others, scope)
		}
	}
}

// compare notes what is new in the newest tick.
func (r *Replicator) compare(n game.TickNumber) {
	s := r.still
	s.scopes = s.scopes[:0]
	if before := r.ring.At(n - 1); before != nil {
		s.scopes = r.ring.At(n).AppendChanged(s.scopes, before)
	} else {
		s.scopes = append(s.scopes, r.ring.At(n).Scopes()...)
	}
	for _, scope := range s.scopes {
		s.changed(scope, n)
	}
	for _, scope := range r.events.of(n) {
		s.changed(scope, n)
	}
	s.sweep(n)
}

// News reports whether a frame would tell a client anything of the world: a scope comes or goes, or
// something in one that is due has changed or happened since the client's look at it. It changes
// nothing. In a game that is not Quiet it is always true.
func (r *Replicator) News(c *Client, v game.View) bool {
	if r.still == nil || r.split.grid.sight(v) != c.sight {
		return true
	}
	now := r.ring.Newest()
	for i := range c.held {
		h := &c.held[i]
		if changes := r.still.of(h.scope); h.base != 0 && changes.newest <= h.base {
			continue
		}
		if !h.far || r.pace.due(h.scope, r.pace.far, now) || r.known(h.scope, h.base) == 0 {
			return true
		}
	}
	return false
}

// known is a remembered tick at which a scope is what a client has that looked at it last at tick base,
// and up to which nothing has happened in it since; 0 when there is none. It is that tick itself as
// long as it is remembered.
func (r *Replicator) known(scope game.ScopeID, base game.TickNumber) game.TickNumber {
	switch {
	case base == 0 || r.ring.At(base) != nil:
		return base
	case r.still == nil:
		return 0
	}
	c := r.still.of(scope)
	if c.newest <= base {
		return r.ring.Newest()
	}
	if first, known := c.firstAfter(base); known && r.ring.At(first-1) != nil {
		return first - 1
	}
	return 0
}
