package gate

import (
	"time"

	"tickwire/server/room"
)

// barrierLimit is how long a step waits for readers that have been woken. They wait for nothing
// but the processor and short locks, so one that takes longer says that the machine has no time;
// waiting on would make the room late for everybody.
const barrierLimit = 20 * time.Millisecond

// closeEvery is how often a poller looks when its room has ended and no tick drives it.
const closeEvery = 5 * time.Millisecond

// poller reads all links of a room at its ticks. One read of a socket without data costs less than
// being told by the kernel which sockets have some, as long as most players send in every tick.
type poller struct {
	conns   []*conn
	gone    []bool // parallel to conns
	barrier *barrier
	clock   clock
	one     func(worker, i int) // poll, made once
}

var _ room.Poller = (*poller)(nil)

func newPoller() room.Poller {
	p := &poller{barrier: newBarrier()}
	p.one = func(_, i int) { p.gone[i] = !p.conns[i].poll() }
	return p
}

// Add implements room.Poller.
func (p *poller) Add(l room.Link) {
	if l, ok := l.(*link); ok && l.conn.raw != nil { // without one it is TLS: more than a socket
		l.conn.join(p)
		p.conns = append(p.conns, l.conn)
	}
}

// Poll implements room.Poller.
func (p *poller) Poll(divide func(n int, do func(worker, i int))) (late int) {
	p.clock.set(time.Now())
	p.barrier.begin()
	for len(p.gone) < len(p.conns) {
		p.gone = append(p.gone, false)
	}
	divide(len(p.conns), p.one)
	kept := p.conns[:0]
	for i, c := range p.conns {
		if !p.gone[i] {
			kept = append(kept, c)
		}
	}
	clear(p.conns[len(kept):]) // the array must not keep connections alive
	p.conns = kept
	return p.barrier.wait(barrierLimit)
}

// alone polls without help.
func (p *poller) alone() (late int) {
	return p.Poll(func(n int, do func(worker, i int)) {
		for i := range n {
			do(0, i)
		}
	})
}

// Close implements room.Poller. The room has closed every link, or somebody else was about to and
// has not written the close frame yet: ending a connection here would take the frame from it.
func (p *poller) Close() {
	for _, c := range p.conns {
		c.mu.Lock()
		if c.moved() {
			c.tick.last, c.tick.limit = true, time.Now().Add(closeGrace)
		} else {
			c.tick = nil // it stays where it is, and its reader closes it
		}
		c.mu.Unlock()
	}
	ticker := time.NewTicker(closeEvery)
	defer ticker.Stop()
	for p.alone(); len(p.conns) > 0; p.alone() {
		<-ticker.C
	}
}

// clock turns the kernel's time of arrival, which the wall clock made, into that of this process,
// which nobody sets.
type clock struct {
	now  time.Time
	wall int64 // the same by the wall clock, in nanoseconds
}

func (c *clock) set(now time.Time) { c.now, c.wall = now, now.UnixNano() }

// local is the time of an arrival after an earlier look at the socket; at is 0 when the kernel told
// none. Whatever happened to the wall clock, nothing came before that look or is still to come.
func (c *clock) local(at int64, since time.Time) time.Time {
	if at == 0 {
		return time.Now()
	}
	t := c.now.Add(time.Duration(at - c.wall))
	if t.Before(since) {
		return since
	}
	if t.After(c.now) { // between the beginning of the poll and this read
		if now := time.Now(); t.After(now) {
			return now
		}
	}
	return t
}
