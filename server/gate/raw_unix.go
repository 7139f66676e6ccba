//go:build unix

package gate

import (
	"net"
	"syscall"
)

// rawWriter writes to a TCP socket without ever waiting for it. A nil one takes nothing: then
// every byte goes the way of the rest.
type rawWriter struct {
	conn syscall.RawConn
	call func(fd uintptr) bool // made once: a closure per write would be garbage

	p   []byte
	n   int
	err error
}

func newRawWriter(c net.Conn) *rawWriter {
	t, ok := c.(*net.TCPConn) // not TLS, whose bytes are not those of the socket
	if !ok {
		return nil
	}
	raw, err := t.SyscallConn()
	if err != nil {
		return nil
	}
	w := &rawWriter{conn: raw}
	w.call = w.write
	return w
}

// try writes what the kernel takes at once. No goroutine may be in a blocking Write meanwhile: it
// holds the lock that this one needs.
func (w *rawWriter) try(p []byte) (int, error) {
	if w == nil {
		return 0, nil
	}
	w.p, w.n, w.err = p, 0, nil
	err := w.conn.Write(w.call)
	w.p = nil
	if err == nil {
		err = w.err
	}
	return w.n, err
}

// write reports true always: false would wait until the socket is writable.
func (w *rawWriter) write(fd uintptr) bool {
	for w.n < len(w.p) {
		n, err := syscall.Write(int(fd), w.p[w.n:])
		switch {
		case err == syscall.EINTR:
			continue
		case err == syscall.EAGAIN:
			return true
		case err != nil:
			w.err = err
			return true
		}
		w.n += n
	}
	return true
}
