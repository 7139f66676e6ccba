package load

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"tickwire/bench/bot"
	"tickwire/bench/histogram"
	"tickwire/bench/lean"
	"tickwire/client/netplay"
	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

// Config says who plays where. URL, Def and Players are required.
type Config struct {
	URL     string           // of the server's WebSocket
	Def     *game.Definition `json:"-"` // complete
	Players int
	Full    int     // of these, full clients; 0 for none
	Ramp    float64 // players that join per second; default 200. Too many at once measure the join alone
	Name    string  // players are called by it and a number; default "load"
	Room    string  // empty for any
	Source  string  // address that lean players connect from; empty for any

	// Encodings are those that players may be sent, best first; nil for the defaults of their kind.
	Encodings []wire.Encoding
}

// joiners is how many players may be at the door at a time: a join takes up to a tick, so this
// many join many hundred a second. A server that answers slower is joined slower.
const joiners = 32

// Generator is the players of one load.
type Generator struct {
	cfg   Config
	start time.Time
	fleet *lean.Fleet

	leanLatency, leanInterval histogram.Histogram
	fullLatency, fullInterval histogram.Histogram
	failed                    atomic.Int64
	rows                      atomic.Uint64 // that full clients held, summed over their frames

	mu     sync.Mutex
	bots   []*bot.Bot
	gone   int                    // bots that had joined and have ended
	closes map[wire.CloseCode]int // of bots, and of joins that were refused
	wrong  error                  // the first thing that a full client found wrong
	reason error                  // why the first join failed
}

// New makes a load without players.
func New(cfg Config) *Generator {
	if cfg.Ramp <= 0 {
		cfg.Ramp = 200
	}
	if cfg.Name == "" {
		cfg.Name = "load"
	}
	g := &Generator{cfg: cfg, start: time.Now(), closes: map[wire.CloseCode]int{}}
	g.fleet = lean.New(lean.Config{
		URL: cfg.URL, Def: cfg.Def, Room: cfg.Room, Source: cfg.Source, Encodings: cfg.Encodings,
		Latency: &g.leanLatency, Interval: &g.leanInterval,
	})
	return g
}

// Run lets the players join and plays until ctx ends, when they leave. A load on which the server
// closes the door is still a load; the error is of the first full client that was sent something
// wrong, or of a server that let nobody in.
func (g *Generator) Run(ctx context.Context) error {
	var group sync.WaitGroup
	group.Go(func() { _ = g.fleet.Run(ctx) }) // it has no error but the context's
	g.join(ctx, &group)
	group.Wait()
	g.mu.Lock()
	defer g.mu.Unlock()
	if s := g.fleet.Counts().Joined + g.fullJoined(); s == 0 && g.reason != nil {
		return g.reason
	}
	return g.wrong
}

// join lets the players in at the pace of the ramp, which it does not make up for when the
// server is slower.
func (g *Generator) join(ctx context.Context, group *sync.WaitGroup) {
	free := make(chan struct{}, joiners)
	ticker := time.NewTicker(time.Duration(float64(time.Second) / g.cfg.Ramp))
	defer ticker.Stop()
	for i := range g.cfg.Players {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		name := fmt.Sprintf("%s %d", g.cfg.Name, i+1)
		if g.full(i) {
			g.bot(ctx, group, name, uint64(i))
			continue
		}
		select {
		case <-ctx.Done():
			return
		case free <- struct{}{}:
		}
		group.Go(func() {
			defer func() { <-free }()
			g.joined(ctx, g.fleet.Join(ctx, name))
		})
	}
}

// full tells whether player i, from 0, is a full client: they are spread evenly, so that those
// who are served late in each tick are among them.
func (g *Generator) full(i int) bool {
	n, full := g.cfg.Players, g.cfg.Full
	return (i+1)*full/n > i*full/n
}

func (g *Generator) bot(ctx context.Context, group *sync.WaitGroup, name string, seed uint64) {
	b := bot.New(bot.Config{
		URL: g.cfg.URL, Def: g.cfg.Def, Name: name, Room: g.cfg.Room, Seed: seed, Encodings: g.cfg.Encodings,
		Latency: &g.fullLatency, Interval: &g.fullInterval, OnFrame: g.look,
	})
	g.mu.Lock()
	g.bots = append(g.bots, b)
	g.mu.Unlock()
	group.Go(func() {
		err := b.Run(ctx)
		var closed *bot.ClosedError
		g.mu.Lock()
		defer g.mu.Unlock()
		if b.Stats().Joined {
			g.gone++
		}
		switch {
		case errors.As(err, &closed):
			g.closes[closed.Code]++
		case err == nil:
			g.closes[wire.CloseNormal]++
		case g.wrong == nil:
			g.wrong = fmt.Errorf("load: %s: %w", name, err)
		}
	})
}

// look counts what a full client holds after a frame.
func (g *Generator) look(c *netplay.Client) error {
	n := 0
	c.Held(func(_ game.ScopeID, content *snapshot.Content) { n += content.Rows() })
	g.rows.Add(uint64(n))
	return nil
}

// joined counts a join that came to nothing.
func (g *Generator) joined(ctx context.Context, err error) {
	if err == nil || ctx.Err() != nil {
		return
	}
	var refused *lean.RefusedError
	g.mu.Lock()
	defer g.mu.Unlock()
	if errors.As(err, &refused) {
		g.closes[refused.Code]++
	}
	if g.reason == nil {
		g.reason = err
	}
	g.failed.Add(1)
}

// fullJoined is how many full clients have seen a frame. mu is held.
func (g *Generator) fullJoined() int {
	n := 0
	for _, b := range g.bots {
		if b.Stats().Joined {
			n++
		}
	}
	return n
}
