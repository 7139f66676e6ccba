package gate

import (
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

const (
	// restTimeout is how long the rest of a message may take. A room notices a reader that
	// acknowledges nothing before that; this bounds the goroutine.
	restTimeout = 15 * time.Second

	// closeGrace bounds what a close may take: the rest, the close frame, and the peer's answer.
	closeGrace = time.Second

	// maxBehind is how many bytes of control frames may wait behind a rest: a few pings and the
	// close frame. A peer that pings without reading the answers reaches it, and loses the link.
	maxBehind = 4 << 10
)

var errBehind = errors.New("gate: the peer does not read what it asked for")

// conn is the connection as gws sees it: its Write takes the whole message and never waits. gws
// ignores short counts, so a partial write here would corrupt the stream.
type conn struct {
	net.Conn
	raw      *rawWriter    // nil where only blocking writes are possible
	patience time.Duration // restTimeout, but in tests

	arrived time.Time // of what Read gave last, zero for now; the reader's own

	mu      sync.Mutex
	rest    []byte  // not yet taken by the kernel
	spare   []byte  // memory of the rest before
	behind  int     // bytes of rest that came after the first message
	busy    bool    // there is a rest: a goroutine writes it, or the poller does at its ticks
	closing bool    // no more is taken; shut down once the rest is out
	err     error   // of the first write that failed
	tick    *ticked // nil where nobody reads at ticks
	done    sync.WaitGroup
}

func newConn(c net.Conn) *conn { return &conn{Conn: c, raw: newRawWriter(c), patience: restTimeout} }

// idle reports whether all that was written is out.
func (c *conn) idle() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.busy && c.err == nil && !c.closing
}

// Read reads for gws's goroutine, which waits here: for the peer on the plain way, for the poller
// once there is one.
func (c *conn) Read(p []byte) (int, error) {
	c.mu.Lock()
	if !c.move() {
		c.mu.Unlock()
		return c.Conn.Read(p)
	}
	t := c.tick
	if n, err, ok := t.again(p); ok {
		c.arrived = t.at
		c.mu.Unlock()
		return n, err
	}
	t.park(p)
	c.mu.Unlock()
	<-t.wake // what the poller left was written before
	c.arrived = t.at
	return t.n, t.err
}

// arrival is when the last byte of what was read came; the reader's goroutine asks.
func (c *conn) arrival() time.Time {
	if c.arrived.IsZero() {
		return time.Now()
	}
	return c.arrived
}

// Write takes all of p or fails.
func (c *conn) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.err != nil:
		return 0, c.err
	case c.closing:
		return 0, net.ErrClosed
	case c.busy:
		if c.behind+len(p) > maxBehind {
			return 0, errBehind
		}
		c.behind += len(p)
		c.rest = append(c.rest, p...)
		return len(p), nil
	}
	n, err := c.try(p)
	if err != nil {
		c.err = err
		return 0, err
	}
	if n < len(p) {
		c.rest, c.behind, c.busy = append(c.rest[:0], p[n:]...), 0, true
		if c.moved() {
			c.tick.limit = time.Now().Add(c.patience)
			return len(p), nil
		}
		// Under the lock, before it can wait: the deadline of a rest counts from here.
		_ = c.SetWriteDeadline(time.Now().Add(c.patience))
		c.done.Go(c.finish)
	}
	return len(p), nil
}

// try writes what the kernel takes at once. The caller holds mu.
func (c *conn) try(p []byte) (int, error) {
	if c.moved() {
		return c.tick.sock.write(p)
	}
	return c.raw.try(p)
}

// finish writes the rest, and what comes behind it meanwhile.
func (c *conn) finish() {
	c.mu.Lock()
	for len(c.rest) > 0 && c.err == nil {
		out := c.rest
		c.rest = c.spare[:0]
		c.mu.Unlock()
		_, err := c.Conn.Write(out)
		c.mu.Lock()
		c.spare = out[:0]
		if err != nil {
			c.err = err
		}
	}
	c.busy, c.behind = false, 0
	// The deadline of the rest is over with it; a write that comes later must not find it.
	if !c.closing {
		_ = c.SetWriteDeadline(time.Time{})
	}
	failed, closing := c.err != nil, c.closing
	c.mu.Unlock()
	switch {
	case failed:
		_ = c.Conn.Close() // the reader reports it
	case closing:
		c.shut()
	}
}

// Close is called by gws right after its close frame. The frame may be part of the rest, and a
// kernel that closes with unread data resets the connection, which would take the frame back: so
// only the sending half is closed, when all is out, and release reads on until the peer has closed
// too or the grace is over.
func (c *conn) Close() error {
	c.mu.Lock()
	if c.closing {
		c.mu.Unlock()
		return nil
	}
	if c.moved() {
		c.end()
		c.mu.Unlock()
		return nil
	}
	c.closing = true
	_ = c.Conn.SetDeadline(time.Now().Add(closeGrace))
	busy := c.busy
	c.mu.Unlock()
	if !busy {
		c.shut()
	}
	return nil
}

// shut closes the sending half. It is called once, when nothing is written any more, and not under
// mu: over TLS it writes, and may wait for the deadline of Close.
func (c *conn) shut() {
	if h, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		_ = h.CloseWrite()
		return
	}
	_ = c.Conn.Close()
}

// maxDrain bounds what is read from a peer that goes on sending after the close, in bytes.
const maxDrain = 256 << 10

// release closes for good; only the reader's goroutine calls it, after gws's last read. What is
// still to be written goes out first, within the grace of Close, and what the peer still sends is
// read, so that no reset takes back what it has not seen yet. Where a poller has the socket, that
// is who does all this.
func (c *conn) release() {
	c.mu.Lock()
	if t := c.tick; c.moved() {
		c.end()
		t.ended = true
		t.arrive()
		c.mu.Unlock()
		<-t.gone
		return
	}
	c.tick = nil
	c.mu.Unlock()
	_ = c.Close()
	c.done.Wait()
	_, _ = io.CopyN(io.Discard, c.Conn, maxDrain) // ends with the peer, or with the grace
	_ = c.Conn.Close()
}

// The deadlines of writing are our own; gws sets both around its handshake.

// SetDeadline implements net.Conn for reading alone.
func (c *conn) SetDeadline(t time.Time) error { return c.SetReadDeadline(t) }
