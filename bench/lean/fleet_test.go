package lean_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"tickwire/bench/histogram"
	"tickwire/bench/lean"
	"tickwire/bench/rig"
	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/proto/wire"
	"tickwire/server/host"
	"tickwire/server/room"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serve runs a real server for one test.
func serve(t *testing.T, def *game.Definition, onTick func(*room.Core, time.Duration)) (url string) {
	t.Helper()
	return rig.Serve(t, host.Config{Def: def, OnTick: onTick})
}

// TestFleetPlays lets 30 players play two seconds of game and leave.
func TestFleetPlays(t *testing.T) {
	def := arena.Definition()
	def.TickRate = 60
	enough := make(chan struct{})
	var counts room.Counts
	var once sync.Once
	url := serve(t, def, func(c *room.Core, _ time.Duration) {
		if c.People() == 30 && c.Counts().Frames > 30*120 {
			once.Do(func() { counts = c.Counts(); close(enough) })
		}
	})
	var latency, interval histogram.Histogram
	f := lean.New(lean.Config{URL: url, Def: def, Latency: &latency, Interval: &interval})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx) }()
	for i := range 30 {
		if err := f.Join(ctx, fmt.Sprint("lean ", i)); err != nil {
			t.Fatal(err)
		}
	}
	<-enough
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	c := f.Counts()
	t.Logf("%+v; the server: %+v; latency %v, interval %v", c, counts, latency.Take().Quantile(0.5), interval.Take().Quantile(0.5))
	switch {
	case c.Connected != 0 || c.Joined != 30 || c.Closes[wire.CloseNormal] != 30:
		t.Errorf("not all left in good order: %+v", c)
	case c.Unsent != 0 || c.Sent < 30*100:
		t.Errorf("inputs were not sent: %+v", c)
	case c.Frames < 30*120 || counts.Skipped > counts.Frames/20:
		t.Errorf("frames are missing, or were not acknowledged: %+v", c)
	case counts.InputsLate > c.Sent/4:
		t.Errorf("the server had %d inputs too late", counts.InputsLate)
	case latency.Take().N() < c.Sent*3/4:
		t.Errorf("%d latencies of %d inputs", latency.Take().N(), c.Sent)
	}
	if err := f.Join(t.Context(), "late"); err == nil {
		t.Error("one joined a fleet that has ended")
	}
}

// TestSlowServer runs a server at a third of its speed: players must not run ahead of it until it
// closes their links.
func TestSlowServer(t *testing.T) {
	def := arena.Definition()
	def.TickRate, def.Limits.MaxInputLead = 60, 20
	enough := make(chan struct{})
	ticks := 0
	url := serve(t, def, func(c *room.Core, _ time.Duration) {
		<-time.After(50 * time.Millisecond) // the game is so slow
		if ticks++; ticks == 60 {
			close(enough)
		}
	})
	f := lean.New(lean.Config{URL: url, Def: def})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx) }()
	for i := range 4 {
		if err := f.Join(ctx, fmt.Sprint("lean ", i)); err != nil {
			t.Fatal(err)
		}
	}
	<-enough
	c := f.Counts()
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if c.Connected != 4 || c.Sent < 4*100 {
		t.Errorf("players were lost, or waited for the server: %+v", c)
	}
}

// TestJoinFails tells why, each time.
func TestJoinFails(t *testing.T) {
	small := arena.Definition()
	small.Limits.MaxPlayers = 1
	full := serve(t, small, nil)
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	dumb := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Upgrade", "websocket")
		w.Header().Set("Connection", "Upgrade")
		w.WriteHeader(http.StatusSwitchingProtocols)
	}))
	t.Cleanup(dumb.Close)

	other := arena.Definition()
	other.Version++
	for _, row := range []struct {
		name, url string
		def       *game.Definition
		want      string
	}{
		{"no server", "ws://127.0.0.1:1/ws", arena.Definition(), "refused"},
		{"TLS", "wss://127.0.0.1:1/ws", arena.Definition(), "only ws"},
		{"no socket", "ws" + strings.TrimPrefix(plain.URL, "http"), arena.Definition(), "404"},
		{"no answer to the key", "ws" + strings.TrimPrefix(dumb.URL, "http"), arena.Definition(), "key"},
		{"another version", full, other, "4002"},
	} {
		if err := row.def.Complete(); err != nil {
			t.Fatal(err)
		}
		err := lean.New(lean.Config{URL: row.url, Def: row.def}).Join(t.Context(), "ada")
		if err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: got %v, want something about %q", row.name, err, row.want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := lean.New(lean.Config{URL: full, Def: small}).Join(ctx, "ada"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the error of the context", err)
	}
}

// TestAnAppetiteIsKeptTo joins players who read little, and some who read nothing: the server notices
// both, and the ones are sent what they can take.
func TestAnAppetiteIsKeptTo(t *testing.T) {
	def := arena.Definition()
	url := serve(t, def, nil)
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	fleets := map[int]*lean.Fleet{}
	for _, appetite := range []int{0, 500, -1} {
		f := lean.New(lean.Config{URL: url, Def: def, Appetite: appetite})
		fleets[appetite] = f
		running.Go(func() {
			if err := f.Run(ctx); err != nil {
				t.Error(err)
			}
		})
		for i := range 3 {
			if err := f.Join(ctx, fmt.Sprint("reader ", i)); err != nil {
				t.Fatal(err)
			}
		}
	}
	limit, again := time.After(20*time.Second), time.NewTicker(10*time.Millisecond)
	defer again.Stop()
	for fleets[0].Counts().Frames < 3*90 || fleets[500].Counts().Frames < 3 {
		select {
		case <-limit:
			t.Fatalf("%+v; %+v", fleets[0].Counts(), fleets[500].Counts())
		case <-again.C:
		}
	}
	all, few, none := fleets[0].Counts(), fleets[500].Counts(), fleets[-1].Counts()
	t.Logf("%d, %d and %d bytes", all.Bytes, few.Bytes, none.Bytes)
	if few.Bytes > all.Bytes/2 || none.Bytes != 0 || few.Connected != 3 || none.Connected != 3 {
		t.Errorf("read all: %+v; some: %+v; nothing: %+v", all, few, none)
	}
	cancel()
	running.Wait()
	if c := fleets[-1].Counts(); c.Bytes == 0 || c.Connected != 0 {
		t.Errorf("in the end even they hear what the server said: %+v", c)
	}
}
