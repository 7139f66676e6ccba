//go:build !linux

package gate

import (
	"errors"
	"net"
)

// canTick says that sockets can be read at ticks here.
const canTick = false

// socket is never made here.
type socket struct{}

func takeSocket(net.Conn) (*socket, error) { return nil, errors.ErrUnsupported }

func (*socket) read([]byte) (n int, at int64, err error) { return 0, 0, errors.ErrUnsupported }
func (*socket) write([]byte) (int, error)                { return 0, errors.ErrUnsupported }
func (*socket) shut()                                    {}
func (*socket) close()                                   {}
