package audience

import (
	"context"
	"fmt"
	"time"

	"tickwire/bench/lean"
	"tickwire/proto/wire"
)

// watch is a client of Tickwire by WebSocket. It acknowledges each frame at once, as the clients in
// Go and TypeScript do.
func (c *client) watch(ctx context.Context) error {
	f := newFollower(c)
	return c.listen(ctx, "/ws", wire.Subprotocol, func(s *socket, msg []byte, at time.Duration) error {
		if msg == nil {
			return s.send(lean.OpBinary, hello(c.name()))
		}
		if err := f.take(msg, at); err != nil || f.owed == 0 {
			return err
		}
		return s.send(lean.OpBinary, f.ack())
	})
}

func (c *client) name() string { return fmt.Sprint("client ", c.index) }
