package room

import (
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
)

// flushGrace is how long a room that has made its last tick waits for its players to acknowledge it. Who
// works takes a round trip and a tick.
const flushGrace = time.Second

// drain is the end of a room that has been told to come to one.
type drain struct {
	on   bool
	by   time.Duration // when it must be over
	done bool          // the game has nothing more to do, or no time
	last bool          // the last tick was made, and its frames
}

// Drain has the room end by a time, on the clock of Step. From the next step on players are told, and a
// game.Drainer is asked. It may be called again to set another time.
func (c *Core) Drain(by time.Duration) { c.drain.on, c.drain.by = true, by }

// Drained reports whether the last tick was made: Step must not be called any more, but Flush.
func (c *Core) Drained() bool { return c.drain.last }

// drainStep is what a step of a room that drains does before that of the world.
func (c *Core) drainStep(t *game.Tick, at time.Duration) {
	d := &c.drain
	if d.done {
		return
	}
	left := max(int((d.by-at)/c.period()), 0)
	if c.drainer != nil {
		d.done = c.drainer.Drain(t, left)
	}
	d.done = d.done || left == 0
}

// drainMillis is what a frame tells of it.
func (c *Core) drainMillis() uint32 {
	switch d := &c.drain; {
	case !d.on:
		return 0
	case d.done:
		return 1 // now; 0 is never
	default:
		return uint32(min(max((d.by-c.at).Milliseconds(), 1), 1<<32-1))
	}
}

// Flush sends the last tick to those who could not take it before, closes the links of those who have
// acknowledged it, and returns how many have not.
func (c *Core) Flush(at time.Duration) (owing int) {
	c.at = at
	c.misfits = c.misfits[:0]
	for i := len(c.peers) - 1; i >= 0; i-- { // backwards, because who leaves is taken out
		p := c.peers[i]
		switch {
		case p.link == nil:
		case p.flight.newest != c.tick:
			c.frame(p)
			owing++
		case len(p.flight.ticks) > 0:
			owing++
		default:
			c.hangUp(p, wire.CloseShutdown) // and may come back to a room that is on disk
		}
	}
	c.flush()
	c.evict()
	return owing
}

// Drain has the room end within a time: nobody new comes in, though who has lost the link comes back as
// long as others are there, players are told how long it is, and a
// game.Drainer is asked in every tick. It ends when the game is done, when nobody is left, or when the
// time is up, and with CloseShutdown for everybody once they have acknowledged the last frame, which
// takes a second more at most. Any goroutine may call it.
func (r *Room) Drain(within time.Duration) { r.drainBy.Store(int64(max(r.Now()+within, 1))) }

// drains hands on what Drain was told.
func (r *Room) drains() {
	if by := r.drainBy.Load(); by != 0 {
		r.core.Drain(time.Duration(by))
	}
}

// drained reports whether the room has nothing more to step.
func (r *Room) drained() bool {
	return r.drainBy.Load() != 0 && (r.core.Drained() || len(r.links) == 0)
}

// finish is what a drained room does instead of stepping: what the players have seen of the last tick is
// known only when they say so. It reports whether it is over.
func (r *Room) finish(since time.Duration) bool {
	if r.poller != nil {
		r.poller.Poll(r.crew.divide)
	}
	r.pulse.enter()
	items, joins, dropped := r.inbox.swap()
	for i := range items {
		r.take(&items[i])
	}
	for _, j := range joins {
		r.admit(j)
	}
	now := r.Now()
	owing := r.core.Flush(now) // which may ask the game what they see
	if !r.pulse.leave() {
		panic(givenUp{})
	}
	r.dropped = dropped
	r.publish()
	return owing == 0 || now-since > flushGrace
}
