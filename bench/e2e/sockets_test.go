package e2e_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"tickwire/bench/bot"
	"tickwire/bench/oracle"
	"tickwire/client/netplay"
	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/game/coins"
	"tickwire/server/host"
	"tickwire/server/room"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestTwentyOverSockets plays thirty seconds of arena, four times as fast as people do: a server
// as a game's main makes it, twenty headless clients over WebSockets, all of it in one process,
// and every frame that every client has applied is checked against the server's saved rows.
func TestTwentyOverSockets(t *testing.T) { overSockets(t, arena.Definition(), 20, 4, 900) }

// TestASecondGameOverSockets does the same with the README's game: one scope, no bots of its own, and
// players who press keys at random.
func TestASecondGameOverSockets(t *testing.T) {
	def := *coins.Game
	overSockets(t, &def, 6, 0, 300)
}

func overSockets(t *testing.T, def *game.Definition, players, bots int, ticks int64) {
	def.TickRate = 120
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	truth := oracle.New(def)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var full atomic.Int64 // ticks with everybody in
	var counts room.Counts
	var once sync.Once
	s, err := host.Listen(host.Config{
		Def: def, Addr: "127.0.0.1:0", NoPage: true, Bots: bots,
		OnTick: func(c *room.Core, _ time.Duration) {
			if err := truth.Record(c.Tick(), c.Rows(), c.Events(), c.Replicator().Set(c.Tick())); err != nil {
				t.Error(err)
				cancel()
			}
			if c.People() == players && full.Add(1) == ticks {
				once.Do(func() { counts = c.Counts(); cancel() })
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	// The server outlives the clients, so that they leave by themselves.
	serving, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.Run(serving) }()

	clients := make([]*bot.Bot, players)
	followers := make([]*oracle.Follower, players)
	var group sync.WaitGroup
	for i := range clients {
		clients[i] = bot.New(bot.Config{
			URL: "ws://" + s.Addr().String() + "/ws", Def: def, Name: fmt.Sprint("bot ", i),
			OnFrame: func(c *netplay.Client) error {
				if truth.Wait(ctx, c.Tick()) != nil {
					return nil // the end
				}
				return followers[i].Check()
			},
		})
		followers[i] = truth.Follow(clients[i].Client())
		group.Go(func() {
			if err := clients[i].Run(ctx); err != nil {
				t.Errorf("client %d: %v", i, err)
				cancel()
			}
		})
	}
	group.Wait()
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
	if got := full.Load(); got < ticks {
		t.Fatalf("%d ticks with everybody in, want %d", got, ticks)
	}

	var all oracle.Counts
	for i, b := range clients {
		s, c := b.Stats(), followers[i].Counts()
		all.Frames, all.Scopes, all.Rows = all.Frames+c.Frames, all.Scopes+c.Scopes, all.Rows+c.Rows
		// A busy machine skips frames and has inputs too late; what is left must still be a game.
		if int64(c.Frames) < ticks/2 || uint64(c.Frames)+1 < s.Frames {
			t.Errorf("client %d: %d of %d frames were checked", i, c.Frames, s.Frames)
		}
		if s.Mispredictions > s.Frames/2 {
			t.Errorf("client %d: %d of %d frames were mispredicted", i, s.Mispredictions, s.Frames)
		}
	}
	t.Logf("checked %+v; the server: %+v", all, counts)
	t.Logf("one of them: %+v", clients[0].Stats())
}
