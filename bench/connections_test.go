package main

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"tickwire/bench/lean"
	"tickwire/game"
)

// perRoom is how many of the connections share a room: the list of who is there goes to everybody
// in it, so that one room of ten thousand would measure lists.
const perRoom = 100

// lounge is a game in which nothing is and nothing happens, at so many ticks per second and with a
// frame each second: what is left is the engine.
func lounge(rate int) *game.Definition {
	return &game.Definition{
		Name: "lounge", TickRate: rate, SendEvery: min(rate, 16), Schema: nothing, Limits: game.Limits{MaxPlayers: perRoom},
		New: func(uint64) game.World { return empty{} },
	}
}

var nothing = game.NewSchema(game.SchemaConfig{Input: game.NewInput[empty]()})

type empty struct{}

func (empty) Join(*game.Tick, game.Player)    {}
func (empty) Leave(*game.Tick, game.PlayerID) {}
func (empty) Step(*game.Tick)                 {}
func (empty) Save(*game.Rows)                 {}
func (empty) Load(*game.Rows)                 {}

// BenchmarkConnections opens connections that do next to nothing: each is a player of a room of
// 100 without a world, with a frame, an input and a ping a second.
//
//	KiB/conn    growth of the server's resident memory per connection, garbage included, some
//	            seconds after the last has joined
//	us/connect  CPU time of the server's process per connection for all that comes before the
//	            first frame: TCP, HTTP, upgrade, Hello, Welcome; and for what those who are in
//	            already do meanwhile
func BenchmarkConnections(b *testing.B) {
	sizes, settle := []int{1000, 10000}, 5*time.Second
	if short() {
		sizes, settle = []int{50, 150}, time.Second/2
	}
	for _, n := range sizes {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			for b.Loop() {
				measureConnections(b, n, settle)
			}
		})
	}
}

func measureConnections(b *testing.B, n int, settle time.Duration) {
	server := startServer(b, childConfig{Game: "empty", Rooms: n/perRoom + 2})
	def := lounge(1) // the fleet sends as many inputs
	if err := def.Complete(); err != nil {
		b.Fatal(err)
	}
	fleet := lean.New(lean.Config{URL: server.url(), Def: def})
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	var running sync.WaitGroup
	running.Go(func() { _ = fleet.Run(ctx) }) // it has no error but the context's

	before := server.mark()
	connect(ctx, b, fleet, n)
	joined := server.report()
	pause(settle)
	after := server.report()
	c := fleet.Counts()
	cancel()
	running.Wait()
	if c.Connected != n {
		b.Errorf("%d of %d connections stayed: %v", c.Connected, n, c.Closes)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(after.RSS-before.RSS)/1024/float64(n), "KiB/conn")
	b.ReportMetric(float64(joined.CPU.Microseconds())/float64(n), "us/connect")
}

// connect lets players in, many at a time, because each waits for a tick of its room.
func connect(ctx context.Context, b *testing.B, fleet *lean.Fleet, n int) {
	const doors = 64
	next := make(chan int)
	var group sync.WaitGroup
	for range doors {
		group.Go(func() {
			for i := range next {
				if err := fleet.Join(ctx, fmt.Sprint("idle ", i)); err != nil {
					b.Error(err)
				}
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	group.Wait()
}
