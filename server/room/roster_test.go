package room_test

import (
	"fmt"
	"testing"
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/room"
)

// TestNoGhostsAreLeftInARoster lets many leave at once, before the eyes of a client and behind the
// back of one whose socket is full: neither may go on believing that they are there.
func TestNoGhostsAreLeftInARoster(t *testing.T) {
	for _, row := range []struct {
		leave  int
		closed bool
	}{{300, false}, {4096, false}, {4097, true}} {
		t.Run(fmt.Sprint(row.leave), func(t *testing.T) {
			def := swarmOf(t, &swarm{})
			def.Limits.MaxPlayers = row.leave + 2
			core := room.NewCore(def, "r", room.Seeds{})
			awake, asleep := newClient(t, def.Schema), newClient(t, def.Schema)
			join(t, core, "awake", awake)
			join(t, core, "asleep", asleep)
			crowd := make([]game.PlayerID, row.leave)
			for i := range crowd {
				crowd[i] = join(t, core, fmt.Sprint(i), nil).ID
			}
			core.Step(0)
			if len(awake.names) != row.leave+2 || len(asleep.names) != row.leave+2 {
				t.Fatalf("%d and %d are known", len(awake.names), len(asleep.names))
			}
			asleep.busy = true
			for _, p := range crowd {
				core.Leave(p)
			}
			core.Step(period)
			asleep.busy = false
			core.Step(2 * period)
			for _, c := range []*client{awake, asleep} {
				if !row.closed && len(c.names) != 2 {
					t.Errorf("%d are believed to be there, want 2", len(c.names))
				}
			}
			want := 0
			if row.closed {
				want = 2
			}
			core.Watch(time.Hour, time.Hour)
			got := 0
			for _, c := range []*client{awake, asleep} {
				if c.closed == wire.CloseSlow {
					got++
				}
			}
			if got != want {
				t.Errorf("%d are closed, want %d", got, want)
			}
		})
	}
}
