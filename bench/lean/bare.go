package lean

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"time"

	"tickwire/proto/wire"
)

// Bare is a load of bytes alone: no WebSocket, no game. Players send as many as an input has by the
// same clock, and read as many as a frame has; the least that a load of these sizes costs a server
// is measured with it.
type Bare struct{ Input, Frame int } // bytes; Frame 0 is a load that plays

// joinBare connects a player to which nobody says hello.
func (f *Fleet) joinBare(ctx context.Context) error {
	u, err := url.Parse(f.cfg.URL)
	if err != nil {
		return err
	}
	c, err := f.cfg.dialer().DialContext(ctx, "tcp", u.Host)
	if err != nil {
		return err
	}
	conn, ok := c.(*net.TCPConn)
	if ok {
		err = f.enter(conn, nil, &wire.Welcome{TickRate: f.cfg.Def.TickRate})
	}
	if err != nil {
		c.Close()
		return fmt.Errorf("lean: join: %w", err)
	}
	return nil
}

// inputBare sends what an input weighs. mu is held.
func (p *player) inputBare() {
	if p.bytes == nil {
		p.bytes = make([]byte, p.fleet.cfg.Bare.Input)
	}
	if n, err := p.line.write(p.bytes); n < len(p.bytes) || err != nil {
		p.fleet.unsent.Add(1)
		return
	}
	p.fleet.sent.Add(1)
	p.fleet.sentBytes.Add(uint64(len(p.bytes)))
}

// receiveBare counts the frames that have come whole.
func (p *player) receiveBare(n int, now time.Duration) {
	for p.bare += n; p.bare >= p.fleet.cfg.Bare.Frame; p.bare -= p.fleet.cfg.Bare.Frame {
		p.fleet.frames.Add(1)
		p.interval(now)
	}
}
