package redial_test

import (
	"testing"
	"time"

	"tickwire/client/redial"
	"tickwire/proto/wire"
)

const ms = time.Millisecond

var place = redial.Place{Token: []byte{0, 1, 255, 254}, Grace: 30 * time.Second}

func TestPausesAreShortWhileThereIsHope(t *testing.T) {
	for _, random := range []float64{0, 0.5, 0.999} {
		p := redial.NewPlan(place, 0)
		for try, bounds := range [][2]time.Duration{{0, 0}, {100 * ms, 250 * ms}, {100 * ms, 250 * ms}, {100 * ms, 250 * ms}, {250 * ms, 500 * ms}, {250 * ms, 500 * ms}} {
			if got := p.Pause(random); got < bounds[0] || got > bounds[1] {
				t.Errorf("before try %d, random %v: %v, want %v", try+1, random, got, bounds)
			}
		}
		if p.In(); p.Pause(random) != 0 {
			t.Error("after a while in the game the first try is not at once")
		}
	}
}

// TestHopeEnds says what a link's end leaves of the place.
func TestHopeEnds(t *testing.T) {
	const heard, now = 10 * time.Second, 14 * time.Second
	for _, row := range []struct {
		name  string
		code  wire.CloseCode
		in    bool
		hope  time.Duration
		token bool
	}{
		{"lost", 1006, true, 26 * time.Second, true},
		{"a proxy goes away", 1001, true, 26 * time.Second, true},
		{"silent", wire.CloseIdle, true, 26 * time.Second, true},
		{"slow", wire.CloseSlow, true, 26 * time.Second, true},
		{"shutdown", wire.CloseShutdown, true, 26 * time.Second, true},
		{"overflow", wire.CloseOverflow, true, 26 * time.Second, true},
		{"lost again before anybody was in", 1006, false, 16 * time.Second, true},
		{"no time", wire.CloseBusy, true, 0, true},
		{"good-bye", wire.CloseNormal, true, 0, false},
		{"broken", wire.CloseInternal, true, 0, false},
		{"kicked", wire.CloseKicked, true, 0, false},
		{"replaced", wire.CloseReplaced, true, 0, false},
		{"forged", wire.CloseToken, false, 0, false},
		{"full", wire.CloseRoomFull, false, 0, false},
	} {
		p := redial.NewPlan(place, 0) // kept until 30 s
		p.Lost(row.code, heard, row.in)
		if got := p.Hope(now); got != row.hope || (p.Token() != nil) != row.token {
			t.Errorf("%s: hope for %v with token %v, want %v", row.name, got, p.Token(), row.hope)
		}
		if p.Hope(time.Hour) != 0 {
			t.Errorf("%s: hope after an hour", row.name)
		}
	}
	p := redial.NewPlan(redial.Place{}, 0)
	if p.Lost(1006, heard, true); p.Hope(now) != 0 {
		t.Error("hope without a place")
	}
	p.Keep(place)
	if p.Lost(1006, heard, true); p.Hope(now) != 26*time.Second {
		t.Errorf("hope for %v in a place that was just had", p.Hope(now))
	}
}

func TestPlacesAsText(t *testing.T) {
	if got := redial.ParsePlace(place.String()); string(got.Token) != string(place.Token) || got.Grace != place.Grace {
		t.Errorf("%q is %+v", place.String(), got)
	}
	for _, s := range []string{"", ".", "30000.", ".AAH_", "-1.AAH_", "30000.AAH_=", "30000.AA H_", "99999999999.AAH_", "30000", (redial.Place{Grace: 1}).String()} {
		if got := redial.ParsePlace(s); got.Token != nil || got.Grace != 0 {
			t.Errorf("%q is %+v", s, got)
		}
	}
}

// FuzzParsePlace reads what somebody put into the storage.
func FuzzParsePlace(f *testing.F) {
	f.Add(place.String())
	f.Add("30000.")
	f.Fuzz(func(t *testing.T, s string) {
		p := redial.ParsePlace(s)
		if len(p.Token) > wire.MaxResumeToken || p.Token == nil && p.Grace != 0 || p.Grace < 0 {
			t.Fatalf("%q is %+v", s, p)
		}
		if again := redial.ParsePlace(p.String()); string(again.Token) != string(p.Token) || again.Grace != p.Grace {
			t.Fatalf("%q is %+v, then %+v", s, p, again)
		}
	})
}
