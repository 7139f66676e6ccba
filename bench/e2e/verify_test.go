package e2e_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tickwire/bench/bot"
	"tickwire/client/netplay"
	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/game/snapshot"
	"tickwire/server/host"
	"tickwire/server/room"
)

// lines is a log that other goroutines write.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// with is the first line that holds all of some words, "" while there is none.
func (l *lines) with(words ...string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range strings.Lines(l.b.String()) {
		missing := false
		for _, w := range words {
			missing = missing || !strings.Contains(line, w)
		}
		if !missing {
			return line
		}
	}
	return ""
}

// TestAClientThatDivergedIsNamed plays over real sockets with a server that asks in every frame. One of
// the clients spoils a value of what it holds; the server says which entity and which field, and finds
// nothing wrong with the other.
func TestAClientThatDivergedIsNamed(t *testing.T) {
	var log lines
	var wrong, found atomic.Bool
	def := arena.Definition()
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	s, err := host.Listen(host.Config{
		Def: def, Addr: "127.0.0.1:0", NoPage: true, Bots: 8, Verify: 1, Log: slog.New(slog.NewTextHandler(&log, nil)),
		OnTick: func(c *room.Core, _ time.Duration) {
			n := c.Counts()
			if n.Diverged > 0 && !wrong.Load() {
				t.Error("something diverged before anything was spoilt")
			}
			found.Store(n.Diverged > 0 && n.Verified > 100)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	served := make(chan error, 1)
	go func() { served <- s.Run(ctx) }()
	playing, leave := context.WithCancel(t.Context())
	defer leave()

	group := slices.IndexFunc(def.Schema.Groups(), func(g game.Group) bool { return g.Kind == arena.Ships.Number() })
	owner := def.Schema.Kind(arena.Ships.Number()).Owner
	var clients sync.WaitGroup
	var frames atomic.Int64 // of both
	var spoilt sync.Map     // ids of ships
	spoil := func(c *netplay.Client) error {
		if frames.Add(1) < 60 || wrong.Load() {
			return nil
		}
		c.Held(func(_ game.ScopeID, look *snapshot.Content) {
			wrong.Store(true)
			ships := look.Block(group)
			for i, id := range ships.IDs { // of each, because one may be gone before it is asked for
				ships.Vals[i*len(ships.Vals)/len(ships.IDs)+owner] += 1000
				spoilt.Store(uint32(id), true)
			}
		})
		return nil
	}
	var bad atomic.Uint32
	for i, onFrame := range []func(*netplay.Client) error{spoil, func(*netplay.Client) error { frames.Add(1); return nil }} {
		b := bot.New(bot.Config{URL: "ws://" + s.Addr().String() + "/ws", Def: def, OnFrame: func(c *netplay.Client) error {
			if i == 0 {
				bad.Store(uint32(c.Local()))
			}
			return onFrame(c)
		}})
		clients.Go(func() {
			if err := b.Run(playing); err != nil {
				t.Error(err)
			}
		})
	}
	until(t, "the difference to be found", found.Load)
	player := fmt.Sprintf("player=%d ", bad.Load())
	until(t, "the line that names it", func() bool { return log.with("a client diverged", player, "kind=ship", "field=owner") != "" })
	line := log.with("a client diverged", "field=")
	t.Log(line)
	var id uint32
	if _, at, ok := strings.Cut(line, " entity="); ok {
		_, _ = fmt.Sscan(at, &id)
	}
	if _, ok := spoilt.Load(id); !ok {
		t.Errorf("entity %d is named, which was not spoilt", id)
	}
	leave()
	clients.Wait()
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
	log.mu.Lock()
	defer log.mu.Unlock()
	for line := range strings.Lines(log.b.String()) {
		if strings.Contains(line, "a client diverged") && !strings.Contains(line, player) {
			t.Errorf("another client is accused: %s", line)
		}
	}
}
