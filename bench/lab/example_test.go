package lab_test

import (
	"fmt"
	"testing"
	"time"

	"tickwire/bench/lab"
	"tickwire/game/coins"
)

// A test of a game: twenty players who lose their connections, for two minutes that take a second or two.
func ExampleRun() {
	_ = func(t *testing.T) {
		r := lab.Run(t, coins.Game, lab.Config{Seed: 7, Clients: 20, Profile: lab.Flapping, Duration: 2 * time.Minute})
		t.Logf("%d frames were right, of %d connections", r.Frames, r.Dials)
	}
}

// What is found is a script, which can be read, changed by hand and run again.
func ExampleParse() {
	s, err := lab.Parse(`
		game coins
		seed 7
		clients 3 11
		duration 1m27s
		down delay 30ms jitter 5ms
		at 1m10s client 3 sleep for 1s
		at 1m20s client 11 stall for 1s
	`)
	fmt.Println(len(s.Disturb), s.Disturb[1].Kind, s.Down.Delay, err)
	// Output: 2 stall 30ms <nil>
}
