//go:build unix

package lean

import (
	"errors"
	"net"
	"syscall"
)

// writer writes to a socket and never waits.
type writer struct {
	raw syscall.RawConn
	b   []byte
	n   int
	err error
	try func(fd uintptr) bool // made once, so that writing allocates nothing
}

func newWriter(c *net.TCPConn) (*writer, error) {
	raw, err := c.SyscallConn()
	w := &writer{raw: raw}
	w.try = func(fd uintptr) bool {
		for {
			if w.n, w.err = syscall.Write(int(fd), w.b); !errors.Is(w.err, syscall.EINTR) {
				return true // whatever came of it: to return false is to wait
			}
		}
	}
	return w, err
}

// write takes what the kernel takes at once: n may be less than there is, without an error.
func (w *writer) write(b []byte) (n int, err error) {
	w.b = b
	if err := w.raw.Write(w.try); err != nil {
		return 0, err
	}
	if errors.Is(w.err, syscall.EAGAIN) {
		return 0, nil
	}
	return max(w.n, 0), w.err
}
