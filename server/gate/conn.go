package gate

import (
	"errors"
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
	raw *rawWriter // nil where only blocking writes are possible

	mu      sync.Mutex
	rest    []byte // not yet taken by the kernel
	spare   []byte // memory of the rest before
	behind  int    // bytes of rest that came after the first message
	busy    bool   // a goroutine writes the rest
	closing bool   // no more is taken; shut down once the rest is out
	err     error  // of the first write that failed
	done    sync.WaitGroup
}

func newConn(c net.Conn) *conn { return &conn{Conn: c, raw: newRawWriter(c)} }

// idle reports whether all that was written is out.
func (c *conn) idle() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.busy && c.err == nil && !c.closing
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
		if c.behind += len(p); c.behind > maxBehind {
			return 0, errBehind
		}
		c.rest = append(c.rest, p...)
		return len(p), nil
	}
	n, err := c.raw.try(p)
	if err != nil {
		c.err = err
		return 0, err
	}
	if n < len(p) {
		c.rest, c.behind, c.busy = append(c.rest[:0], p[n:]...), 0, true
		// Under the lock, before it can wait: the deadline of a rest counts from here.
		_ = c.SetWriteDeadline(time.Now().Add(restTimeout))
		c.done.Go(c.finish)
	}
	return len(p), nil
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
	switch {
	case c.err != nil:
		c.mu.Unlock()
		_ = c.Conn.Close() // the reader reports it
		return
	case c.closing:
		c.shut()
	}
	c.mu.Unlock()
}

// Close is called by gws right after its close frame. The frame may be part of the rest, and a
// kernel that closes with unread data resets the connection, which would take the frame back: so
// only the sending half is closed, when all is out, and the reader goes on until the peer has
// closed too or the grace is over. The reader's goroutine then calls release.
func (c *conn) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing {
		return nil
	}
	c.closing = true
	_ = c.Conn.SetDeadline(time.Now().Add(closeGrace))
	if !c.busy {
		c.shut()
	}
	return nil
}

// shut closes the sending half. The caller holds mu.
func (c *conn) shut() {
	if h, ok := c.Conn.(interface{ CloseWrite() error }); ok && c.err == nil {
		_ = h.CloseWrite()
		return
	}
	_ = c.Conn.Close()
}

// release closes for good; only the reader's goroutine calls it, after its last read.
func (c *conn) release() {
	c.mu.Lock()
	c.closing = true
	c.mu.Unlock()
	_ = c.Conn.Close()
	c.done.Wait()
}

// The deadlines of writing are our own; gws sets both around its handshake.

// SetDeadline implements net.Conn for reading alone.
func (c *conn) SetDeadline(t time.Time) error { return c.SetReadDeadline(t) }
