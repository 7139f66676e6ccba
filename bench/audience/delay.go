package audience

import (
	"net"
	"sync"
	"time"
)

// far is a connection to somewhere far away: what is read and written is under way for a time, and no
// more of it is lost or reordered than TCP would show. The goroutines of both ways end with the
// connection.
type far struct {
	net.Conn
	delay time.Duration
	in    chan parcel // closed behind the last
	out   chan parcel
	rest  []byte // of a parcel that was read in part
	gone  chan struct{}
	close func() error
}

// parcel is bytes that are there at a time, or why there are no more.
type parcel struct {
	bytes []byte
	due   time.Time
	err   error
}

// underway is how many parcels there are on a way at most; what is beyond waits, as for a window of TCP.
const underway = 256

func newFar(c net.Conn, delay time.Duration) *far {
	f := &far{Conn: c, delay: delay, in: make(chan parcel, underway), out: make(chan parcel, underway), gone: make(chan struct{})}
	f.close = sync.OnceValue(func() error {
		close(f.gone)
		return c.Close()
	})
	go f.bring()
	go f.carry()
	return f
}

// Close implements net.Conn. What is under way is lost.
func (f *far) Close() error { return f.close() }

// bring reads what will be there later.
func (f *far) bring() {
	defer close(f.in)
	for {
		buf := make([]byte, 4<<10)
		n, err := f.Conn.Read(buf)
		select {
		case f.in <- parcel{buf[:n], time.Now().Add(f.delay), err}:
		case <-f.gone:
			return
		}
		if err != nil {
			return
		}
	}
}

// carry writes what was handed over before.
func (f *far) carry() {
	for {
		select {
		case <-f.gone:
			return
		case p := <-f.out:
			if !f.until(p.due) {
				return
			}
			if _, err := f.Conn.Write(p.bytes); err != nil {
				_ = f.Close() // whoever reads finds out
				return
			}
		}
	}
}

// until waits for a time, and reports whether the connection still stands then.
func (f *far) until(due time.Time) bool {
	timer := time.NewTimer(time.Until(due))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-f.gone:
		return false
	}
}

// Read implements net.Conn.
func (f *far) Read(b []byte) (int, error) {
	for len(f.rest) == 0 {
		p, ok := <-f.in
		if !ok || !f.until(p.due) {
			return 0, net.ErrClosed
		}
		if f.rest = p.bytes; len(f.rest) == 0 && p.err != nil {
			return 0, p.err
		}
	}
	n := copy(b, f.rest)
	f.rest = f.rest[n:]
	return n, nil
}

// Write implements net.Conn.
func (f *far) Write(b []byte) (int, error) {
	select {
	case <-f.gone:
		return 0, net.ErrClosed
	default:
	}
	select {
	case f.out <- parcel{bytes: append([]byte(nil), b...), due: time.Now().Add(f.delay)}:
		return len(b), nil
	case <-f.gone:
		return 0, net.ErrClosed
	}
}
