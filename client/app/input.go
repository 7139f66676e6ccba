package app

// latch is what the devices say, between the pictures that sample them and the ticks that take
// them: two rates that have nothing to do with each other.
type latch struct {
	edges []int // fields that mean "happened now"
	vals  []int32
}

// set takes a sample. An edge stays until a tick has taken it.
func (l *latch) set(vals []int32) {
	for len(l.vals) < len(vals) {
		l.vals = append(l.vals, 0)
	}
	for _, f := range l.edges {
		if f < len(vals) && vals[f] == 0 {
			vals[f] = l.vals[f]
		}
	}
	copy(l.vals, vals)
}

// taken forgets the edges.
func (l *latch) taken() {
	for _, f := range l.edges {
		if f < len(l.vals) {
			l.vals[f] = 0
		}
	}
}

// release lets go of everything, as when nobody is at the devices.
func (l *latch) release() { clear(l.vals) }
