package main

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"tickwire/bench/lean"
	"tickwire/bench/load"
	"tickwire/game"
	"tickwire/proto/wire"
)

// BenchmarkStalled plays the crowd with 200 healthy players, first alone, then beside 1,000 who do not
// keep up: half of them never read, half read a kilobyte in a second. Both halves of the measurement
// are of one run.
//
//	alone-interval-p99-ms   between two frames of a healthy player, before the others have come
//	interval-p99-ms         beside them
//	x-alone                 the one divided by the other: 1 when nobody is delayed
//	alone-frames/player-s, frames/player-s  of the healthy, likewise
//	tick-p99-ms             what a tick of the room takes, all players in it
//	frames/stalled-s        handed to one who does not keep up
//	kernel-KiB/stalled      what the kernel holds for each, of the server's sockets
//	KiB/stalled             growth of the server's resident memory for each, its place in the world
//	                        included
//	told                    of those who never read, how many find the reason when they read in the
//	                        end, that the connection is too slow. A kernel that was offered no room
//	                        for long asks seldom whether there is some, so it may take longer than
//	                        they wait
func BenchmarkStalled(b *testing.B) {
	healthy, stalled := 200, 1000
	if short() {
		healthy, stalled = 10, 40
	}
	t := trial{name: fmt.Sprintf("healthy=%d/stalled=%d", healthy, stalled)}
	inAllWays(b, t, func(b *testing.B, t *trial) { t.stall(b, healthy, stalled) })
}

func (t *trial) stall(b *testing.B, healthy, stalled int) {
	def := games["crowd"](healthy + stalled)
	if err := def.Complete(); err != nil {
		b.Fatal(err)
	}
	window, settle := times()
	window = min(window, 5*time.Second) // those who never read are closed after ten
	server := startServer(b, childConfig{Game: "crowd", Players: healthy + stalled, Rooms: 1, IO: t.io})
	defer server.stop()
	g := load.New(load.Config{URL: server.url(), Def: def, Players: healthy, Full: max(healthy/100, 1), Ramp: 400})
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- g.Run(ctx) }()
	awaitPlayers(b, g, healthy)
	pause(settle)
	before := server.mark()
	alone := during(g, window)
	empty := server.report()

	crowd := newStalled(server.url(), def)
	crowd.run(b.Context())
	crowd.connect(b, stalled)
	pause(2 * time.Second) // in which they are noticed
	began := server.mark()
	beside := during(g, window)
	full := server.report()
	told := crowd.end(b)
	cancel()
	if err := <-done; err != nil {
		b.Error(err)
	}
	if beside.Connected != healthy {
		b.Errorf("%d of %d healthy players stayed: %v", beside.Connected, healthy, beside.Closes)
	}

	b.ReportMetric(0, "ns/op") // a window has a fixed length
	was, is := alone.LeanInterval.Quantile(0.99), beside.LeanInterval.Quantile(0.99)
	b.ReportMetric(millis(was), "alone-interval-p99-ms")
	b.ReportMetric(millis(is), "interval-p99-ms")
	b.ReportMetric(float64(is)/float64(max(was, 1)), "x-alone")
	b.ReportMetric(alone.FrameRate(), "alone-frames/player-s")
	b.ReportMetric(beside.FrameRate(), "frames/player-s")
	b.ReportMetric(millis(empty.tick(0.99)), "alone-tick-p99-ms")
	b.ReportMetric(millis(full.tick(0.99)), "tick-p99-ms")
	handed := full.Counts.Frames - began.Counts.Frames - beside.Frames()
	b.ReportMetric(float64(int64(handed))/beside.At.Seconds()/float64(stalled), "frames/stalled-s")
	b.ReportMetric(float64(full.Kernel-before.Kernel)/1024/float64(stalled), "kernel-KiB/stalled")
	b.ReportMetric(float64(full.RSS-before.RSS)/1024/float64(stalled), "KiB/stalled")
	b.ReportMetric(float64(told), "told")
}

// stalledPlayers are those who do not keep up.
type stalledPlayers struct {
	fleets  [2]*lean.Fleet
	cancel  context.CancelFunc
	running sync.WaitGroup
}

func newStalled(url string, def *game.Definition) *stalledPlayers {
	s := &stalledPlayers{}
	for i, appetite := range []int{-1, 1000} {
		s.fleets[i] = lean.New(lean.Config{URL: url, Def: def, Appetite: appetite})
	}
	return s
}

func (s *stalledPlayers) run(ctx context.Context) {
	ctx, s.cancel = context.WithCancel(ctx)
	for _, f := range s.fleets {
		s.running.Go(func() { _ = f.Run(ctx) }) // it has no error but the context's
	}
}

// connect lets them in, as fast as the room takes them.
func (s *stalledPlayers) connect(b *testing.B, n int) {
	var group sync.WaitGroup
	for _, f := range s.fleets {
		group.Go(func() { connect(b.Context(), b, f, n/len(s.fleets)) })
	}
	group.Wait()
}

// end waits until those who never read are due to be closed, lets all read what they were told, and
// returns how many of these were told that they are too slow.
func (s *stalledPlayers) end(b *testing.B) int {
	b.Helper()
	pause(slowAfter)
	s.cancel()
	s.running.Wait()
	c := s.fleets[0].Counts()
	if told := c.Closes[wire.CloseSlow]; told < c.Joined {
		b.Logf("of %d who never read, the links ended with %v", c.Joined, c.Closes)
	}
	return c.Closes[wire.CloseSlow]
}

// slowAfter is when a room gives up who acknowledges nothing (room.Config.Slow), and a moment.
const slowAfter = 11 * time.Second

// during is what a load did in a window.
func during(g *load.Generator, window time.Duration) *load.Sample {
	before := g.Sample()
	pause(window)
	return g.Sample().Minus(before)
}
