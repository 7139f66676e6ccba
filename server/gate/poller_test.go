package gate

import (
	"testing"
	"time"
)

func TestTheClockBelievesNoClockThatWasSet(t *testing.T) {
	var c clock
	now := time.Now()
	c.set(now)
	since := now.Add(-30 * time.Millisecond)
	ago := func(d time.Duration) int64 { return c.wall - int64(d) }
	for name, row := range map[string]struct {
		at   int64
		want time.Duration // before now
	}{
		"just so":                    {ago(10 * time.Millisecond), 10 * time.Millisecond},
		"the wall clock was put on":  {ago(time.Hour), 30 * time.Millisecond},
		"the wall clock was put off": {ago(-time.Hour), 0},
		"not told":                   {0, 0},
	} {
		got := now.Sub(c.local(row.at, since))
		if got > row.want+time.Microsecond || got < row.want-100*time.Millisecond {
			t.Errorf("%s: %v ago, want %v", name, got, row.want)
		}
	}
}

func TestIOIsCheckedAtOnce(t *testing.T) {
	for _, row := range []struct {
		way       IO
		tls       bool
		tick, bad bool
	}{
		{"", false, canTick, false},
		{IOAuto, false, canTick, false},
		{IOAuto, true, false, false},
		{IOTick, false, canTick, !canTick},
		{IOTick, true, false, true},
		{IOPlain, false, false, false},
		{IOPlain, true, false, false},
		{"fast", false, false, true},
	} {
		f, err := row.way.Poller(row.tls)
		if (f != nil) != row.tick || (err != nil) != row.bad {
			t.Errorf("%q, TLS %t: a poller %t, %v", row.way, row.tls, f != nil, err)
		}
	}
}
