package app

import "time"

// gapMemory is how many arrivals the overlay's graph shows: four seconds at 30 frames a second.
const gapMemory = 120

// gaps are the times between the last messages, for the graph of the overlay.
type gaps struct {
	last time.Duration
	ring [gapMemory]time.Duration
	n    int // arrivals so far
}

func (g *gaps) add(at time.Duration) {
	if g.n > 0 {
		g.ring[(g.n-1)%gapMemory] = at - g.last
	}
	g.last = at
	g.n++
}

// all appends the gaps, oldest first.
func (g *gaps) all(dst []time.Duration) []time.Duration {
	for i := max(g.n-1-gapMemory, 0); i < g.n-1; i++ {
		dst = append(dst, g.ring[i%gapMemory])
	}
	return dst
}
