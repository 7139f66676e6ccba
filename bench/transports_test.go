package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"tickwire/bench/audience"
	"tickwire/bench/notice"
)

// listeners is how many clients a transport is tried with. A hundred who poll ten times a second are a
// thousand requests, which any of the servers here bears on a fraction of its core: what is compared is
// transports, not who breaks down first.
const listeners = 100

// way is one way to keep users up to date.
type way struct {
	name      string
	transport audience.Transport
	every     time.Duration // of polling
	node      string        // which server in Node; empty for Tickwire
}

var ways = []way{
	{name: "polling-10s", transport: audience.Polling, every: 10 * time.Second},
	{name: "polling-1s", transport: audience.Polling, every: time.Second},
	{name: "polling-100ms", transport: audience.Polling, every: 100 * time.Millisecond},
	{name: "long-polling", transport: audience.LongPolling},
	{name: "websocket", transport: audience.WebSocket},
	{name: "npm-ws", transport: audience.BareWebSocket, node: "ws"},
	{name: "socket.io-websocket", transport: audience.SocketIOWebSocket, node: "socket.io"},
	{name: "socket.io-polling", transport: audience.SocketIOPolling, node: "socket.io"},
}

// pace is how often something happens, and for how long that is looked at: for some of its periods, and
// for so long that a few percent of a core can be told.
type pace struct {
	name   string // events per second, and what else is special
	period time.Duration
	window time.Duration
	rtt    time.Duration   // that is added
	ways   map[string]bool // of these alone; nil for all
}

var paces = []pace{
	{name: "0.1", period: 10 * time.Second, window: 30 * time.Second},
	{name: "1", period: time.Second, window: 4 * time.Second},
	{name: "20", period: time.Second / 20, window: 3 * time.Second},
	// Far away, where a request that follows an answer comes a round trip later.
	{
		name: "20/rtt=100ms", period: time.Second / 20, window: 3 * time.Second, rtt: 100 * time.Millisecond,
		ways: map[string]bool{"long-polling": true, "websocket": true, "npm-ws": true, "socket.io-polling": true},
	},
}

// BenchmarkTransports tells a hundred clients of what happens at the server, once in 10 s, once and 20
// times a second, by all transports of Tickwire, and by npm's ws and Socket.IO where there are Node and
// the packages of bench/notice/node. Each notice has 16 bytes to say and begins somewhere in a period,
// not at a tick. The server has one core, the load the other. With an rtt in the name the load adds one,
// to show what waits for a round trip.
//
//	latency-p50-ms, -p99  from a notice's beginning at the server until a client has all of it,
//	                      waiting for a tick or for the next poll included
//	B-in/event            received by a client for each notice: TCP's payload, so HTTP's and
//	                      WebSocket's headers are in it, and whatever goes to and fro meanwhile
//	B-out/event           sent by it, likewise; requests have the headers of Chromium
//	requests/client-s     of HTTP
//	cpu-us/client-s       CPU time of the server's process per client and second, all included
//	lost                  notices that did not come to a client, summed over all; has to be 0
//	load-core-%           of its core that the load used
func BenchmarkTransports(b *testing.B) {
	if !notice.Shared {
		b.Skip("processes have no clock in common here; Linux has one")
	}
	ways, paces, n := ways, paces, listeners
	if short() {
		ways, paces, n = ways[1:], slices.Clone(paces[2:]), 10
		for i := range paces {
			paces[i].window = time.Second
		}
	}
	for _, w := range ways {
		if lacks := w.lacks(); lacks != "" {
			fmt.Printf("transport=%s is left out: %s\n", w.name, lacks) // go test tells of no skipped benchmark
			continue
		}
		for _, p := range paces {
			if p.ways != nil && !p.ways[w.name] {
				continue
			}
			b.Run(fmt.Sprintf("transport=%s/rate=%s", w.name, p.name), func(b *testing.B) {
				for b.Loop() {
					w.tell(b, p, n)
				}
			})
		}
	}
}

// references is the folder of the servers in Node.
var references = filepath.Join("notice", "node")

