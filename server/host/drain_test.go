package host_test

import (
	"crypto/tls"
	"sync/atomic"
	"testing"
	"time"

	"tickwire/client/link"
	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/proto/wire"
	"tickwire/server/gate"
	"tickwire/server/host"
)

// closing is a world that is done some ticks after it is told that the server ends.
type closing struct {
	game.World
	left int
	last *atomic.Uint32 // tick
}

func (w *closing) Drain(*game.Tick, int) bool {
	w.left--
	return w.left == 0
}

func (w *closing) Step(t *game.Tick) {
	w.last.Store(uint32(t.Number()))
	w.World.Step(t)
}

// TestTheLastTickIsSeen drains a server whose game is done after a tenth of a second. All who play hold
// the last tick in the end, and nobody waits for the second that there is to acknowledge it.
func TestTheLastTickIsSeen(t *testing.T) {
	cert, key, pool := certificate(t)
	for _, row := range []struct {
		name string
		cfg  host.Config
	}{
		{"plain", host.Config{IO: gate.IOPlain}},
		{"auto", host.Config{IO: gate.IOAuto}},
		{"tls", host.Config{CertFile: cert, KeyFile: key}},
	} {
		t.Run(row.name, func(t *testing.T) {
			last := new(atomic.Uint32)
			def := arena.Definition()
			whole := def.New
			def.New = func(seed uint64) game.World { return &closing{World: whole(seed), left: 3, last: last} }
			row.cfg.NoPage, row.cfg.Def, row.cfg.Drain = true, def, time.Minute
			s, stop := start(t, row.cfg)
			url := "ws://" + s.Addr().String() + "/ws"
			if row.name == "tls" {
				url = "wss" + url[2:]
			}
			native := link.Native{TLS: &tls.Config{RootCAs: pool, ServerName: "tickwire.test"}}
			a, b := join(t, link.Config{URL: url, Native: native}), join(t, link.Config{URL: url, Native: native})
			took := make(chan time.Duration, 1)
			began := time.Now()
			go func() { stop(); took <- time.Since(began) }()
			idle := make(chan struct{})
			go func() { // both play at the same time
				defer close(idle)
				b.until(func() bool { return b.link.State() == link.Closed })
			}()
			a.until(func() bool { return a.link.State() == link.Closed })
			<-idle
			for _, p := range []*player{a, b} {
				if code, _, _ := p.link.Closed(); code != uint16(wire.CloseShutdown) {
					t.Errorf("closed with %d", code)
				}
				if got := uint32(p.net.Tick()); got != last.Load() {
					t.Errorf("the last tick that was seen is %d of %d", got, last.Load())
				}
			}
			if d := <-took; d < 60*time.Millisecond || d > time.Second {
				t.Errorf("it took %v", d)
			}
		})
	}
}
