//go:build unix && !linux

package lean

import (
	"errors"
	"net"
	"syscall"
)

// line writes to a socket and never waits.
type line struct {
	c   *net.TCPConn
	raw syscall.RawConn
	b   []byte
	n   int
	err error
	try func(fd uintptr) bool // made once, so that writing allocates nothing
}

func newLine(c *net.TCPConn) (*line, error) {
	raw, err := c.SyscallConn()
	l := &line{c: c, raw: raw}
	l.try = func(fd uintptr) bool {
		for {
			if l.n, l.err = syscall.Write(int(fd), l.b); !errors.Is(l.err, syscall.EINTR) {
				return true // whatever came of it: to return false is to wait
			}
		}
	}
	return l, err
}

// write takes what the kernel takes at once: n may be less than there is, without an error.
func (l *line) write(b []byte) (n int, err error) {
	l.b = b
	if err := l.raw.Write(l.try); err != nil {
		return 0, err
	}
	if errors.Is(l.err, syscall.EAGAIN) {
		return 0, nil
	}
	return max(l.n, 0), l.err
}
