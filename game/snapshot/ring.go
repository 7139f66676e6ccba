package snapshot

import "tickwire/game"

// Ring remembers the sets of the last ticks.
type Ring struct {
	sets   []*Set
	ready  int // how many of the newest keep their tables
	newest game.TickNumber
}

// NewRing remembers n ticks, the newest of them, ready at most, in a form that is read fast and takes
// several times the memory: those that most clients have as base and prev.
func NewRing(n, ready int) *Ring {
	r := &Ring{sets: make([]*Set, n), ready: min(max(ready, 1), n)}
	b := &builder{}
	for i := range r.sets {
		r.sets[i] = &Set{build: b}
	}
	return r
}

// Begin empties the oldest set for tick n, which must follow the newest.
func (r *Ring) Begin(n game.TickNumber) *Set {
	if r.newest != 0 && n != r.newest+1 {
		panic("snapshot: ring skipped a tick")
	}
	r.newest = n
	s := r.of(n)
	if s.table == nil {
		s.table = r.table(n)
	}
	s.Begin(n)
	return s
}

// table is for tick n: that of the set which ceases to be ready, if there is one.
func (r *Ring) table(n game.TickNumber) *table {
	if n > game.TickNumber(r.ready) {
		if s := r.of(n - game.TickNumber(r.ready)); s.table != nil {
			return s.put()
		}
	}
	return &table{}
}

func (r *Ring) of(n game.TickNumber) *Set { return r.sets[int(n)%len(r.sets)] }

// Newest is the newest tick, 0 when there is none.
func (r *Ring) Newest() game.TickNumber { return r.newest }

// At is the set of a tick, nil when the ring does not hold it.
func (r *Ring) At(n game.TickNumber) *Set {
	if n == 0 || n > r.newest {
		return nil
	}
	if s := r.of(n); s.tick == n {
		return s
	}
	return nil
}
