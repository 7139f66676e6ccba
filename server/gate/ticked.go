package gate

import (
	"errors"
	"io"
	"net"
	"os"
	"time"

	"tickwire/proto/wire"
)

// readCap is how many bytes of one connection are read per tick. A player sends a hundred; what a
// flood brings beyond waits in the kernel, which then slows its sender.
const readCap = 16 << 10

// ticked is what a connection has more when its room's poller reads it. The mutex of the conn
// guards the socket's number and the limit, and the number is used and given back under it alone,
// so nobody can write to whom the kernel gave the same number afterwards. All else is the poller's.
type ticked struct {
	sock  socket    // once the connection is moved
	limit time.Time // when the rest, or the close, is given up
	last  bool      // the room has ended: the limit is for the connection

	incoming incoming
	since    time.Time // what comes next came after
	over     bool      // nothing that the peer says counts any more
	silent   bool      // it has closed, too
}

// join is called by the poller's owner, when the room has let the player in.
func (c *conn) join() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tick = &ticked{since: time.Now()}
}

// move takes the connection out of Go's netpoller, if its room wants that: only its reader may, since
// nobody else can wait in there then but the goroutine of a rest, and only between two messages. Until
// the rest has ended, and for one that is closed already, all stays as it is. It reports whether the
// socket is moved. The caller holds mu.
func (c *conn) move() bool {
	if c.moved {
		return true
	}
	if c.tick == nil || c.busy || c.closing || c.goodbye || c.err != nil {
		return false
	}
	sock, err := takeSocket(c.Conn)
	if err != nil {
		c.tick = nil // no descriptor was free, or so: it goes on as it was
		return false
	}
	c.tick.sock, c.moved = sock, true
	c.Conn, c.raw, c.spare, c.given = nil, nil, nil, nil
	return true
}

// poll is what the poller does with a link at a tick. It reports false when the link is not, or no
// more, the poller's.
func (l *link) poll(d *desk, now *clock) bool {
	c := l.conn
	c.mu.Lock()
	t := c.tick
	if t == nil || !c.moved {
		c.mu.Unlock()
		return t != nil // its reader is on its way here
	}
	c.flush()
	if (c.busy || c.closing || t.last) && c.err == nil && now.now.After(t.limit) {
		c.err = os.ErrDeadlineExceeded
	}
	n, at, err := 0, int64(0), c.err
	if err == nil {
		n, at, err = d.read(t.sock, d.buf[:])
	}
	c.mu.Unlock() // before anything is handled, because handling writes

	t.silent = t.silent || err != nil
	if n > 0 && !t.over {
		if at := now.local(at, t.since); l.bears(n, at) {
			err = l.took(d.buf[:n], at, &d.inputs)
		} else {
			err = broken(wire.CloseFlood)
		}
	}
	if n < len(d.buf) {
		t.since = now.now
	}
	if err != nil && !t.over {
		t.over, t.incoming = true, incoming{}
		l.finish(err)
	}
	if t.over && c.gone() {
		l.leave()
		return false
	}
	return true
}

// finish ends a link that the poller reads, for what its peer did.
func (l *link) finish(err error) {
	if b := broken(0); errors.As(err, &b) {
		_ = l.conn.frame(opClose, closeCode(uint16(b)), []byte(b.Error()))
	}
	l.conn.end()
	l.over(err)
}

// gone gives the socket back when all is out and the peer has closed too: closing before that would
// reset the connection and take back what the peer has not yet read.
func (c *conn) gone() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil && (c.busy || !c.tick.silent) {
		return false
	}
	c.tick.sock.close()
	c.err = net.ErrClosed
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
	// A rest is rare, and may have been a keyframe of a large world: its memory is not kept.
	c.rest, c.busy, c.behind = nil, false, 0
	if c.closing {
		c.tick.sock.shut()
	}
}

var _ io.ReadWriteCloser = (*conn)(nil)
