package gate

import "time"

// restarts is what those are told who come while the server drains.
const restarts = "the server restarts: please come back in a moment"

// Drain keeps those out who have no seat yet, while the others play on within a time: a request is
// answered 503 with Retry-After, and a Hello by CloseShutdown. Any goroutine may call it.
func (g *Gate) Drain(within time.Duration) {
	g.drainBy.Store(int64(max(time.Since(g.start)+within, 1)))
}

// drains is 0 without a drain, and else in how many seconds it is worth to come back: one after the
// drain is over.
func (g *Gate) drains() (seconds int) {
	by := time.Duration(g.drainBy.Load())
	if by == 0 {
		return 0
	}
	left := max(by-time.Since(g.start), 0)
	return int((left+time.Second-1)/time.Second) + 1
}
