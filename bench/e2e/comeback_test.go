package e2e_test

import (
	"context"
	"fmt"
	"slices"
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

// trial is some bots behind one path, and what each of them saw.
type trial struct {
	t    *testing.T
	path *rig.Path
	bots []*bot.Bot

	mu    sync.Mutex
	mine  []wire.RosterEntry // of each bot, as of its newest frame
	links []uint64           // of that frame
	came  []time.Time        // the first frame on that link
}

// frame notes what a bot has with a frame.
func (r *trial) frame(i int, c *netplay.Client) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	k, ok := slices.BinarySearchFunc(c.Roster(), c.Local(), func(e wire.RosterEntry, p game.PlayerID) int { return int(e.Player) - int(p) })
	if !ok {
		return fmt.Errorf("bot %d, player %d, is not in its roster", i, c.Local())
	}
	now, was := c.Roster()[k], r.mine[i]
	if was.Player != 0 && (now.Player != was.Player || now.Name != was.Name || now.Score < was.Score) {
		return fmt.Errorf("bot %d was %+v and is %+v", i, was, now)
	}
	r.mine[i] = now
	if c.Links() != r.links[i] {
		r.links[i], r.came[i] = c.Links(), time.Now()
	}
	return nil
}

// since tells how many bots have had a frame on a link that began after a time, and when the last did.
func (r *trial) since(t time.Time) (n int, last time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, came := range r.came {
		if came.After(t) {
			n++
			if came.After(last) {
				last = came
			}
		}
	}
	return n, last
}

// TestBotsComeBackToTheirShips breaks the path of all bots again and again, in another way each time.
// Every frame of every link is checked against the server, and so is that each bot stays the player
// that it was, with name and score.
func TestBotsComeBackToTheirShips(t *testing.T) {
	def := arena.Definition()
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	truth := oracle.New(def)
	var tick atomic.Uint32
	s := rig.Run(t, host.Config{Def: def, Addr: "127.0.0.1:0", NoPage: true, OnTick: func(c *room.Core, _ time.Duration) {
		if err := truth.Record(c.Tick(), c.Rows(), c.Events(), c.Replicator().Set(c.Tick())); err != nil {
			t.Error(err)
		}
		tick.Store(uint32(c.Tick()))
	}})
	const count = 8
	r := &trial{
		t: t, path: rig.Through(t, s.Addr().String()), bots: make([]*bot.Bot, count), mine: make([]wire.RosterEntry, count),
		links: make([]uint64, count), came: make([]time.Time, count),
	}
	ctx, leave := context.WithTimeout(t.Context(), 2*time.Minute)
	defer leave()
	followers := make([]*oracle.Follower, count)
	began := time.Now()
	var group sync.WaitGroup
	for i := range r.bots {
		r.bots[i] = bot.New(bot.Config{
			URL: "ws://" + r.path.Addr() + "/ws", Def: def, Name: fmt.Sprint("bot ", i), Resume: true,
			OnFrame: func(c *netplay.Client) error {
				if err := truth.Wait(context.Background(), c.Tick()); err != nil {
					return err
				}
				if err := followers[i].Check(); err != nil {
					return err
				}
				return r.frame(i, c)
			},
		})
		followers[i] = truth.Follow(r.bots[i].Client())
		group.Go(func() {
			if err := r.bots[i].Run(ctx); err != nil {
				t.Errorf("bot %d: %v", i, err)
				leave()
			}
		})
	}
	all := func(what string, after time.Time) (last time.Time) {
		t.Helper()
		until(t, what, func() bool { n, l := r.since(after); last = l; return n == count || ctx.Err() != nil })
		return last
	}
	all("all to be in", began)
	fails := []struct {
		name  string
		fail  func()
		tries int // of each bot, until the path is mended
	}{
		{"refused", r.path.Cut, 3},
		{"swallowed", r.path.Swallow, 3},
		{"held", r.path.Hold, 3},
		{"cut", func() { r.path.Cut(); r.path.Mend() }, 0},
	}
	var took []time.Duration
	for _, f := range fails {
		play := tick.Load() + 60
		until(t, "two seconds of play", func() bool { return tick.Load() > play })
		came := r.path.Came()
		f.fail()
		until(t, "tries to fail after "+f.name, func() bool { return r.path.Came() >= came+f.tries*count })
		r.path.Mend()
		mended := time.Now()
		took = append(took, all("all to be back after "+f.name, mended).Sub(mended))
	}
	play := tick.Load() + 30
	until(t, "some more play", func() bool { return tick.Load() > play })
	leave()
	group.Wait()

	events, kills := 0, 0
	for i, b := range r.bots {
		s, c := b.Stats(), followers[i].Counts()
		if s.Resumes < uint64(len(fails)) || uint64(c.Frames) != s.Frames || c.Frames < 200 {
			t.Errorf("bot %d: %d resumes, %d frames of which %d were checked", i, s.Resumes, s.Frames, c.Frames)
		}
		events += c.Events
		kills += int(r.mine[i].Score)
		if want := fmt.Sprint("bot ", i); r.mine[i].Name != want {
			t.Errorf("%s is called %s", want, r.mine[i].Name)
		}
	}
	if events == 0 || kills == 0 {
		t.Errorf("%d events were checked, and %d points scored", events, kills)
	}
	t.Logf("all were back %v after the path was; %d events were checked", took, events)
	// The machine may be busy with other things at one time, not at all times.
	if slices.Min(took) > time.Second || slices.Max(took) > 10*time.Second {
		t.Errorf("all were back only %v after the path was", took)
	}
}
