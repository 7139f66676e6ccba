//go:build !js

package app

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/server/host"
	"tickwire/server/room"
)

// TestASessionSaysWhatItHolds: a window's client answers a server that asks, again and again, and holds
// what it was sent.
func TestASessionSaysWhatItHolds(t *testing.T) {
	var verified, diverged atomic.Uint64
	s, err := host.Listen(host.Config{
		Def: arena.Definition(), Addr: "127.0.0.1:0", Bots: 2, NoPage: true, Verify: 1,
		OnTick: func(c *room.Core, _ time.Duration) {
			verified.Store(c.Counts().Verified)
			diverged.Store(c.Counts().Diverged)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()

	c := Config{Def: arena.Definition(), URL: "ws://" + s.Addr().String() + "/ws"}
	if err := c.Def.Complete(); err != nil {
		t.Fatal(err)
	}
	o := &onlooker{session: newSession(c), t: t, scene: Scene{Rows: game.NewRows(c.Def.Schema)}}
	playing, leave := context.WithCancel(context.Background())
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		o.run(playing)
	}()
	o.until("many answers", func() bool { return verified.Load() > 100 })
	if n := diverged.Load(); n != 0 {
		t.Errorf("%d scopes diverged", n)
	}
	leave()
	<-gone
}
