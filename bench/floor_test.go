package main

import (
	"context"
	"fmt"
	"math"
	"sync"
	"testing"
	"time"

	"tickwire/bench/crowd"
	"tickwire/bench/lean"
)

// BenchmarkFloor is the least that any server written in Go pays for so many players: at each tick
// of 50 ms one read of an input and one write of a frame per player, without waiting, on one core;
// no WebSocket, no game. Inputs of 21 and frames of 120 bytes are what BenchmarkArena's 1000 players
// send and are sent. The load is BenchmarkArena's, from the same loop.
//
//	cpu-ms/player-s     CPU time of the server's process per player and second
//	load-core-%         of its core that the load used
func BenchmarkFloor(b *testing.B) {
	sizes := []int{200, 1000, 3000}
	if short() {
		sizes = []int{30}
	}
	for _, n := range sizes {
		b.Run(fmt.Sprintf("players=%d", n), func(b *testing.B) {
			if !canFloor {
				b.Skip("the floor of the socket calls is measured on Linux")
			}
			for b.Loop() {
				f := measureFloor(b, n, lean.Bare{Input: 21, Frame: 120})
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(f.cpu, "cpu-ms/player-s")
				b.ReportMetric(millis(f.tick(0.5)), "tick-p50-ms")
				b.ReportMetric(millis(f.tick(0.99)), "tick-p99-ms")
				b.ReportMetric(100*f.load, "load-core-%")
			}
		})
	}
}

// floored is what the floor was.
type floored struct {
	report
	cpu  float64 // in milliseconds per player and second
	load float64 // part of its core that the load used
}

// reportFloor measures the floor for what a trial's players sent and were sent, right after it, so
// that whatever else the machine does is likely to have been the same.
func (o *outcome) reportFloor(b *testing.B) {
	b.Helper()
	if !canFloor {
		return
	}
	f := measureFloor(b, o.players, lean.Bare{
		Input: int(math.Round(o.InputSize())), Frame: max(int(math.Round(o.FrameSize())), 1),
	})
	b.ReportMetric(f.cpu, "floor-cpu-ms/player-s")
	b.ReportMetric(o.cpu/f.cpu, "x-floor")
}

func measureFloor(b *testing.B, players int, sizes lean.Bare) floored {
	b.Helper()
	def := crowd.Sized(players)
	if err := def.Complete(); err != nil {
		b.Fatal(err)
	}
	window, _ := times()
	server := startServer(b, childConfig{Game: "floor", Frame: sizes.Frame})
	defer server.stop()
	fleet := lean.New(lean.Config{URL: "tcp://" + server.addr, Def: def, Bare: sizes})
	ctx, cancel := context.WithCancel(b.Context())
	var running sync.WaitGroup
	running.Go(func() { _ = fleet.Run(ctx) }) // it has no error but that of its epoll, which shows
	connect(ctx, b, fleet, players)
	pause(window / 10)

	server.mark()
	began, usedAtMark, before := time.Now(), cpuTime(), fleet.Counts()
	pause(window)
	at, after := time.Since(began), fleet.Counts()
	f := floored{report: server.report(), load: float64(cpuTime()-usedAtMark) / float64(at)}
	f.cpu = perPlayerSecond(f.CPU, players, at)
	server.stop() // before the players, who wait for it to close
	cancel()
	running.Wait()
	if after.Connected != players {
		b.Errorf("%d of %d players stayed", after.Connected, players)
	}
	if rate := float64(after.Frames-before.Frames) / at.Seconds() / float64(players); rate < 19 {
		b.Logf("the floor sent %.1f frames a second to each player, not 20: not a number to publish", rate)
	}
	return f
}
