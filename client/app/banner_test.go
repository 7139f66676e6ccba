package app

import (
	"testing"
	"time"
)

func TestBanner(t *testing.T) {
	for _, c := range []struct {
		name string
		st   status
		want string
	}{
		{"nothing", status{phase: playing}, ""},
		{"twelve seconds", status{phase: playing, drain: true, drainIn: 12 * time.Second}, "The server restarts in 12 s"},
		{"a bit more than eleven", status{phase: playing, drain: true, drainIn: 11001 * time.Millisecond}, "The server restarts in 12 s"},
		{"a moment", status{phase: playing, drain: true, drainIn: time.Millisecond}, "The server restarts in 1 s"},
		{"no time", status{phase: playing, drain: true}, "The server restarts now"},
		{"not in", status{phase: waiting, drain: true, drainIn: time.Second}, ""},
	} {
		if got := bannerOf(&c.st); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
