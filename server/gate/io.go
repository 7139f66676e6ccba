package gate

import (
	"errors"
	"fmt"

	"tickwire/server/room"
)

// IO is how the bytes of players come in.
type IO string

// The ways. At ticks, a room's own goroutine reads the sockets of all its players before it steps:
// nothing wakes in between. Plain, each connection has a goroutine that wakes for each message.
const (
	IOAuto  IO = "auto"  // at ticks where that is possible; the zero value is the same
	IOTick  IO = "tick"  // at ticks; needs Linux, and no TLS in this process
	IOPlain IO = "plain" // everywhere
)

// Poller is the room.Config.Poller for a way of reading, nil for the plain one.
func (io IO) Poller(tls bool) (func(workers int) room.Poller, error) {
	switch io {
	case IOPlain:
		return nil, nil
	case IOAuto, "":
		if tls || !canTick {
			return nil, nil
		}
	case IOTick:
		if tls {
			return nil, errors.New("gate: reading at ticks does not go with TLS, whose bytes are not those of the socket")
		}
		if !canTick {
			return nil, errors.New("gate: reading at ticks needs Linux")
		}
	default:
		return nil, fmt.Errorf("gate: no way of reading is called %q: auto, tick or plain", string(io))
	}
	return func(workers int) room.Poller { return newPoller(workers) }, nil
}
