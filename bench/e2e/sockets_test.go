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
	"tickwire/client/redial"
	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/game/coins"
	"tickwire/proto/wire"
	"tickwire/server/gate"
	"tickwire/server/host"
	"tickwire/server/room"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestTwentyOverSockets plays thirty seconds of arena, four times as fast as people do: a server
// as a game's main makes it, twenty headless clients over WebSockets, all of it in one process,
// and every frame that every client has applied is checked against the server's saved rows and
// its events. Half of the clients are sent packed scopes, the others columns.
//
// Arena moves by the tick, whatever the tick lasts, and people play it at 30 Hz: 900 ticks are
// thirty seconds of flying and shooting, and at 120 Hz they are over in seven and a half.
func TestTwentyOverSockets(t *testing.T) {
	overSockets(t, arena.Definition(), gate.IOAuto, 20, 4, 900, redial.WebSocket)
}

// TestTwentyByRequests does the same with requests in place of WebSockets: half of the clients play by long
// polling, and half look four times in a second.
func TestTwentyByRequests(t *testing.T) {
	overSockets(t, arena.Definition(), gate.IOAuto, 20, 4, 900, redial.LongPolling, redial.Polling)
}

// TestASecondGameOverSockets does the same with the README's game: one scope, no bots of its own, and
// players who press keys at random.
func TestASecondGameOverSockets(t *testing.T) {
	for _, way := range []gate.IO{gate.IOPlain, gate.IOAuto} {
		t.Run(string(way), func(t *testing.T) {
			def := *coins.Game
			overSockets(t, &def, way, 6, 0, 300, redial.WebSocket)
		})
	}
}

// overSockets plays so many ticks with everybody in, by transports that take turns.
func overSockets(t *testing.T, def *game.Definition, way gate.IO, players, bots int, ticks int64, by ...redial.Transport) {
	def.TickRate = 120 // none of these games asks how long a tick is
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	truth := oracle.New(def)
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	var full atomic.Int64  // ticks with everybody in
	var counts room.Counts // as of the last tick
	s, err := host.Listen(host.Config{
		Def: def, Addr: "127.0.0.1:0", NoPage: true, IO: way, Bots: bots, Verify: 0.1,
		OnTick: func(c *room.Core, _ time.Duration) {
			counts = c.Counts()
			if err := truth.Record(c.Tick(), c.Rows(), c.Events(), c.Replicator().Set(c.Tick())); err != nil {
				t.Error(err)
				cancel()
			}
			if c.People() == players && full.Add(1) == ticks {
				cancel()
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	// The server outlives the clients, so that they leave by themselves and so that the truth of
	// their last frames is still told.
	serving, stop := context.WithTimeout(context.Background(), 5*time.Minute)
	defer stop()
	served := make(chan error, 1)
	go func() { served <- s.Run(serving) }()

	clients := make([]*bot.Bot, players)
	followers := make([]*oracle.Follower, players)
	first := make([]game.TickNumber, players) // frame of each client
	encodings := [][]wire.Encoding{{wire.EncodingPacked}, {wire.EncodingColumns}}
	var group sync.WaitGroup
	var machine pulse
	group.Go(func() { machine.run(ctx) })
	for i := range clients {
		clients[i] = bot.New(bot.Config{
			URL: "ws://" + s.Addr().String() + "/ws", Def: def, Name: fmt.Sprint("bot ", i), Encodings: encodings[i%2],
			Transport: by[i/2%len(by)], PollEvery: 250 * time.Millisecond,
			OnFrame: func(c *netplay.Client) error {
				if first[i] == 0 {
					first[i] = c.Tick()
				}
				if err := truth.Wait(serving, c.Tick()); err != nil {
					return err
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

	busy := machine.share() > 10
	var all oracle.Counts
	var missing uint64
	for i, b := range clients {
		s, c := b.Stats(), followers[i].Counts()
		all.Frames, all.Scopes = all.Frames+c.Frames, all.Scopes+c.Scopes
		all.Rows, all.Events = all.Rows+c.Rows, all.Events+c.Events
		missing += uint64(s.Tick-first[i]) + 1 - s.Frames
		if uint64(c.Frames) != s.Frames {
			t.Errorf("client %d: %d frames were applied and %d checked", i, s.Frames, c.Frames)
		}
		// A client is skipped while a write is unfinished or half a second of acknowledgements is
		// owed, and one whose inputs come too late has predicted what did not happen. An idle
		// machine does neither; one that lets goroutines wait for so long does both.
		// Who asks from time to time is told seldom by choice.
		if busy || by[i/2%len(by)] == redial.Polling {
			continue
		}
		least := ticks / 2
		if by[i/2%len(by)] == redial.LongPolling {
			least = ticks / 8 // a request for each
		}
		if int64(c.Frames) < least {
			t.Errorf("client %d: only %d frames in %d ticks", i, c.Frames, ticks)
		}
		if s.Mispredictions > s.Frames/2 {
			t.Errorf("client %d: %d of %d frames were mispredicted", i, s.Mispredictions, s.Frames)
		}
	}
	// A link loses nothing: every tick between a client's first frame and its newest brought one,
	// or the server skipped it and counted that.
	if missing > counts.Skipped {
		t.Errorf("the clients miss %d frames, the server skipped %d", missing, counts.Skipped)
	}
	if (all.Events > 0) != (def.Schema.NumEvents() > 0) {
		t.Errorf("%d events were checked", all.Events)
	}
	if counts.Diverged != 0 || counts.Verified < uint64(players) {
		t.Errorf("the server thinks that %d of %d scopes diverged", counts.Diverged, counts.Verified)
	}
	t.Logf("checked %+v; the server: %+v", all, counts)
	t.Logf("goroutines waited for %d %% of the time", machine.share())
	t.Logf("one of them: %+v", clients[0].Stats())
}
