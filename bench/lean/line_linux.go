package lean

import (
	"errors"
	"fmt"
	"io"
	"net"

	"golang.org/x/sys/unix"
)

// line is a TCP socket that Go's netpoller does not know. None of its methods waits.
type line struct{ fd int }

// takeLine takes the socket out of a connection, which is closed: what its number stands for lives
// on under another one.
func takeLine(c *net.TCPConn) (*line, error) {
	raw, err := c.SyscallConn()
	if err != nil {
		return nil, err
	}
	l := &line{}
	var failed error
	err = raw.Control(func(fd uintptr) { l.fd, failed = unix.FcntlInt(fd, unix.F_DUPFD_CLOEXEC, 0) })
	if err = errors.Join(err, failed); err != nil {
		return nil, fmt.Errorf("lean: take a socket: %w", err)
	}
	_ = c.Close() // takes it out of the netpoller
	return l, nil
}

// read reads what is there: 0 bytes without an error is nothing.
func (l *line) read(b []byte) (int, error) {
	n, err := retry(unix.Read, l.fd, b)
	if n == 0 && err == nil {
		return 0, io.EOF
	}
	return taken(n, err)
}

// write takes what the kernel takes at once: n may be less than there is, without an error.
func (l *line) write(b []byte) (int, error) { return taken(retry(unix.Write, l.fd, b)) }

func (l *line) close() { _ = unix.Close(l.fd) }

func retry(call func(int, []byte) (int, error), fd int, b []byte) (n int, err error) {
	for {
		if n, err = call(fd, b); err != unix.EINTR {
			return n, err
		}
	}
}

// taken makes of a full or an empty socket no bytes.
func taken(n int, err error) (int, error) {
	if err == unix.EAGAIN {
		return 0, nil
	}
	return max(n, 0), err
}
