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
	"tickwire/client/link"
	"tickwire/client/netplay"
	"tickwire/game/arena"
	"tickwire/proto/wire"
	"tickwire/server/host"
	"tickwire/server/room"
)

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

// TestNobodyNeedsAWebSocket puts somebody on the way who does not let WebSockets through, in each way
// in which people do that. Everybody is in the game soon, by long polling; tries for something better
// that come to nothing change nothing, and once it is possible everybody moves to a WebSocket as the
// player that they are. Every frame is checked against the server.
func TestNobodyNeedsAWebSocket(t *testing.T) {
	def := arena.Definition()
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	truth := oracle.New(def)
	var tick atomic.Uint32
	s := rig.Run(t, host.Config{Def: def, Addr: "127.0.0.1:0", NoPage: true, Bots: 4, OnTick: func(c *room.Core, _ time.Duration) {
		if err := truth.Record(c.Tick(), c.Rows(), c.Events(), c.Replicator().Set(c.Tick())); err != nil {
			t.Error(err)
		}
		tick.Store(uint32(c.Tick()))
	}})
	ctx, leave := context.WithTimeout(t.Context(), 2*time.Minute)
	defer leave()
	began := time.Now()
	var guests []*guest
	var playing sync.WaitGroup
	for _, how := range []rig.Treatment{rig.Refuse, rig.Drop, rig.Silence} {
		g := &guest{censor: rig.Before(t, s.Addr().String(), how)}
		var follower *oracle.Follower
		g.bot = bot.New(bot.Config{
			URL: "ws://" + g.censor.Addr() + "/ws", Def: def, Name: how.String(), Resume: true,
			OnFrame: func(c *netplay.Client) error {
				if err := truth.Wait(context.Background(), c.Tick()); err != nil {
					return err
				}
				if err := follower.Check(); err != nil {
					return err
				}
				return g.frame(c)
			},
		})
		follower = truth.Follow(g.bot.Client())
		guests = append(guests, g)
		playing.Go(func() {
			if err := g.bot.Run(ctx); err != nil {
				t.Errorf("%v: %v", how, err)
				leave()
			}
		})
	}
	all := func(what string, holds func(g *guest) bool) {
		t.Helper()
		until(t, what, func() bool {
			for _, g := range guests {
				if !holds(g) && ctx.Err() == nil {
					return false
				}
			}
			return true
		})
	}
	all("everybody to be in", func(g *guest) bool { return g.bot.Stats().Joined })
	for _, g := range guests {
		came, _ := g.since()
		st := g.bot.Stats()
		t.Logf("%s is in after %v by %v", g.me.Name, came.Sub(began), st.Transport)
		if came.Sub(began) > 9*time.Second || // three on a machine that has time
			st.Transport != link.LongPolling {
			t.Errorf("%s is in after %v by %v", g.me.Name, came.Sub(began), st.Transport)
		}
	}
	before := make([]int, len(guests))
	for i, g := range guests {
		before[i] = g.censor.Upgrades()
	}
	for i, g := range guests {
		until(t, "a try for something better", func() bool { return g.censor.Upgrades() > before[i] || ctx.Err() != nil })
	}
	played := tick.Load() + 3*30 // longer than a try is waited for
	until(t, "some play", func() bool { return tick.Load() > played || ctx.Err() != nil })
	for _, g := range guests {
		_, gap := g.since()
		st := g.bot.Stats()
		if st.Transport != link.LongPolling || st.Resumes != 0 || gap > 2*time.Second {
			t.Errorf("%s: a try that came to nothing: %v, %d resumes, nothing came for %v", g.me.Name, st.Transport, st.Resumes, gap)
		}
		g.censor.Treat(rig.LetThrough)
	}
	all("everybody to have moved", func(g *guest) bool { return g.bot.Stats().Transport == link.WebSocket })
	played = tick.Load() + 30
	until(t, "some more play", func() bool { return tick.Load() > played || ctx.Err() != nil })
	for _, g := range guests {
		_, gap := g.since()
		st := g.bot.Stats()
		t.Logf("%s has moved, and nothing came for %v", g.me.Name, gap)
		// The server never gave the place up: a resume is what moving is.
		if st.Resumes != 1 || gap > 2*time.Second {
			t.Errorf("%s: %d resumes, nothing came for %v", g.me.Name, st.Resumes, gap)
		}
	}
	leave()
	playing.Wait()
}
