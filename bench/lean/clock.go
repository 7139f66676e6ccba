package lean

import (
	"sync"
	"sync/atomic"
	"time"

	"tickwire/game"
)

// guard is how long before a tick its inputs must leave: what the generator's own goroutines and
// the step itself may be late. Inputs closer to the tick are made for the one after it.
const guard = 8 * time.Millisecond

// clock is what all players of a room know together about when it steps: the arrival of the
// newest tick at the first of them to get it. One alone, served late in the burst of frames,
// would believe that ticks come later than they do.
type clock struct {
	period time.Duration
	newest atomic.Uint32

	mu sync.Mutex
	at time.Duration
}

// saw says that a frame of a tick has arrived.
func (c *clock) saw(n game.TickNumber, at time.Duration) {
	if uint32(n) <= c.newest.Load() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if uint32(n) > c.newest.Load() {
		c.newest.Store(uint32(n))
		c.at = at
	}
}

// next is the tick that an input which leaves now can be for; never more than half a second
// ahead of what was seen, so that a server that has stopped is not sent the future.
func (c *clock) next(now time.Duration) game.TickNumber {
	c.mu.Lock()
	defer c.mu.Unlock()
	ahead := (now + guard - c.at) / c.period
	return game.TickNumber(c.newest.Load()) + 1 + game.TickNumber(min(ahead, 500*time.Millisecond/c.period))
}
