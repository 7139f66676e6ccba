package lab_test

import (
	"testing"
	"time"

	"tickwire/bench/lab"
	"tickwire/game/coins"
)

// TestWhoIsLockedOutComesBack plays in a room that has a place for each and none for the ghosts of those
// whose connections vanished: they are turned away until the server has noticed, and all are back in the end.
func TestWhoIsLockedOutComesBack(t *testing.T) {
	t.Parallel()
	roomy := *coins.Game
	roomy.Limits.Grace = -1 // or a ghost is whom they come back as
	full := roomy
	full.Limits.MaxPlayers = 6
	r := lab.Run(t, &full, lab.Config{Seed: 2, Clients: 6, Profile: lab.HalfOpen, Duration: time.Minute})
	wide := lab.Run(t, &roomy, lab.Config{Seed: 2, Clients: 6, Profile: lab.HalfOpen, Duration: time.Minute})
	if r.Dials <= wide.Dials {
		t.Errorf("%d dials, and %d where there is room: nobody was turned away", r.Dials, wide.Dials)
	}
}
