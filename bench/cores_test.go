package main

import (
	"fmt"
	"testing"
)

// BenchmarkCores gives one room of the crowd of BenchmarkArena more and more cores, as long as the
// machine has them. The game is stepped, cut and encoded by one; sockets are read and written by all.
// The load has the core behind the server's, or shares the last one with it, which then says so: tick
// times are to be compared, and the CPU time shows what dividing costs. The metrics are those of
// BenchmarkArena.
func BenchmarkCores(b *testing.B) {
	players := 3000
	if short() {
		players = 60
	}
	for n := 1; n <= cores; n *= 2 {
		t := trial{name: fmt.Sprintf("players=%d/cores=%d", players, n), game: "crowd", players: players, cores: n}
		inAllWays(b, t, func(b *testing.B, t *trial) {
			t.play(b)
			if n == cores {
				b.Logf("the load has no core of its own beside %d of the server's", n)
			}
		})
	}
}
