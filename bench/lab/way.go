package lab

import (
	"sync"
	"time"
)

// way is one direction between a client's device and the server as it is right now. It outlives
// connections: who dials again during a stall waits too. The agenda's goroutine changes it between
// two events, and those who write read it.
type way struct {
	mu    sync.Mutex
	path  Path
	until time.Duration // nothing arrives before

	// Somebody else fills the bottleneck from a time until another.
	from, upto time.Duration
	deep       time.Duration
}

// fill is how fast the other's packets make a queue longer: a line that is asked for half as much
// again as it has.
const fill = 0.5

// state is what a packet meets that is sent now: the path, for how long it stands behind packets of
// others, when the way is open, and the part of all that is lost.
func (w *way) state(now time.Duration) (path Path, behind, until time.Duration, loss float64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	loss = w.path.Loss
	if w.deep > 0 && now >= w.from {
		behind = min(time.Duration(fill*float64(min(now, w.upto)-w.from)), w.deep)
		if now >= w.upto {
			behind = max(behind-(now-w.upto), 0)
		} else if behind == w.deep {
			loss += overflow
		}
	}
	return w.path, behind, w.until, loss
}

// overflow is the part of the packets for which a queue that others keep full has no place.
const overflow = 0.02

// there is when something small that is sent now arrives.
func (w *way) there(now time.Duration) time.Duration {
	path, behind, until, _ := w.state(now)
	return max(now+path.Delay+behind, until)
}

// load lets somebody else fill the bottleneck.
func (w *way) load(from, upto, deep time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.from, w.upto, w.deep = from, upto, deep
}

// shut lets nothing arrive before a time.
func (w *way) shut(until time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.until = max(w.until, until)
}

// move gives it another delay.
func (w *way) move(delay time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.path.Delay = delay
}

// calm has nothing lost any more.
func (w *way) calm() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.path.Loss = 0
}

// now is the path as it is.
func (w *way) now() Path {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.path
}
