package lean

import (
	"sync"
	"sync/atomic"
	"time"

	"tickwire/game"
)

// guard is how long before a tick its inputs must leave: what the clock may be wrong by. Inputs
// closer to the tick are made for the one after it.
const guard = 2 * time.Millisecond

// clock is what all players of a room know together about when it steps: the arrival of the
// newest tick at the first of them to get it. One alone, served late in the burst of frames,
// would believe that ticks come later than they do.
type clock struct {
	period time.Duration
	newest atomic.Uint32

	mu  sync.Mutex
	at  time.Duration
	lag time.Duration // from the beginning of a tick until its first frame is here
}

// Of a tick that seems a little late, most is the load's own lateness, which the next tick does not
// share; a server that has slowed down is believed at once.
const (
	slip     = 8 // a small lateness counts for an eighth
	smoothed = 64
)

// saw says that a frame of a tick has arrived.
func (c *clock) saw(n game.TickNumber, at time.Duration) {
	if uint32(n) <= c.newest.Load() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	was := c.newest.Load()
	if uint32(n) <= was {
		return
	}
	if due := c.begin(n) + c.lag; was != 0 && at > due && at < due+c.period/4 {
		at = due + (at-due)/slip
	}
	c.newest.Store(uint32(n))
	c.at = at
}

// told says when a tick began, or was to begin, by the margin with which the server had an input.
func (c *clock) told(n game.TickNumber, began time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lag += (c.begin(n) - began) / smoothed
	c.lag = min(max(c.lag, 0), c.period/2)
}

// begin is when a tick begins. mu is held.
func (c *clock) begin(n game.TickNumber) time.Duration {
	return c.at - c.lag + time.Duration(int64(n)-int64(c.newest.Load()))*c.period
}

// next is the tick that an input which leaves now can be for; never more than half a second
// ahead of what was seen, so that a server that has stopped is not sent the future.
func (c *clock) next(now time.Duration) game.TickNumber {
	c.mu.Lock()
	defer c.mu.Unlock()
	newest := game.TickNumber(c.newest.Load())
	ahead := (now + guard - c.begin(newest)) / c.period
	return newest + 1 + game.TickNumber(min(ahead, 500*time.Millisecond/c.period))
}
