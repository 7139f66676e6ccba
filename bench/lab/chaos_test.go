package lab_test

import (
	"fmt"
	"testing"
	"time"

	"tickwire/bench/lab"
)

// TestChaos has everything happen to everybody, twice as often as each profile alone has it.
func TestChaos(t *testing.T) {
	var habits []lab.Habit
	for _, p := range lab.Profiles() {
		for _, h := range p.Habits {
			h.Every /= 2
			habits = append(habits, h)
		}
	}
	for n := range max(*seeds, 4) {
		p := lab.Profiles()[n%5] // the others have the numbers of these
		p.Name, p.Habits = "chaos-"+p.Name, habits
		def := played(n)
		way, transport, roam := travel(n)
		t.Run(fmt.Sprintf("seed=%d,%s,%s,%s", n, def.Name, p.Name, way), func(t *testing.T) {
			t.Parallel()
			lab.Run(t, def, lab.Config{
				Seed: uint64(n), Clients: 4, Bots: 2, Profile: p, Duration: 40 * time.Second,
				Transport: transport, Roam: roam,
				Repeat: repeat("TestChaos", "seeds", n+1),
			})
		})
	}
}
