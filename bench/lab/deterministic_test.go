package lab_test

import (
	"testing"
	"time"

	"tickwire/bench/lab"
	"tickwire/game/arena"
)

// TestSameSeedSameTranscript runs each profile twice: every byte arrives at the same nanosecond and
// every tick leaves the same world. Another seed does not.
func TestSameSeedSameTranscript(t *testing.T) {
	for _, p := range lab.Profiles() {
		t.Run(p.Name, func(t *testing.T) {
			t.Parallel()
			cfg := lab.Config{Seed: 3, Clients: 4, Bots: 2, Profile: p, Duration: 12 * time.Second, Quiet: time.Second}
			one, two := lab.Run(t, arena.Definition(), cfg), lab.Run(t, arena.Definition(), cfg)
			if one.Transcript != two.Transcript || one.Deliveries != two.Deliveries || one.Frames != two.Frames {
				t.Errorf("two runs of one seed differ: %x and %x, %d and %d deliveries", one.Transcript, two.Transcript, one.Deliveries, two.Deliveries)
			}
			t.Logf("transcript %x", one.Transcript)
			if p.Name != lab.LAN.Name {
				return // once is enough for this
			}
			cfg.Seed++
			if other := lab.Run(t, arena.Definition(), cfg); other.Transcript == one.Transcript {
				t.Error("another seed has the same transcript")
			}
		})
	}
}
