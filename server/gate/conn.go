package gate

import (
	"bufio"
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

var (
	errBehind = errors.New("gate: the peer does not read what it asked for")

	errFlood = errors.New("gate: the peer sends too much")

	// errMoved ends gws's loop of reading, and nothing else, when a poller has the socket.
	errMoved = errors.New("gate: the room reads this connection")
)

// Eager is a net.Conn that can tell at once how much of a write it takes, as a socket does in
// non-blocking mode. A TCP connection of this process is written like that anyway; one that is
// something else and does not implement it has each write finished by a goroutine.
type Eager interface {
	// TryWrite takes a beginning of p, perhaps nothing, and never waits.
	TryWrite(p []byte) (int, error)
}

// conn is a connection whose writes take the whole message and never wait. gws sees it as a
// net.Conn, for the handshake and, on the plain way, for all that is read; it ignores short counts,
// so a partial write would corrupt the stream. What we send goes through take and end instead.
type conn struct {
	net.Conn               // nil once the socket is moved
	raw      *rawWriter    // nil where only blocking writes are possible, and for an Eager
	eager    Eager         // nil for none
	patience time.Duration // restTimeout, but in tests

	mu      sync.Mutex
	rest    []byte  // not yet taken by the kernel
	spare   []byte  // memory of the rest before
	behind  int     // bytes of rest that are control frames and came after its beginning
	busy    bool    // there is a rest: a goroutine writes it, or the poller does at its ticks
	goodbye bool    // a close frame was taken: nothing may follow it
	closing bool    // no more is taken; shut down once the rest is out
	moved   bool    // the socket is out of Go's netpoller, and gws has nothing to do with it
	err     error   // of the first write that failed
	tick    *ticked // nil where nobody reads at ticks
	done    sync.WaitGroup

	given *given // the reader's own, for gws; nil once the socket is moved
}

// given is what gws was given. It reads ahead, and may be in the middle of a message when a poller
// wants the socket: what it has of that message is lost to whoever reads on.
type given struct {
	ahead       *bufio.Reader    // gws's
	came, whole int              // bytes, and those of whole messages at their beginning
	meter       func(n int) bool // told of bytes; false is too many
}

func newConn(c net.Conn) *conn {
	e, _ := c.(Eager)
	return &conn{Conn: c, raw: newRawWriter(c), eager: e, patience: restTimeout}
}

// idle reports whether all that was written is out.
func (c *conn) idle() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.busy && c.err == nil && !c.closing
}

// Read reads for gws, until a poller does it.
func (c *conn) Read(p []byte) (int, error) {
	c.mu.Lock()
	g := c.given
	moved := (g == nil || g.came == g.whole) && c.move()
	c.mu.Unlock()
	if moved {
		return 0, errMoved
	}
	n, err := c.Conn.Read(p)
	if g != nil {
		g.came += n
		if g.meter != nil && !g.meter(n) {
			return 0, errFlood
		}
	}
	return n, err
}

// message is called by the reader when gws has read a message to its end.
func (g *given) message() { g.whole = g.came - g.ahead.Buffered() }

// control is the same for a control frame, whose mask and payload follow two bytes. It may stand
// between the fragments of a message, and that one is not whole yet.
func (g *given) control(payload []byte) {
	if size := 2 + 4 + len(payload); g.came-g.ahead.Buffered() == g.whole+size {
		g.whole += size
	}
}

// Write takes all of p or fails. It is gws's: what that still says when it has lost the socket,
// which is a goodbye, is not meant.
func (c *conn) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.moved {
		return len(p), nil
	}
	if err := c.put(p); err != nil {
		return 0, err
	}
	return len(p), nil
}

// take takes a whole frame, or fails and ends the connection.
func (c *conn) take(frame []byte) error {
	c.mu.Lock()
	err := c.put(frame)
	c.mu.Unlock()
	if err != nil {
		c.end()
	}
	return err
}

// put writes all of p, now or later. The caller holds mu.
func (c *conn) put(p []byte) error {
	switch {
	case c.err != nil:
		return c.err
	case c.closing || c.goodbye:
		return net.ErrClosed
	case c.busy:
		// A message is taken however long it is: the room sends one only to a link that was ready, so
		// all that can have come in between is a control frame.
		if isControl(p) {
			if c.behind+len(p) > maxBehind {
				return errBehind
			}
			c.behind += len(p)
		}
		c.rest = append(c.rest, p...)
		c.goodbye = isGoodbye(p)
		return nil
	}
	n, err := c.try(p)
	if err != nil {
		c.err = err
		return err
	}
	c.goodbye = isGoodbye(p)
	if n < len(p) {
		c.rest, c.behind, c.busy = append(c.rest[:0], p[n:]...), 0, true
		if c.moved {
			c.tick.limit = time.Now().Add(c.patience)
			return nil
		}
		// Under the lock, before it can wait: the deadline of a rest counts from here.
		_ = c.SetWriteDeadline(time.Now().Add(c.patience))
		c.done.Go(c.finish)
	}
	return nil
}

// isControl reports whether a write is a ping, a pong or a close frame.
func isControl(p []byte) bool { return len(p) > 0 && p[0]&byte(opClose) != 0 }

// isGoodbye reports whether a write is a close frame. Each write is one frame, or the answer to the
// request, which begins with an H.
func isGoodbye(p []byte) bool { return len(p) > 0 && p[0] == bitFinal|byte(opClose) }

// try writes what the kernel takes at once. The caller holds mu.
func (c *conn) try(p []byte) (int, error) {
	switch {
	case c.moved:
		return c.tick.sock.write(p)
	case c.eager != nil:
		return c.eager.TryWrite(p)
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

// Close is called by gws right after its close frame; see end.
func (c *conn) Close() error {
	c.mu.Lock()
	moved := c.moved
	c.mu.Unlock()
	if !moved {
		c.end()
	}
	return nil
}

// end closes. A close frame may be part of the rest, and a kernel that closes with unread data
// resets the connection, which would take the frame back: so only the sending half is closed, when
// all is out, and whoever reads reads on until the peer has closed too or the grace is over.
func (c *conn) end() {
	c.mu.Lock()
	if c.closing {
		c.mu.Unlock()
		return
	}
	c.closing = true
	if c.moved {
		c.tick.limit = time.Now().Add(closeGrace)
		if !c.busy {
			c.tick.sock.shut()
		}
		c.mu.Unlock()
		return
	}
	_ = c.Conn.SetDeadline(time.Now().Add(closeGrace))
	busy := c.busy
	c.mu.Unlock()
	if !busy {
		c.shut()
	}
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
// still to be written goes out first, within the grace of end, and what the peer still sends is
// read, so that no reset takes back what it has not seen yet. It reports false, and does nothing,
// when a poller has the socket, which then does all this.
func (c *conn) release() bool {
	c.mu.Lock()
	if c.moved {
		c.mu.Unlock()
		return false
	}
	c.tick = nil
	c.mu.Unlock()
	c.end()
	c.done.Wait()
	_, _ = io.CopyN(io.Discard, c.Conn, maxDrain) // ends with the peer, or with the grace
	_ = c.Conn.Close()
	return true
}

// The deadlines of writing are our own; gws sets both around its handshake.

// SetDeadline implements net.Conn for reading alone.
func (c *conn) SetDeadline(t time.Time) error { return c.SetReadDeadline(t) }
