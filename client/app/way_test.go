//go:build !js

package app

import (
	"path/filepath"
	"testing"
	"time"

	"tickwire/bench/rig"
	"tickwire/client/link"
)

func TestWhatIsKeptOfAWay(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	polls := wayText(link.LongPolling, now)
	for _, row := range []struct {
		name, text string
		after      time.Duration
		want       link.Transport
	}{
		{"nothing", "", 0, link.WebSocket},
		{"a WebSocket", wayText(link.WebSocket, now), 0, link.WebSocket},
		{"long polling", polls, 0, link.LongPolling},
		{"some hours ago", polls, 20 * time.Hour, link.LongPolling},
		{"too long ago", polls, 25 * time.Hour, link.WebSocket},
		{"by a clock that was set since", polls, -time.Minute, link.WebSocket},
		{"no time", "long-polling", 0, link.WebSocket},
		{"no number", "long-polling soon", 0, link.WebSocket},
		{"the largest number", "long-polling 9223372036854775807", 0, link.WebSocket},
		{"the smallest number", "long-polling -9223372036854775808", 0, link.WebSocket},
		{"what nobody has written", "polling 1800000000", 0, link.WebSocket},
	} {
		if got := firstWay(row.text, now.Add(row.after)); got != row.want {
			t.Errorf("%s: %v, want %v", row.name, got, row.want)
		}
	}
}

// TestTheNextStartKnowsTheWay begins three times where WebSockets are swallowed, then where they are not.
func TestTheNextStartKnowsTheWay(t *testing.T) {
	s := rig.Run(t, quiet())
	way := rig.Before(t, s.Addr().String(), rig.Drop)
	ways := &pocket{}
	begin := func() (*onlooker, func(bool)) { return playAs(t, way.Addr(), nil, ways) }
	o, quit := begin()
	quit(true)
	if o.st.carried != link.LongPolling || firstWay(ways.place, time.Now()) != link.LongPolling {
		t.Fatalf("after a game by %v %q is kept", o.st.carried, ways.place)
	}
	came, began := way.Upgrades(), time.Now()
	o, quit = begin()
	tried := way.Upgrades() - came
	// On a machine that has no time a WebSocket is tried beside it after a while.
	if o.st.carried != link.LongPolling || tried > 0 && time.Since(began) < time.Second {
		t.Errorf("in by %v after %d tries for a WebSocket", o.st.carried, tried)
	}
	way.Treat(rig.LetThrough)
	o.hint()
	o.until("a WebSocket", func() bool { return o.st.carried == link.WebSocket })
	quit(true)
	if ways.place != "" {
		t.Errorf("after a WebSocket %q is kept", ways.place)
	}
	if o, quit = begin(); o.st.carried != link.WebSocket {
		t.Errorf("in by %v", o.st.carried)
	}
	quit(true)
}

func TestAWayIsKeptInAFile(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "places")
	ways, places := lineFileIn(dir, "k"), fileMemoryIn(dir, "k")
	if got := ways.Load(); got != "" {
		t.Errorf("%q is kept", got)
	}
	ways.Save("first")
	ways.Save("second")
	places.Save("a place")
	if got := lineFileIn(dir, "k").Load(); got != "second" {
		t.Errorf("%q is kept", got)
	}
	if got := places.Load(); got != "a place" {
		t.Errorf("the place is %q", got)
	}
	if ways.Save(""); ways.Load() != "" {
		t.Errorf("%q is kept", ways.Load())
	}
}
