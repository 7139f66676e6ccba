//go:build !unix

package lean

import (
	"errors"
	"net"
	"os"
	"time"
)

// line writes to a socket and hardly waits: here a deadline must do.
type line struct{ c *net.TCPConn }

func newLine(c *net.TCPConn) (*line, error) { return &line{c}, nil }

// write takes what the kernel takes within a millisecond: n may be less than there is, without
// an error.
func (l *line) write(b []byte) (n int, err error) {
	_ = l.c.SetWriteDeadline(time.Now().Add(time.Millisecond)) // a closed socket says so below
	n, err = l.c.Write(b)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = nil
	}
	return n, err
}
