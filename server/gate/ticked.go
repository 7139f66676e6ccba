package gate

import (
	"io"
	"net"
	"os"
	"time"
)

// readCap is how many bytes of one connection are read per tick. A player sends a hundred; what a
// flood brings beyond waits in the kernel, which then slows its sender.
const readCap = 16 << 10

// ticked is what a connection has more when its room's poller reads it. The mutex of the conn
// guards all of it, the number of the socket included: it is used and given back under the mutex
// alone, so nobody can write to whom the kernel gave the same number afterwards.
//
// The reader's goroutine waits in Read, with wake for a bell, and finds what it was woken for in
// n, err and at. These are the poller's while it waits and its own while it does not.
type ticked struct {
	poller *poller
	clock  clock   // the poller's, as of its last look: a late reader reads on during the next poll
	sock   *socket // nil until the reader has moved the connection here

	wake chan struct{} // of size 1
	into []byte        // what the waiting reader wants filled; nil while it does not wait
	n    int
	err  error
	at   time.Time // when the last byte arrived

	owed  uint32 // the poll that waits for the reader to come back; 0 for none
	left  int    // bytes that may still be read in this tick
	more  bool   // the last read filled all it was given: there may be more
	since time.Time

	limit time.Time // when the rest, or the close, is given up
	last  bool      // the room has ended: the limit is for the connection
	ended bool      // the reader will not come back
	gone  chan struct{}
}

// moved reports whether the socket is out of Go's netpoller. The caller holds mu.
func (c *conn) moved() bool { return c.tick != nil && c.tick.sock != nil }

// join is called by the poller's owner, when the room has let the player in.
func (c *conn) join(p *poller) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tick = &ticked{poller: p, wake: make(chan struct{}, 1), gone: make(chan struct{}), since: time.Now()}
}

// move takes the connection out of Go's netpoller, if its room wants that: only its reader may,
// since nobody else can wait in there then but the goroutine of a rest. Until that has ended, and
// for one that is closed already, all stays as it is. It reports whether the socket is moved.
// The caller holds mu.
func (c *conn) move() bool {
	if c.moved() {
		return true
	}
	if c.tick == nil || c.busy || c.closing || c.err != nil {
		return false
	}
	sock, err := takeSocket(c.Conn)
	if err != nil {
		c.tick = nil // no descriptor was free, or so: it goes on as it was
		return false
	}
	c.tick.sock = sock
	return true
}

// again reads on within a tick, when there may be more than what the reader was given.
// It is called by the reader; ok is false when it must wait for the next tick.
func (t *ticked) again(p []byte) (n int, err error, ok bool) { //nolint:revive // as Read has it
	if !t.more || t.left <= 0 {
		return 0, nil, false
	}
	n, err = t.receive(p)
	return n, err, n > 0 || err != nil
}

// park makes the reader wait for the poller.
func (t *ticked) park(p []byte) {
	t.into = p
	t.arrive()
}

// receive reads without waiting: nothing is 0 bytes without an error.
func (t *ticked) receive(p []byte) (int, error) {
	p = p[:min(len(p), t.left)]
	n, at, err := t.sock.read(p)
	t.left -= n
	t.more = n == len(p)
	if n > 0 {
		t.at = t.clock.local(at, t.since)
	}
	return n, err
}

// give wakes the reader with what it waited for.
func (t *ticked) give(n int, err error) {
	t.n, t.err, t.into = n, err, nil
	t.owed = t.poller.barrier.owe()
	t.wake <- struct{}{}
}

// arrive tells the poll that waits for the reader that it waits in vain no more.
func (t *ticked) arrive() {
	if t.owed != 0 {
		t.poller.barrier.arrive(t.owed)
		t.owed = 0
	}
}

// poll is what the poller does with a connection at a tick. It reports false when the connection
// is not, or no more, the poller's.
func (c *conn) poll() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.tick
	if t == nil {
		return false
	}
	if t.sock == nil {
		return true // its reader is on its way here
	}
	t.clock = t.poller.clock
	c.flush()
	if (c.busy || c.closing || t.last) && c.err == nil && t.clock.now.After(t.limit) {
		c.err = os.ErrDeadlineExceeded
	}
	switch {
	case t.ended && (c.err != nil || !c.busy && t.drained()):
		t.sock.close()
		t.sock, c.err = nil, net.ErrClosed
		c.tick = nil
		close(t.gone)
		return false
	case t.ended || t.into == nil: // draining, or the reader is late
	case c.err != nil:
		t.give(0, c.err)
	default:
		t.left = readCap
		if n, err := t.receive(t.into); n > 0 || err != nil {
			t.give(n, err)
		}
		if !t.more {
			t.since = t.clock.now // whatever comes now came after
		}
	}
	return true
}

// flush writes of the rest what the kernel takes. The caller holds mu.
func (c *conn) flush() {
	if !c.busy || c.err != nil {
		return
	}
	n, err := c.tick.sock.write(c.rest)
	if c.rest = c.rest[:copy(c.rest, c.rest[n:])]; err != nil {
		c.err = err
		return
	}
	if len(c.rest) > 0 {
		return
	}
	if c.busy, c.behind = false, 0; c.closing {
		c.tick.sock.shut()
	}
}

// end is Close where a poller has the socket: it shuts the sending half when all is out, and looks
// after the grace. The caller holds mu.
func (c *conn) end() {
	if c.closing {
		return
	}
	c.closing = true
	c.tick.limit = time.Now().Add(closeGrace)
	c.tick.arrive()
	if !c.busy {
		c.tick.sock.shut()
	}
}

// drained reads what nobody wants any more, and reports whether the peer has closed too. Closing
// before that would reset the connection and take back what the peer has not yet read.
func (t *ticked) drained() bool {
	var waste [1 << 10]byte
	p := waste[:]
	for t.left = readCap; t.left > 0; {
		n, err := t.receive(p)
		if err != nil {
			return true
		}
		if n == 0 {
			return false
		}
	}
	return false
}

var _ io.ReadWriteCloser = (*conn)(nil)
