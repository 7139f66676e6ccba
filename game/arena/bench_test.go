package arena_test

import (
	"fmt"
	"testing"

	"tickwire/game/arena"
)

// BenchmarkStep is one tick of a full arena, with and without the bots' thinking.
func BenchmarkStep(b *testing.B) {
	for _, players := range []int{100, 1000} {
		for _, thinking := range []bool{true, false} {
			b.Run(fmt.Sprintf("players=%d/bots=%t", players, thinking), func(b *testing.B) {
				w := withBots(arena.Sized(players), players)
				for range 200 {
					w.step()
				}
				if !thinking {
					w.bots = nil // they go on with their last input
				}
				b.ReportAllocs()
				for b.Loop() {
					w.step()
				}
			})
		}
	}
}
