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
	"tickwire/client/redial"
	"tickwire/game/arena"
	"tickwire/server/host"
	"tickwire/server/room"
)

// TestPollsOutliveTheirConnections plays by long polling and by polling while connections are cut and
// held: requests are made again, and no link ends. It ends when nothing comes for long, and everybody
// comes back. Every frame is checked against the server.
func TestPollsOutliveTheirConnections(t *testing.T) {
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
	path := rig.Through(t, s.Addr().String())
	ctx, leave := context.WithTimeout(t.Context(), 2*time.Minute)
	defer leave()
	var guests []*guest
	var playing sync.WaitGroup
	for i, way := range []redial.Transport{redial.LongPolling, redial.LongPolling, redial.Polling} {
		g := &guest{}
		var follower *oracle.Follower
		g.bot = bot.New(bot.Config{
			URL: "ws://" + path.Addr() + "/ws", Def: def, Name: fmt.Sprint(way, " ", i), Resume: true,
			Transport: way, PollEvery: 150 * time.Millisecond,
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
				t.Errorf("%v: %v", way, err)
				leave()
			}
		})
	}
	fresh := func(what string) {
		t.Helper()
		now := tick.Load()
		until(t, "frames "+what, func() bool {
			for _, g := range guests {
				if uint32(g.bot.Stats().Tick) <= now+10 {
					return ctx.Err() != nil
				}
			}
			return true
		})
	}
	resumes := func() (n uint64) {
		for _, g := range guests {
			n += g.bot.Stats().Resumes
		}
		return n
	}
	fresh("at first")
	for round := range 3 {
		path.Cut()
		path.Mend()
		fresh("after a cut")
		came := tick.Load()
		path.Hold()
		until(t, "ten ticks of waiting", func() bool { return tick.Load() > came+10 })
		path.Mend()
		fresh("after waiting")
		if n := resumes(); n != 0 {
			t.Errorf("round %d: %d links have ended", round, n)
		}
	}
	path.Swallow()
	came := tick.Load()
	until(t, "seven seconds of nothing", func() bool { return tick.Load() > came+7*30 })
	path.Mend()
	fresh("after nothing came for long")
	for _, g := range guests {
		_, gap := g.since()
		t.Logf("%s: %d resumes, nothing came for %v", g.me.Name, g.bot.Stats().Resumes, gap)
		if g.bot.Stats().Resumes == 0 {
			t.Errorf("%s: the link did not end", g.me.Name)
		}
	}
	leave()
	playing.Wait()
}
