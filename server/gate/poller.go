package gate

import (
	"time"

	"tickwire/proto/wire"
	"tickwire/server/room"
)

// closeEvery is how often a poller looks when its room has ended and no tick drives it.
const closeEvery = 5 * time.Millisecond

// poller reads all links of a room at its ticks. One read of a socket without data costs less than
// being told by the kernel which sockets have some, as long as most players send in every tick.
type poller struct {
	links []*link
	gone  []bool // parallel to links
	clock clock
	desks []*desk             // by worker; nil until one has worked
	one   func(worker, i int) // made once
}

// desk is what a worker needs to read a link, here and not with each of them: a link that says
// nothing has nothing.
type desk struct {
	receiver
	buf    [readCap]byte
	inputs wire.Inputs
}

var _ room.Poller = (*poller)(nil)

func newPoller(workers int) *poller {
	p := &poller{desks: make([]*desk, workers)}
	p.one = p.poll
	return p
}

// Add implements room.Poller.
func (p *poller) Add(l room.Link) {
	if l, ok := l.(*link); ok && l.conn != nil && l.conn.raw != nil { // without one it is TLS: more than a socket
		l.conn.join()
		p.links = append(p.links, l)
	}
}

// Poll implements room.Poller.
func (p *poller) Poll(divide func(n int, do func(worker, i int))) {
	p.clock.set(time.Now())
	for len(p.gone) < len(p.links) {
		p.gone = append(p.gone, false)
	}
	clear(p.gone)
	defer p.keep() // after a panic too: the room's end polls again, and who is gone must not go twice
	divide(len(p.links), p.one)
}

// keep forgets the links that are gone.
func (p *poller) keep() {
	kept := p.links[:0]
	for i, l := range p.links {
		if !p.gone[i] {
			kept = append(kept, l)
		}
	}
	clear(p.links[len(kept):]) // the array must not keep links alive
	p.links = kept
}

func (p *poller) poll(worker, i int) {
	if p.desks[worker] == nil {
		p.desks[worker] = new(desk)
	}
	p.gone[i] = !p.links[i].poll(p.desks[worker], &p.clock)
}

// alone polls without help.
func (p *poller) alone() {
	p.Poll(func(n int, do func(worker, i int)) {
		for i := range n {
			do(0, i)
		}
	})
}

// Close implements room.Poller. The room has closed every link, or somebody else was about to and
// has not written the close frame yet: ending a connection here would take the frame from it.
func (p *poller) Close() {
	for _, l := range p.links {
		c := l.conn
		c.mu.Lock()
		if c.moved {
			c.tick.last, c.tick.limit = true, time.Now().Add(closeGrace)
		} else {
			c.tick = nil // it stays where it is, and its reader closes it
		}
		c.mu.Unlock()
	}
	ticker := time.NewTicker(closeEvery)
	defer ticker.Stop()
	for p.alone(); len(p.links) > 0; p.alone() {
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
