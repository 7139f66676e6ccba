package load_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"tickwire/bench/load"
	"tickwire/bench/rig"
	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/proto/wire"
	"tickwire/server/host"
	"tickwire/server/room"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func serve(t *testing.T, def *game.Definition, onTick func(*room.Core, time.Duration)) (url string) {
	t.Helper()
	return rig.Serve(t, host.Config{Def: def, MaxRooms: 1, OnTick: onTick})
}

// TestLoad lets 24 players in where 20 fit, of whom some are full clients, for a second.
func TestLoad(t *testing.T) {
	def := arena.Definition()
	def.TickRate, def.Limits.MaxPlayers = 60, 20
	ticks, enough := 0, make(chan struct{})
	var once sync.Once
	url := serve(t, def, func(c *room.Core, _ time.Duration) {
		if c.People() == 20 {
			if ticks++; ticks == 60 {
				once.Do(func() { close(enough) })
			}
		}
	})
	g := load.New(load.Config{URL: url, Def: def, Players: 24, Full: 3, Ramp: 1000})
	ctx, cancel := context.WithCancel(t.Context())
	begin := g.Sample()
	done := make(chan error, 1)
	go func() { done <- g.Run(ctx) }()
	<-enough
	s := g.Sample().Minus(begin)
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	t.Logf("%s\n%s", s.Line(), s.Table())
	switch {
	case s.Connected != 20 || s.Tried != 24 || s.Closes[wire.CloseRoomFull] != 4:
		t.Errorf("got %d of %d in, and %v", s.Connected, s.Tried, s.Closes)
	case s.Full < 1 || s.FullFrames == 0 || s.FullLatency.N() == 0:
		t.Errorf("no full client played: %+v", s)
	case s.Lean.Frames < 17*50 || s.LeanLatency.N() == 0 || s.Lean.Unsent > 0:
		t.Errorf("the lean players did not play: %+v", s)
	}
	for _, want := range []string{"latency, full", "frame interval", "4004:4"} {
		if !strings.Contains(s.Table(), want) {
			t.Errorf("the table says nothing of %q", want)
		}
	}
	if got := g.Sample(); got.Connected != 0 || got.Closes[wire.CloseNormal] != 20 {
		t.Errorf("in the end %d are connected; closes %v", got.Connected, got.Closes)
	}
}

// TestNobodyGetsIn says why.
func TestNobodyGetsIn(t *testing.T) {
	def := arena.Definition()
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	g := load.New(load.Config{URL: "ws://127.0.0.1:1/ws", Def: def, Players: 2, Ramp: 1000})
	done := make(chan error, 1)
	go func() { done <- g.Run(ctx) }()
	for s := g.Sample(); s.Failed < 2; s = g.Sample() {
		if ctx.Err() != nil {
			t.Fatal("the test's time is over")
		}
	}
	cancel()
	if err := <-done; err == nil || !strings.Contains(err.Error(), "refused") {
		t.Errorf("got %v, want that the connection was refused", err)
	}
}
