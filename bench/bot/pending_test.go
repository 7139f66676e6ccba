package bot

import (
	"testing"
	"time"

	"tickwire/bench/histogram"
	"tickwire/game"
)

// TestPending measures each input once, up to the frame that showed it first, and none that came
// too late.
func TestPending(t *testing.T) {
	var p pending
	var into histogram.Histogram
	for n := range 10 {
		p.made(game.TickNumber(100+n), time.Duration(n+1)*time.Millisecond)
	}
	for _, row := range []struct {
		frame, counted game.TickNumber
		at             time.Duration
		late           bool
		want           uint64        // measured by now
		mean           time.Duration // of these
	}{
		{99, 0, 10 * time.Millisecond, false, 0, 0},
		{100, 0, 11 * time.Millisecond, false, 0, 0},
		{101, 0, 12 * time.Millisecond, false, 0, 0},
		{102, 105, 13 * time.Millisecond, false, 3, 10 * time.Millisecond}, // each when it was shown
		{102, 105, 50 * time.Millisecond, false, 3, 10 * time.Millisecond},
		{104, 104, 15 * time.Millisecond, true, 4, 10250 * time.Microsecond}, // 104 was late
		{200, 200, 30 * time.Millisecond, false, 9, 151 * time.Millisecond / 9},
	} {
		p.frame(row.frame, row.at)
		p.counted(row.counted, row.late, &into)
		if got := into.Take(); got.N() != row.want || got.Mean() != row.mean {
			t.Errorf("frame %d, counted %d: got %d of %v, want %d of %v", row.frame, row.counted, got.N(), got.Mean(), row.want, row.mean)
		}
	}
}