// lacks says what is missing for a way; empty for nothing.
func (w *way) lacks() string {
	if w.node == "" {
		return ""
	}
	if _, err := exec.LookPath("node"); err != nil {
		return "node is missing"
	}
	if _, err := os.Stat(filepath.Join(references, "node_modules", w.node, "package.json")); err != nil {
		return "its packages are not installed (npm --prefix bench/notice/node ci)"
	}
	return ""
}

// serve runs the server of a way.
func (w *way) serve(b *testing.B) *child {
	b.Helper()
	if w.node == "" {
		return startServer(b, childConfig{Game: "notice", Rooms: 1})
	}
	cmd := exec.Command("node", filepath.Join(references, "server.mjs"), w.node)
	return startProcess(b, cmd, func() error { return pinned(0, cmd.Start) }, 1)
}

// The times around a window: before it notices flow, and what began at its very end may arrive after it.
const (
	settled = time.Second
	grace   = 10 * time.Second
)

func (w *way) tell(b *testing.B, p pace, n int) {
	server := w.serve(b)
	defer server.stop()
	a := audience.New(audience.Config{Addr: server.addr, Transport: w.transport, Clients: n, Every: w.every, RTT: p.rtt})
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	await(b, a, time.Minute, func() bool { return a.Counts().Ready == n })

	// What is polled in the window has to have happened at the pace of the window for as long as one
	// waits between two polls.
	lead, window := max(settled, w.every), p.window
	if w.every > 0 {
		window = max(window/w.every, 1) * w.every // as many polls of each client
	}
	s := notice.Schedule{Start: notice.Now() + 10*time.Millisecond, Period: p.period}
	s.Start = s.Start.Truncate(time.Microsecond)
	expected := s.Begun(s.Start + lead + window - w.every) // all others have been asked for in the window
	a.Expect(expected)
	server.ask(fmt.Sprintf("begin %d %d", s.Start.Microseconds(), s.Period.Microseconds()))
	pause(s.Start + lead - notice.Now())

	server.mark()
	before, busyAtMark, usedAtMark := a.Counts(), busy(0), cpuTime()
	pause(window)
	d, r := a.Counts().Minus(before), server.report()
	others := float64(busy(0)-busyAtMark-r.CPU) / float64(d.At)
	own := float64(cpuTime()-usedAtMark) / float64(d.At)
	arrived := func() bool { return a.Counts().Seen == int(expected)*n }
	for end := time.Now().Add(grace); !arrived() && time.Now().Before(end); {
		pause(10 * time.Millisecond)
	}
	all := a.Counts()
	cancel()
	if err := <-done; err != nil {
		b.Error(err)
	}
	lost := int(expected)*n - all.Seen
	if lost != 0 || all.Ready != n {
		b.Errorf("%d of %d clients stayed, and of %d notices %d did not come to them: %d were overtaken",
			all.Ready, n, int(expected)*n, lost, all.Missed)
	}

	events := float64(d.At) / float64(p.period) * float64(n)
	seconds := d.At.Seconds() * float64(n)
	b.ReportMetric(0, "ns/op") // a window has a fixed length
	b.ReportMetric(millis(all.Latency.Quantile(0.5)), "latency-p50-ms")
	b.ReportMetric(millis(all.Latency.Quantile(0.99)), "latency-p99-ms")
	b.ReportMetric(float64(d.In)/events, "B-in/event")
	b.ReportMetric(float64(d.Out)/events, "B-out/event")
	b.ReportMetric(float64(d.Requests)/seconds, "requests/client-s")
	b.ReportMetric(float64(r.CPU.Microseconds())/seconds, "cpu-us/client-s")
	b.ReportMetric(float64(lost), "lost")
	b.ReportMetric(100*own, "load-core-%")
	if others > 0.05 {
		b.Logf("others used %.0f %% of the server's core meanwhile: not a number to publish", 100*others)
	}
}

// await waits for an audience to be so, at most for a time.
func await(b *testing.B, a *audience.Audience, most time.Duration, so func() bool) {
	b.Helper()
	for end := time.Now().Add(most); !so(); pause(10 * time.Millisecond) {
		if err := a.Err(); err != nil {
			b.Fatal(err)
		}
		if time.Now().After(end) {
			b.Fatalf("after %v: %+v", most, a.Counts())
		}
	}
}
