//go:build !linux

package gate

import (
	"errors"
	"net"
)

// canTick says that sockets can be read at ticks here.
const canTick = false

// socket is never made here, and receiver never used.
type (
	socket   struct{}
	receiver struct{}
)

func takeSocket(net.Conn) (s socket, err error) { return s, errors.ErrUnsupported }

func (*receiver) read(socket, []byte) (n int, at int64, err error) {
	return 0, 0, errors.ErrUnsupported
}

func (socket) write([]byte) (int, error) { return 0, errors.ErrUnsupported }
func (socket) shut()                     {}
func (socket) close()                    {}
