package snapshot

import "tickwire/game"

// Ring remembers the sets of the last ticks.
type Ring struct {
	sets   []*Set
	newest game.TickNumber
}

// NewRing remembers n ticks.
func NewRing(n int) *Ring {
	r := &Ring{sets: make([]*Set, n)}
	b := newBuilder()
	for i := range r.sets {
		r.sets[i] = newSet(b)
	}
	return r
}

// Begin empties the oldest set for tick n, which must follow the newest.
func (r *Ring) Begin(n game.TickNumber) *Set {
	if r.newest != 0 && n != r.newest+1 {
		panic("snapshot: ring skipped a tick")
	}
	r.newest = n
	s := r.sets[int(n)%len(r.sets)]
	s.Begin(n)
	return s
}

// Newest is the newest tick, 0 when there is none.
func (r *Ring) Newest() game.TickNumber { return r.newest }

// At is the set of a tick, nil when the ring does not hold it.
func (r *Ring) At(n game.TickNumber) *Set {
	if n == 0 || n > r.newest {
		return nil
	}
	if s := r.sets[int(n)%len(r.sets)]; s.tick == n {
		return s
	}
	return nil
}
