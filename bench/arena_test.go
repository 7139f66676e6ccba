package main

import (
	"fmt"
	"testing"

	"tickwire/proto/wire"
)

// BenchmarkArena is the load that other servers were measured with: a crowd at 20 Hz, so large that
// each player is sent about 30 others, or in which everyone is sent everyone (full), with an input
// of each player in every tick. The server has one core, the load the other. One player in a
// hundred, and at least one, is a full client. Clients read packed where the name does not say
// columns.
//
//	cpu-ms/player-s     CPU time of the server's process per player and second, all included
//	tick-p50-ms, -p99   what a tick of the room takes, sending included
//	B/player-s          received by a player, with WebSocket's headers
//	B/input             sent by a player with each input, with WebSocket's header
//	latency-p50-ms      from an input for the next tick until the first frame that shows the
//	                    tick, of every lean player; waiting for the tick is half a period of it
//	full-latency-p50-ms the same of full clients, who send ahead so as never to be late
//	late-%              inputs that came after their tick: lost, and without a latency
//	allocs/tick         of the server's process, everything in it included. On the plain way one
//	                    per message read is the WebSocket library's
//	KiB/player          growth of the server's resident memory; the world's past is in it
//	rows-in-view        that a full client held, the own one among them
//	encodes/tick        scopes that were encoded, for all players together
//	scopes              that were not empty
//	floor-cpu-ms/player-s  of the socket calls alone, with the bytes of this very run; see
//	                    BenchmarkFloor, which is measured right after it
//	x-floor             how often the floor fits into the server's CPU time
//	load-core-%         of its core that the load used; near 100 it is the load that is measured
//	held                1 when the p99 between frames is below 75 ms at 95 % of the rate or more
func BenchmarkArena(b *testing.B) {
	columns := []wire.Encoding{wire.EncodingColumns}
	trials := []trial{
		{name: "players=200/aoi=30", game: "crowd", players: 200},
		{name: "players=1000/aoi=30", game: "crowd", players: 1000},
		{name: "players=3000/aoi=30", game: "crowd", players: 3000},
		{name: "players=1000/aoi=30/columns", game: "crowd", players: 1000, encodings: columns},
		{name: "players=800/full", game: "full", players: 800},
	}
	if short() {
		trials = []trial{
			{name: "players=30/aoi=30", game: "crowd", players: 30},
			{name: "players=30/aoi=30/columns", game: "crowd", players: 30, encodings: columns},
			{name: "players=30/full", game: "full", players: 30},
		}
	}
	for _, t := range trials {
		inAllWays(b, t, func(b *testing.B, t *trial) {
			o := t.play(b)
			o.reportFloor(b)
			b.ReportMetric(o.InView(), "rows-in-view")
			b.ReportMetric(float64(o.encodes)/float64(max(len(o.server.Ticks), 1)), "encodes/tick")
			b.ReportMetric(float64(o.server.Scopes), "scopes")
		})
	}
}

// BenchmarkGame plays the shipped game at its own 30 Hz, in an arena so large that each player is
// sent about 30 others: bullets, asteroids, events and scores are in it. The metrics are those of
// BenchmarkArena.
func BenchmarkGame(b *testing.B) {
	sizes := []int{100, 1000}
	if short() {
		sizes = []int{30}
	}
	for _, n := range sizes {
		t := trial{name: fmt.Sprintf("players=%d", n), game: "arena", players: n}
		inAllWays(b, t, func(b *testing.B, t *trial) { t.play(b) })
	}
}
