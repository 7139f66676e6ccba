package lab_test

import (
	"flag"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"tickwire/bench/lab"
	"tickwire/client/link"
	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/game/coins"
	"tickwire/game/fixed"
)

var (
	seeds = flag.Int("seeds", 0, "how many seeds TestSoak runs in its long form: 20 clients and two minutes each; 0 is the short form")
	seed  = flag.Int("seed", -1, "the only seed that TestSoak runs, in the long form")
	by    = flag.String("by", "", "by what all players of TestSoak and TestChaos play: websocket, long-polling, polling or roam; default that of the seed")
)

// ways are by what the players of seed play, which is the number of its way modulo the length: a number that
// has nothing to do with those of profiles and games. Most play by WebSocket, as most people do.
var ways = [...]string{"websocket", "long-polling", "websocket", "roam", "websocket", "polling", "websocket"}

// travel is by what the players of a seed play.
func travel(n int) (string, link.Transport, bool) {
	way := ways[n%len(ways)]
	if *by != "" {
		way = *by
	}
	switch way {
	case "long-polling":
		return way, link.LongPolling, false
	case "polling":
		return way, link.Polling, false
	default:
		return way, link.WebSocket, way == "roam"
	}
}

// repeat is what to type to run a seed again.
func repeat(test, option string, n int) string {
	again := fmt.Sprintf("go test ./bench/lab -run '^%s$' -%s %d", test, option, n)
	if *by != "" {
		again += " -by " + *by
	}
	return again
}

// leastFrames is how many frames a client is sure to have in a second, over a whole run: by long polling one
// in each round trip, of which the slowest profile has two in a second, and by polling one.
func leastFrames(def *game.Definition, way string) float64 {
	switch way {
	case "long-polling":
		return 1
	case "polling", "roam":
		return 0.5
	default:
		return 10 / float64(max(def.SendEvery, 1))
	}
}

// TestSoak plays both games over all profiles and finds nothing: every frame of every client is what
// the server had, events come once and in order, and after the last disturbance prediction and clocks
// come to rest.
func TestSoak(t *testing.T) {
	first, last := 0, *seeds
	cfg := lab.Config{Clients: 20, Bots: 4, Duration: 2 * time.Minute}
	switch {
	case *seed >= 0:
		first, last = *seed, *seed+1
	case *seeds == 0:
		last = len(lab.Profiles()) + 4 // so that all ways are there
		cfg = lab.Config{Clients: 5, Bots: 2, Duration: 30 * time.Second}
	}
	var frames, rows, events atomic.Int64
	t.Run("all", func(t *testing.T) {
		for n := first; n < last; n++ {
			cfg := cfg
			cfg.Seed, cfg.Profile = uint64(n), lab.Profiles()[n%len(lab.Profiles())]
			cfg.Repeat = repeat("TestSoak", "seed", n)
			def, way := played(n), ""
			way, cfg.Transport, cfg.Roam = travel(n)
			t.Run(fmt.Sprintf("seed=%d,%s,%s,%s", n, def.Name, cfg.Profile.Name, way), func(t *testing.T) {
				t.Parallel()
				r := lab.Run(t, def, cfg)
				frames.Add(int64(r.Frames))
				rows.Add(int64(r.Rows))
				events.Add(int64(r.Events))
				t.Logf("%d frames, %d rows and %d events checked, %d dials, %d deliveries, %d bytes on their way at most, %v",
					r.Frames, r.Rows, r.Events, r.Dials, r.Deliveries, r.MostOnWay, r.Wall.Round(time.Millisecond))
				if least := int(float64(cfg.Clients) * cfg.Duration.Seconds() * leastFrames(def, way)); r.Frames < least {
					t.Errorf("only %d frames were checked, want %d", r.Frames, least)
				}
				if (r.Events > 0) != (def.Schema.NumEvents() > 0) {
					t.Errorf("%d events were checked", r.Events)
				}
			})
		}
	})
	t.Logf("%d seeds: %d frames, %d rows and %d events checked", last-first, frames.Load(), rows.Load(), events.Load())
}

// games are what is played: the arena, the same with cells in the distance, a bound on bytes and two ticks
// to a frame, and one with monkeys for players, a single scope and no events.
var games = []*game.Definition{arena.Definition(), coins.Game, frugal()}

func frugal() *game.Definition {
	def := arena.Definition()
	def.Name, def.SendEvery, def.BytesPerSecond = "arena-frugal", 2, 4000
	def.Grid.FarRadius = int32(1024 * fixed.One)
	return def
}

// played is the game of a seed.
func played(seed int) *game.Definition { return games[seed%len(games)] }
