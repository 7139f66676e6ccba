//go:build !unix

package lean

import (
	"errors"
	"net"
	"os"
	"time"
)

// writer writes to a socket and hardly waits: here a deadline must do.
type writer struct{ c *net.TCPConn }

func newWriter(c *net.TCPConn) (*writer, error) { return &writer{c}, nil }

// write takes what the kernel takes within a millisecond: n may be less than there is, without
// an error.
func (w *writer) write(b []byte) (n int, err error) {
	_ = w.c.SetWriteDeadline(time.Now().Add(time.Millisecond)) // a closed socket says so below
	n, err = w.c.Write(b)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = nil
	}
	return n, err
}
