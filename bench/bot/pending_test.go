package bot

import (
	"testing"
	"time"

	"tickwire/bench/histogram"
	"tickwire/game"
)

// TestPending counts each input once, when a frame shows it, and none that came too late.
func TestPending(t *testing.T) {
	var p pending
	var counted histogram.Histogram
	for n := range 10 {
		p.made(game.TickNumber(100+n), time.Duration(n)*time.Millisecond)
	}
	for _, row := range []struct {
		upto game.TickNumber
		at   time.Duration
		late bool
		want uint64 // counted by now
	}{
		{99, 1, false, 0},
		{102, 20 * time.Millisecond, false, 3},
		{102, 21 * time.Millisecond, false, 3},
		{104, 22 * time.Millisecond, true, 4}, // 104 itself was late
		{200, 30 * time.Millisecond, false, 9},
	} {
		p.arrived(row.upto, row.at, row.late, &counted)
		if got := counted.Take().N(); got != row.want {
			t.Errorf("up to %d: got %d, want %d", row.upto, got, row.want)
		}
	}
}
