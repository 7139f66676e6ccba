package lab

import (
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// end is one end of a connection: a net.Conn whose writes take everything or fail and never wait.
// A write that waited would hold gws's lock, for which the reader's answer to a ping waits, and
// virtual time would stand still: waiting for a mutex is not being idle.
type end struct {
	agenda *agenda
	rank   int
	out    *pipe
	local  net.Addr
	remote net.Addr
	news   chan struct{} // holds one token: reading may be worth a try

	mu       sync.Mutex
	in       []byte
	fin      bool              // the peer has sent all
	err      error             // the connection is gone
	closed   bool              // by this end
	begins   func(said []byte) // is told of the first that this end sends; nil for nobody
	said     bool              // this end has sent all
	deadline time.Time
	looks    time.Duration // when look is due next; 0 for never
}

var _ net.Conn = (*end)(nil)

func newEnd(a *agenda, rank int, local, remote net.Addr) *end {
	return &end{agenda: a, rank: rank, local: local, remote: remote, news: make(chan struct{}, 1)}
}

// Read implements net.Conn.
func (e *end) Read(p []byte) (int, error) {
	for {
		if n, err := e.take(p); n > 0 || err != nil || len(p) == 0 {
			return n, err
		}
		<-e.news
	}
}

// take reads what is there.
func (e *end) take(p []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case e.closed:
		return 0, net.ErrClosed
	case e.err != nil:
		return 0, e.err
	case !e.deadline.IsZero() && !time.Now().Before(e.deadline):
		return 0, os.ErrDeadlineExceeded
	case len(e.in) > 0:
		n := copy(p, e.in)
		if e.in = e.in[n:]; len(e.in) == 0 {
			e.in = nil
		}
		return n, nil
	case e.fin:
		return 0, io.EOF
	}
	return 0, nil
}

// Write implements net.Conn.
func (e *end) Write(p []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case e.err != nil:
		return 0, e.err
	case e.closed || e.said:
		return 0, net.ErrClosed
	}
	if e.begins != nil {
		e.begins(p)
		e.begins = nil
	}
	if err := e.out.send(p); err != nil {
		e.err = err
		e.poke()
		return 0, err
	}
	return len(p), nil
}

// TryWrite implements gate.Eager.
func (e *end) TryWrite(p []byte) (int, error) { return e.Write(p) }

// arrive takes what the pipe brings.
func (e *end) arrive(data []byte, fin, reset bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case reset:
		e.gone()
	case e.closed || e.err != nil:
		if len(data) > 0 {
			e.out.finish(true) // nobody is left to read it
		}
	default:
		if len(e.in) == 0 {
			e.in = data
		} else {
			e.in = append(e.in, data...)
		}
		e.fin = e.fin || fin
	}
	e.poke()
}

// reset is the system's word that the network is gone.
func (e *end) reset() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.gone()
	e.poke()
}

func (e *end) gone() {
	if e.err == nil {
		e.err, e.in = syscall.ECONNRESET, nil
	}
}

func (e *end) poke() {
	select {
	case e.news <- struct{}{}:
	default:
	}
}

// CloseWrite ends the sending half.
func (e *end) CloseWrite() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.finish(false)
	return nil
}

// Close implements net.Conn. As with TCP, what has come and was not read makes it a reset.
func (e *end) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return net.ErrClosed
	}
	e.closed = true
	e.finish(len(e.in) > 0)
	e.in = nil
	e.poke()
	return nil
}

func (e *end) finish(reset bool) {
	if e.begins != nil {
		e.begins(nil) // it ends before it has begun
		e.begins = nil
	}
	if (!e.said || reset) && e.err == nil {
		e.out.finish(reset)
	}
	e.said = true
}

// LocalAddr implements net.Conn.
func (e *end) LocalAddr() net.Addr { return e.local }

// RemoteAddr implements net.Conn.
func (e *end) RemoteAddr() net.Addr { return e.remote }

// SetDeadline implements net.Conn; writes do not wait and need none.
func (e *end) SetDeadline(t time.Time) error { return e.SetReadDeadline(t) }

// SetWriteDeadline implements net.Conn.
func (e *end) SetWriteDeadline(time.Time) error { return nil }

// SetReadDeadline implements net.Conn.
func (e *end) SetReadDeadline(t time.Time) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.deadline = t
	switch {
	case t.IsZero():
	case t.After(time.Now()):
		e.arm()
	default:
		e.poke()
	}
	return nil
}

// arm has the deadline looked at. A server of requests sets one for each, so one event is for all of them.
// The caller holds mu.
func (e *end) arm() {
	if at := e.deadline.Sub(e.agenda.begin); e.looks == 0 || at < e.looks {
		e.looks = at
		e.agenda.push(at, e.rank, e.look)
	}
}

// look tells the reader of its deadline, or comes back when that has moved.
func (e *end) look() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.agenda.now() >= e.looks {
		e.looks = 0
	}
	switch {
	case e.deadline.IsZero():
	case time.Now().Before(e.deadline):
		e.arm()
	default:
		e.poke()
	}
}

// abandon is the end of somebody who is not there any more and tells nobody: what comes is answered with a
// reset.
func (e *end) abandon() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed, e.said = true, true
}
