package netplay_test

import (
	"fmt"
	"testing"

	"tickwire/client/netplay"
	"tickwire/game"
)

// TestWhatWasNotSentStoodStill leaves frames out for seconds, and has the entity go then: to where it is
// in the same scope, or in another one that comes before or after that in the frame.
func TestWhatWasNotSentStoodStill(t *testing.T) {
	at := game.MakeViewTick
	moved := [2]int32{3, 500}
	for _, row := range []struct {
		name string
		last []feed
	}{
		{"in its scope", []feed{{near, look(50, moved), 0}, {far, look(50), 0}}},
		{"to a later scope", []feed{{near, look(50), 0}, {far, look(50, moved), 0}}},
		{"to an earlier scope", []feed{{far, look(50, moved), 0}, {near, look(50), 0}}},
		{"out of a scope that is left", []feed{{near, nil, 50}, {far, look(50, moved), 0}}},
	} {
		for _, silence := range []game.TickNumber{4, 38} {
			h := netplay.NewHistory(schema, 20, 8)
			h.Quiet = 2 // ticks from frame to frame
			frame := func(n game.TickNumber, feeds ...feed) {
				h.Frame(n)
				for _, f := range feeds {
					if f.look == nil {
						h.Left(f.scope, f.left)
					} else {
						h.Add(f.scope, f.look)
					}
				}
			}
			frame(10, feed{near, look(10, [2]int32{3, 100}), 0}, feed{far, look(10), 0})
			still := 50 - silence
			frame(still, feed{near, look(still, [2]int32{3, 100}), 0}, feed{far, look(still), 0})
			frame(50, row.last...)
			for _, moment := range []struct {
				at   game.ViewTick
				want string
			}{
				{at(still+silence/2, 0), "[[3 100 0]]"},
				{at(48, 0), "[[3 100 0]]"},
				{at(49, 0), "[[3 300 0]]"},
				{at(50, 0), "[[3 500 0]]"},
			} {
				rows := game.NewRows(schema)
				h.Sample(moment.at, rows)
				if got := fmt.Sprint(xs(rows)); got != moment.want {
					t.Errorf("%s after %d ticks, at %v: got %s, want %s", row.name, silence, moment.at, got, moment.want)
				}
			}
		}
	}
}
