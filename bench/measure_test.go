package main

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"tickwire/bench/load"
	"tickwire/proto/wire"
	"tickwire/server/gate"
)

// heldInterval is the longest p99 between frames with which a load counts as held: at 20 or 30 Hz
// one frame may be missing now and then, two in a row not.
const heldInterval = 75 * time.Millisecond

// trial is one load on one game.
type trial struct {
	name      string
	game      string // a key of games
	players   int
	cores     int // of the server; 0 is one
	io        gate.IO
	encodings []wire.Encoding // that clients may be sent; nil for packed
}

// times are how long a trial is looked at, and how long before that it may settle.
func times() (window, settle time.Duration) {
	if short() {
		return time.Second, time.Second / 2
	}
	return 10 * time.Second, 3 * time.Second
}

// inAllWays runs a trial for each of the server's ways of reading that are to be measured: auto
// alone, unless TICKWIRE_BENCH_IO has others, such as plain,tick.
func inAllWays(b *testing.B, t trial, measure func(*testing.B, *trial)) {
	list := os.Getenv("TICKWIRE_BENCH_IO")
	for way := range strings.SplitSeq(list, ",") {
		t, name := t, t.name
		if t.io = gate.IO(way); list != "" {
			name += "/io=" + way
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				measure(b, &t)
			}
		})
	}
}

// outcome is what a trial showed.
type outcome struct {
	*load.Sample
	server   report
	skipped  uint64 // frames of players who were behind
	encodes  uint64 // of scopes
	late     uint64 // inputs
	players  int
	cpu      float64 // the server's process, in milliseconds per player and second
	tickRate float64
}

// play loads a server with a trial's players for a while, reports what all games have in common
// and stops the server.
func (t *trial) play(b *testing.B) *outcome {
	b.Helper()
	def := games[t.game](t.players)
	if err := def.Complete(); err != nil {
		b.Fatal(err)
	}
	window, settle := times()
	server := startServer(b, childConfig{Game: t.game, Players: t.players, Rooms: 1, Cores: t.cores, IO: t.io})
	defer server.stop()
	idle := server.mark()
	g := load.New(load.Config{
		URL: server.url(), Def: def, Players: t.players, Full: max(t.players/100, 1), Ramp: 400, Encodings: t.encodings,
	})
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- g.Run(ctx) }()
	awaitPlayers(b, g, t.players)
	pause(settle)

	began, busyAtMark, usedAtMark := server.mark(), busy(0), cpuTime()
	before := g.Sample()
	pause(window)
	o := &outcome{Sample: g.Sample().Minus(before), server: server.report(), players: t.players, tickRate: float64(def.TickRate)}
	others := float64(busy(0)-busyAtMark-o.server.CPU) / float64(o.At)
	own := float64(cpuTime()-usedAtMark) / float64(o.At)
	cancel()
	if err := <-done; err != nil {
		b.Error(err)
	}
	if o.Connected != t.players {
		b.Errorf("%d of %d players stayed: %v", o.Connected, t.players, o.Closes)
	}
	o.skipped = o.server.Counts.Skipped - began.Counts.Skipped
	o.late = o.server.Counts.InputsLate - began.Counts.InputsLate
	o.encodes = o.server.Counts.Encodings - began.Counts.Encodings
	o.cpu = perPlayerSecond(o.server.CPU, t.players, o.At)
	o.report(b)
	b.ReportMetric(float64(o.server.RSS-idle.RSS)/1024/float64(t.players), "KiB/player")
	b.ReportMetric(100*own, "load-core-%")
	if others > 0.05 && t.cores < 2 { // the load may share the last core otherwise
		b.Logf("others used %.0f %% of the server's core meanwhile: not a number to publish", 100*others)
	}
	if n := o.Lean.Unsent; n > 0 {
		b.Logf("%d inputs were not sent, of %d", n, n+o.Lean.Sent)
	}
	if n := o.skipped; n > o.Frames()/100 {
		b.Logf("the server skipped %d frames of players who were behind", n)
	}
	return o
}

func (o *outcome) report(b *testing.B) {
	r, interval := &o.server, o.LeanInterval
	held := 0.0
	if interval.Quantile(0.99) < heldInterval && o.FrameRate() >= 0.95*o.tickRate {
		held = 1
	}
	b.ReportMetric(0, "ns/op") // a window has a fixed length
	b.ReportMetric(o.cpu, "cpu-ms/player-s")
	b.ReportMetric(millis(r.tick(0.5)), "tick-p50-ms")
	b.ReportMetric(millis(r.tick(0.99)), "tick-p99-ms")
	b.ReportMetric(o.ByteRate(), "B/player-s")
	b.ReportMetric(o.InputSize(), "B/input")
	b.ReportMetric(millis(o.LeanLatency.Quantile(0.5)), "latency-p50-ms")
	b.ReportMetric(millis(o.LeanLatency.Quantile(0.99)), "latency-p99-ms")
	b.ReportMetric(millis(o.FullLatency.Quantile(0.5)), "full-latency-p50-ms")
	b.ReportMetric(millis(o.FullLatency.Quantile(0.99)), "full-latency-p99-ms")
	b.ReportMetric(100*float64(o.late)/float64(max(o.Lean.Sent, 1)), "late-%")
	b.ReportMetric(float64(r.Mallocs)/float64(max(len(r.Ticks), 1)), "allocs/tick")
	b.ReportMetric(o.FrameRate(), "frames/player-s")
	b.ReportMetric(millis(interval.Quantile(0.99)), "interval-p99-ms")
	b.ReportMetric(held, "held")
}

func perPlayerSecond(cpu time.Duration, players int, window time.Duration) float64 {
	return millis(cpu) / window.Seconds() / float64(players)
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
