package e2e_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tickwire/bench/bot"
	"tickwire/bench/oracle"
	"tickwire/bench/rig"
	"tickwire/client/netplay"
	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/proto/wire"
	"tickwire/server/host"
	"tickwire/server/room"
)

// party is a server of the arena whose ticks are all on record, and the guests who play there.
type party struct {
	t     *testing.T
	s     *host.Server
	def   *game.Definition
	truth *oracle.Oracle
	tick  atomic.Uint32

	ctx     context.Context
	leave   func()
	guests  []*guest
	playing sync.WaitGroup
}

func newParty(t *testing.T) *party {
	p := &party{t: t, def: arena.Definition()}
	if err := p.def.Complete(); err != nil {
		t.Fatal(err)
	}
	p.truth = oracle.New(p.def)
	p.s = rig.Run(t, host.Config{Def: p.def, Addr: "127.0.0.1:0", NoPage: true, Bots: 4, OnTick: func(c *room.Core, _ time.Duration) {
		if err := p.truth.Record(c.Tick(), c.Rows(), c.Events(), c.Replicator().Set(c.Tick())); err != nil {
			t.Error(err)
		}
		p.tick.Store(uint32(c.Tick()))
	}})
	p.ctx, p.leave = context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(p.leave)
	return p
}

// invite has a guest play until the end. Every frame is checked against the server.
func (p *party) invite(g *guest, cfg bot.Config) {
	var follower *oracle.Follower
	cfg.Def, cfg.Resume = p.def, true
	cfg.OnFrame = func(c *netplay.Client) error {
		if err := p.truth.Wait(context.Background(), c.Tick()); err != nil {
			return err
		}
		if err := follower.Check(); err != nil {
			return err
		}
		return g.frame(c)
	}
	g.bot = bot.New(cfg)
	follower = p.truth.Follow(g.bot.Client())
	p.guests = append(p.guests, g)
	p.playing.Go(func() {
		if err := g.bot.Run(p.ctx); err != nil {
			p.t.Errorf("%s: %v", cfg.Name, err)
			p.leave()
		}
	})
}

// until waits for something to hold of all guests, or for the end.
func (p *party) until(what string, holds func(g *guest) bool) {
	p.t.Helper()
	until(p.t, what, func() bool {
		for _, g := range p.guests {
			if !holds(g) && p.ctx.Err() == nil {
				return false
			}
		}
		return true
	})
}

// play lets so many ticks pass.
func (p *party) play(ticks uint32) {
	p.t.Helper()
	end := p.tick.Load() + ticks
	until(p.t, "some play", func() bool { return p.tick.Load() > end || p.ctx.Err() != nil })
}

// end sends everybody home.
func (p *party) end() {
	p.leave()
	p.playing.Wait()
}

// guest is a bot behind a censor, and what it saw.
type guest struct {
	censor *rig.Censor
	bot    *bot.Bot

	mu   sync.Mutex
	came time.Time     // its first frame
	last time.Time     // its newest
	gap  time.Duration // longest between two
	me   wire.RosterEntry
}

// frame notes what the guest has with a frame: the player and the score that it had before.
func (g *guest) frame(c *netplay.Client) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	if g.came.IsZero() {
		g.came, g.last = now, now
	}
	g.gap, g.last = max(g.gap, now.Sub(g.last)), now
	for _, e := range c.Roster() {
		if e.Player != c.Local() {
			continue
		}
		if g.me.Player != 0 && (e.Player != g.me.Player || e.Name != g.me.Name || e.Score < g.me.Score) {
			return fmt.Errorf("%+v has become %+v", g.me, e)
		}
		g.me = e
		return nil
	}
	return fmt.Errorf("player %d is not in its roster", c.Local())
}

// since tells when the first frame came, and the longest gap since the last time that it was asked.
func (g *guest) since() (came time.Time, gap time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	gap, g.gap = g.gap, 0
	return g.came, gap
}
