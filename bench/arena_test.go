package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"tickwire/bench/load"
	"tickwire/game/arena"
	"tickwire/server/gate"
)

// heldInterval is the longest p99 between frames with which a load counts as held: at 30 Hz one
// frame may be missing now and then, two in a row not.
const heldInterval = 75 * time.Millisecond

// BenchmarkArena plays the shipped game at its own 30 Hz, in an arena so large that each player is
// sent about 30 others, with an input of each player in every tick. The server has one core, the
// load the other. One player in a hundred, and at least one, is a full client.
//
//	cpu-ms/player-s     CPU time of the server's process per player and second, all included
//	tick-p50-ms, -p99   what a tick of the room takes, sending included
//	B/player-s          received by a player, with WebSocket's headers
//	latency-p50-ms      from an input for the next tick until the first frame that shows the
//	                    tick, of every lean player; waiting for the tick is half a period of it
//	full-latency-p50-ms the same of full clients, who send ahead so as never to be late
//	allocs/tick         of the server's process; one per message read and one per frame written
//	                    are the WebSocket library's
//	KiB/player          growth of the server's resident memory; the world's past is in it
//	load-core-%         of its core that the load used; near 100 it is the load that is measured
//	held                1 when the p99 between frames is below 75 ms at 95 % of the rate or more
func BenchmarkArena(b *testing.B) {
	sizes, window, settle := []int{100, 1000}, 10*time.Second, 3*time.Second
	if short() {
		sizes, window, settle = []int{10, 30}, time.Second, time.Second/2
	}
	for _, players := range sizes {
		for _, way := range ways() {
			b.Run(fmt.Sprintf("players=%d/io=%s", players, way), func(b *testing.B) {
				for b.Loop() {
					measureArena(b, players, way, window, settle)
				}
			})
		}
	}
}

// ways are the server's ways of reading to measure, one after the other: auto alone, unless
// TICKWIRE_BENCH_IO has others, such as plain,tick.
func ways() []gate.IO {
	list := os.Getenv("TICKWIRE_BENCH_IO")
	if list == "" {
		return []gate.IO{gate.IOAuto}
	}
	var all []gate.IO
	for way := range strings.SplitSeq(list, ",") {
		all = append(all, gate.IO(way))
	}
	return all
}

func measureArena(b *testing.B, players int, way gate.IO, window, settle time.Duration) {
	def := arena.Sized(players)
	if err := def.Complete(); err != nil {
		b.Fatal(err)
	}
	server := startServer(b, childConfig{Players: players, Rooms: 1, IO: way})
	idle := server.mark()
	g := load.New(load.Config{URL: server.url, Def: def, Players: players, Full: max(players/100, 1)})
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- g.Run(ctx) }()
	awaitPlayers(b, g, players)
	pause(settle)

	began, busyAtMark, usedAtMark := server.mark(), busy(0), cpuTime()
	before := g.Sample()
	pause(window)
	s, r := g.Sample().Minus(before), server.report()
	others := float64(busy(0)-busyAtMark-r.CPU) / float64(s.At)
	own := float64(cpuTime()-usedAtMark) / float64(s.At)
	cancel()
	if err := <-done; err != nil {
		b.Error(err)
	}
	if s.Connected != players {
		b.Errorf("%d of %d players stayed: %v", s.Connected, players, s.Closes)
	}
	interval := s.LeanInterval
	rate := float64(def.TickRate)
	held := 0.0
	if interval.Quantile(0.99) < heldInterval && s.FrameRate() >= 0.95*rate {
		held = 1
	}
	b.ReportMetric(0, "ns/op") // a window has a fixed length
	b.ReportMetric(millis(r.CPU)/s.At.Seconds()/float64(players), "cpu-ms/player-s")
	b.ReportMetric(millis(r.tick(0.5)), "tick-p50-ms")
	b.ReportMetric(millis(r.tick(0.99)), "tick-p99-ms")
	b.ReportMetric(s.ByteRate(), "B/player-s")
	b.ReportMetric(millis(s.LeanLatency.Quantile(0.5)), "latency-p50-ms")
	b.ReportMetric(millis(s.LeanLatency.Quantile(0.99)), "latency-p99-ms")
	b.ReportMetric(millis(s.FullLatency.Quantile(0.5)), "full-latency-p50-ms")
	b.ReportMetric(millis(s.FullLatency.Quantile(0.99)), "full-latency-p99-ms")
	b.ReportMetric(float64(r.Mallocs)/float64(max(len(r.Ticks), 1)), "allocs/tick")
	b.ReportMetric(float64(r.RSS-idle.RSS)/1024/float64(players), "KiB/player")
	b.ReportMetric(s.FrameRate(), "frames/player-s")
	b.ReportMetric(millis(interval.Quantile(0.99)), "interval-p99-ms")
	b.ReportMetric(100*own, "load-core-%")
	b.ReportMetric(held, "held")
	if others > 0.05 {
		b.Logf("others used %.0f %% of the server's core meanwhile: not a number to publish", 100*others)
	}
	if n := s.Lean.Unsent; n > 0 {
		b.Logf("%d inputs were not sent, of %d", n, n+s.Lean.Sent)
	}
	if n := r.Counts.Skipped - began.Counts.Skipped; n > s.Frames()/100 {
		b.Logf("the server skipped %d frames of players who were behind", n)
	}
}

// awaitPlayers waits until all have joined.
func awaitPlayers(b *testing.B, g *load.Generator, players int) {
	b.Helper()
	for range 1200 {
		s := g.Sample()
		if s.Connected == players {
			return
		}
		if s.Failed > 0 {
			b.Fatalf("%d joins failed; closes %v", s.Failed, s.Closes)
		}
		pause(50 * time.Millisecond)
	}
	b.Fatalf("only %d of %d players joined within a minute", g.Sample().Connected, players)
}

// pause lets time pass that is measured or that what is measured needs: no test hangs on it.
func pause(d time.Duration) { <-time.After(d) }
