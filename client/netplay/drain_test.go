package netplay_test

import (
	"testing"
	"time"

	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

// TestTheEndIsCountedDown has frames that came late, one by which the end moved, and one by which there
// is none any more.
func TestTheEndIsCountedDown(t *testing.T) {
	p := greet(t, schema, 10)
	if _, ok := p.Drain(0); ok {
		t.Error("an end is told before a frame")
	}
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	n := game.TickNumber(10)
	for _, row := range []struct {
		at   int    // when the frame comes
		told uint32 // milliseconds that it tells
		left int    // milliseconds that are shown
		ok   bool
	}{
		{1000, 0, 0, false},
		{1033, 9000, 9000, true},
		{1066, 8967, 8967, true},
		{1200, 8933, 8833, true}, // 100 ms late
		{1201, 8900, 8832, true},
		{1202, 8820, 8820, true}, // the fastest so far
		{1300, 20000, 20000, true},
		{1333, 500, 500, true},
		{1900, 1, 0, true}, // late: the time is up
		{2000, 0, 0, false},
		{2033, 3000, 3000, true},
	} {
		n++
		f := p.frame(&wire.FrameHeader{Tick: n, DrainMillis: row.told}, map[game.ScopeID]*snapshot.Content{game.GlobalScope: {Tick: n}})
		if err := p.Receive(f, ms(row.at)); err != nil {
			t.Fatal(err)
		}
		if left, ok := p.Drain(ms(row.at)); ok != row.ok || ok && left != ms(row.left) {
			t.Errorf("at %d ms: %v, %v, want %d ms, %v", row.at, left, ok, row.left, row.ok)
		}
	}
	if left, _ := p.Drain(ms(2533)); left != ms(2500) {
		t.Errorf("half a second later: %v", left)
	}
	if left, ok := p.Drain(ms(20_000)); left != 0 || !ok {
		t.Errorf("much later: %v, %v", left, ok)
	}
}
