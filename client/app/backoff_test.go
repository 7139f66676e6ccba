package app

import (
	"testing"
	"time"
)

func TestPauseGrowsAndStaysWithinItsBounds(t *testing.T) {
	for _, c := range []struct {
		failed      int
		least, most time.Duration
	}{
		{0, 500 * time.Millisecond, time.Second},
		{1, time.Second, 2 * time.Second},
		{2, 2 * time.Second, 4 * time.Second},
		{3, 4 * time.Second, 8 * time.Second},
		{4, 4 * time.Second, 8 * time.Second},
		{1000, 4 * time.Second, 8 * time.Second},
	} {
		if got := pause(c.failed, 0); got != c.least {
			t.Errorf("after %d failures the shortest pause is %v, want %v", c.failed, got, c.least)
		}
		if got := pause(c.failed, 0.999999); got < c.most-time.Millisecond || got > c.most {
			t.Errorf("after %d failures the longest pause is %v, want %v", c.failed, got, c.most)
		}
	}
}
