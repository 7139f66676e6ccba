package host

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"tickwire/server/lobby"
	"tickwire/server/room"
)

// reportEvery is how often a person is told how it goes.
const reportEvery = 10 * time.Second

// reportTicks bounds what is remembered between two lines: ten seconds of sixteen rooms at 60 Hz.
// Beyond it the line speaks of the ticks before.
const reportTicks = 10_000

// report makes the line that a terminal shows every ten seconds.
type report struct {
	mu    sync.Mutex
	ticks []time.Duration // since the last line

	last lobby.Totals // of the line before; run's alone
}

func newReport() *report {
	return &report{ticks: make([]time.Duration, 0, reportTicks)}
}

// tick notes how long a tick took.
func (r *report) tick(took time.Duration) {
	r.mu.Lock()
	if len(r.ticks) < cap(r.ticks) {
		r.ticks = append(r.ticks, took)
	}
	r.mu.Unlock()
}

// run prints a line every ten seconds. When nobody is there it does so once and then is silent.
func (r *report) run(ctx context.Context, out io.Writer, status func() ([]room.Status, lobby.Totals)) error {
	ticker := time.NewTicker(reportEvery)
	defer ticker.Stop()
	deserted := false
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		rooms, totals := status()
		people := 0
		for _, s := range rooms {
			people += s.People
		}
		line := r.line(rooms, totals, reportEvery)
		if people > 0 || !deserted {
			fmt.Fprintln(out, line)
		}
		deserted = people == 0
	}
}

// line says what happened in the time since the last one.
func (r *report) line(rooms []room.Status, totals lobby.Totals, since time.Duration) string {
	people, bots, away := 0, 0, 0
	for _, s := range rooms {
		people += s.People
		bots += s.Bots
		away += s.Lost + s.Asleep
	}
	r.mu.Lock()
	p99 := time.Duration(0)
	if n := len(r.ticks); n > 0 {
		slices.Sort(r.ticks)
		p99 = r.ticks[n*99/100]
	}
	r.ticks = r.ticks[:0]
	r.mu.Unlock()

	last := r.last
	r.last = totals
	s := fmt.Sprintf("players %d + %d bots  rooms %d  tick p99 %.2f ms  out %.1f kB/s",
		people, bots, len(rooms), p99.Seconds()*1e3, float64(totals.Bytes-last.Bytes)/since.Seconds()/1e3)
	if away > 0 {
		s += fmt.Sprintf("  away %d", away)
	}
	if n := totals.Skipped - last.Skipped; n > 0 {
		s += fmt.Sprintf("  %d frames skipped, their links are behind", n)
	}
	if n := totals.Overruns - last.Overruns; n > 0 {
		s += fmt.Sprintf("  OVERLOADED: %d ticks given up", n)
	}
	return s
}
