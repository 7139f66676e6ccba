package redial_test

import (
	"testing"
	"time"

	"tickwire/client/redial"
)

// TestSilence asks every 20 ms, unless a row says otherwise, and tells when it was over.
func TestSilence(t *testing.T) {
	for _, row := range []struct {
		name  string
		begin func(q *redial.Silence)
		every time.Duration // between two looks
		heard func(now time.Duration) time.Duration
		want  time.Duration // 0 for never
	}{
		{"a server that never answers", func(q *redial.Silence) { q.Begin(0, false, 0) }, 20 * ms, never, 10 * time.Second},
		{"one that is to have the place", func(q *redial.Silence) { q.Begin(0, true, 0) }, 20 * ms, never, 2500 * ms},
		{"one that is asked once a second", func(q *redial.Silence) { q.Begin(0, true, time.Second); q.Welcomed() }, 20 * ms, never, 3500 * ms},
		{"doubt about that one", func(q *redial.Silence) { q.Begin(0, true, time.Second); q.Ask(0) }, 20 * ms, never, 2 * time.Second},
		{"frames until two seconds", welcomed, 20 * ms, func(now time.Duration) time.Duration { return min(now, 2*time.Second) }, 4500 * ms},
		{"pings alone", welcomed, 20 * ms, func(now time.Duration) time.Duration { return now.Truncate(time.Second) }, 0},
		{"doubt", func(q *redial.Silence) { welcomed(q); q.Ask(0) }, 20 * ms, never, time.Second},
		{"doubt that was answered", func(q *redial.Silence) { welcomed(q); q.Ask(0) }, 20 * ms, func(now time.Duration) time.Duration { return min(now, 100*ms) }, 2600 * ms},
		{"a machine that sleeps between looks", welcomed, time.Minute, never, 26 * time.Minute},
	} {
		var q redial.Silence
		row.begin(&q)
		over := time.Duration(0)
		for now := row.every; now < time.Hour && over == 0; now += row.every {
			if q.Over(now, row.heard(now)) {
				over = now
			}
		}
		if over < row.want || over > row.want+2*row.every {
			t.Errorf("%s: over after %v, want %v", row.name, over, row.want)
		}
	}
}

func welcomed(q *redial.Silence) {
	q.Begin(0, false, 0)
	q.Welcomed()
}

func never(time.Duration) time.Duration { return 0 }
