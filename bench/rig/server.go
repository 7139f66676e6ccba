package rig

import (
	"context"
	"testing"

	"tickwire/server/host"
)

// Serve runs a server without a page on a free port of this machine until the test ends, and returns
// the address of its socket.
func Serve(t testing.TB, cfg host.Config) (url string) {
	t.Helper()
	cfg.Addr, cfg.NoPage = "127.0.0.1:0", true
	if cfg.Limits.ConnsPerRemote == 0 {
		cfg.Limits.ConnsPerRemote = -1 // all players are of this machine
	}
	return "ws://" + Run(t, cfg).Addr().String() + "/ws"
}

// Run runs a server as it is configured until the test ends.
func Run(t testing.TB, cfg host.Config) *host.Server {
	t.Helper()
	s, err := host.Listen(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return s
}
