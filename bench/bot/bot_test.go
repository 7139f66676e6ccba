package bot_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"tickwire/bench/bot"
	"tickwire/bench/histogram"
	"tickwire/client/netplay"
	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/proto/wire"
	"tickwire/server/host"
	"tickwire/server/room"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serve runs a real server; stop ends it and waits, and is called at the end of the test anyway.
func serve(t *testing.T, def *game.Definition) (url string, stop func()) {
	t.Helper()
	s, err := host.Listen(host.Config{Def: def, Addr: "127.0.0.1:0", NoPage: true, Bots: 3})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx); close(done) }()
	stop = func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	return "ws://" + s.Addr().String() + "/ws", stop
}

// noBots is a game without bots of its own.
func noBots() *game.Definition {
	def := arena.Definition()
	whole := def.New
	def.New = func(seed uint64) game.World { return struct{ game.World }{whole(seed)} }
	return def
}

func TestBotPlays(t *testing.T) {
	for _, row := range []struct {
		name string
		def  *game.Definition
	}{
		{"by the game's bot", arena.Definition()},
		{"by a monkey", noBots()},
	} {
		t.Run(row.name, func(t *testing.T) {
			row.def.TickRate = 60
			url, _ := serve(t, row.def)
			var latency, interval histogram.Histogram
			ctx, cancel := context.WithCancel(t.Context())
			b := bot.New(bot.Config{
				URL: url, Def: row.def, Name: "ada", Latency: &latency, Interval: &interval,
				OnFrame: func(c *netplay.Client) error {
					if s := c.Stats(0); s.Frames > 90 && s.InputTick > 0 {
						cancel()
					}
					return nil
				},
			})
			if err := b.Run(ctx); err != nil {
				t.Fatal(err)
			}
			s := b.Stats()
			t.Logf("%+v; latency p50 %v of %d", s, latency.Take().Quantile(0.5), latency.Take().N())
			if !s.Joined || s.Frames <= 90 || s.Link.MessagesOut < 60 || s.Mispredictions > s.Frames/2 {
				t.Errorf("it did not play: %+v", s)
			}
			if c := latency.Take(); c.N() < 50 || c.Quantile(0.5) > 300*time.Millisecond {
				t.Errorf("%d latencies, median %v", c.N(), c.Quantile(0.5))
			}
			if n := interval.Take().N(); n != s.Frames-1 {
				t.Errorf("%d intervals between %d frames", n, s.Frames)
			}
		})
	}
}

// TestABotThatIsBehindSaysSo takes two ticks for each frame: it is never done with what has arrived,
// and must tell how far it is all the same, or a server takes it for one that is gone.
func TestABotThatIsBehindSaysSo(t *testing.T) {
	def := arena.Definition()
	def.TickRate = 60
	ticks := make(chan struct{})
	s, err := host.Listen(host.Config{Def: def, Addr: "127.0.0.1:0", NoPage: true, OnTick: func(*room.Core, time.Duration) {
		select {
		case ticks <- struct{}{}:
		default:
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	serving, stop := context.WithCancel(context.Background()) // it outlives the bot, which waits for its ticks
	served := make(chan error, 1)
	go func() { served <- s.Run(serving) }()
	ctx, cancel := context.WithCancel(t.Context())
	var b *bot.Bot
	said, silent, most, frames := uint64(0), 0, 0, 0
	b = bot.New(bot.Config{URL: "ws://" + s.Addr().String() + "/ws", Def: def, OnFrame: func(*netplay.Client) error {
		<-ticks
		<-ticks
		if out := b.Stats().Link.MessagesOut; out != said {
			said, silent = out, 0
		}
		silent++
		most = max(most, silent)
		if frames++; frames == 100 {
			cancel()
		}
		return nil
	}})
	if err := b.Run(ctx); err != nil {
		t.Error(err)
	}
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
	if most > 10 {
		t.Errorf("it took %d frames without a word", most)
	}
}

// TestBotEnds shows each way in which a bot ends without being asked to.
func TestBotEnds(t *testing.T) {
	def := arena.Definition()
	url, stop := serve(t, def)
	wrong := errors.New("wrong")
	b := bot.New(bot.Config{URL: url, Def: def, OnFrame: func(*netplay.Client) error { return wrong }})
	if err := b.Run(t.Context()); !errors.Is(err, wrong) {
		t.Errorf("got %v, want the error of OnFrame", err)
	}

	var closed *bot.ClosedError
	b = bot.New(bot.Config{URL: url, Def: def, Encodings: []wire.Encoding{99}, OnFrame: func(*netplay.Client) error { return wrong }})
	if err := b.Run(t.Context()); !errors.As(err, &closed) || closed.Code != wire.CloseVersion {
		t.Errorf("got %v, want code %d: no server writes the only encoding it reads", err, wire.CloseVersion)
	}
	stopped := make(chan struct{})
	end := sync.OnceFunc(func() { stop(); close(stopped) })
	b = bot.New(bot.Config{URL: url, Def: def, OnFrame: func(*netplay.Client) error { go end(); return nil }})
	if err := b.Run(t.Context()); !errors.As(err, &closed) || closed.Code != wire.CloseShutdown {
		t.Errorf("got %v, want code %d", err, wire.CloseShutdown)
	}
	<-stopped
	if err := bot.New(bot.Config{URL: url, Def: def}).Run(t.Context()); !errors.As(err, &closed) || closed.Err == nil {
		t.Errorf("got %v, want that nobody listens", err)
	}
}
