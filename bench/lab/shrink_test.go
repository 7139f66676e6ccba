package lab_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"tickwire/bench/lab"
	"tickwire/bench/oracle"
)

// TestShrinkLeavesWhatMatters stands in for runs: it fails when client 11 stalls after client 3 has
// slept, some seconds after both.
func TestShrinkLeavesWhatMatters(t *testing.T) {
	s := lab.ScriptOf(lab.Config{Seed: 1, Clients: 30, Bots: 8, Profile: lab.LTE, Duration: 4 * time.Minute}, "arena", 30)
	s.Disturb = append(s.Disturb,
		lab.Disturbance{At: 70*time.Second + 1, Client: 3, Kind: lab.Sleep, For: time.Second},
		lab.Disturbance{At: 80*time.Second + 1, Client: 11, Kind: lab.Stall, For: time.Second})
	slices.SortStableFunc(s.Disturb, func(a, b lab.Disturbance) int { return int(a.At - b.At) })
	broken := &oracle.Divergence{What: "broken"}
	tries := 0
	try := func(s *lab.Script) *lab.Failure {
		tries++
		slept := false
		for _, d := range s.Disturb {
			slept = slept || d.Client == 3 && d.At == 70*time.Second+1
			if d.Client == 11 && d.Kind == lab.Stall && slept && s.Duration > 85*time.Second {
				return &lab.Failure{At: 85*time.Second + 7, Client: 11, Err: broken}
			}
		}
		if len(s.Clients) < 2 {
			return &lab.Failure{At: time.Second, Client: 1, Err: errors.New("another failure")}
		}
		return nil
	}
	short, runs := lab.Shrink(s, try(s), try)
	if len(short.Disturb) != 2 || !slices.Equal(short.Clients, []int{3, 11}) || short.Bots != 0 || short.Duration != 87*time.Second {
		t.Errorf("left is\n%s", short)
	}
	if f := try(short); f == nil || !errors.Is(f, broken) {
		t.Errorf("and that shows %v", f)
	}
	if runs != tries-2 || runs > 120 {
		t.Errorf("%d runs of which it counted %d", tries, runs)
	}
}
