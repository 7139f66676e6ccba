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
	def := *coins.Game
	def.Limits.MaxPlayers = 6
	r := lab.Run(t, &def, lab.Config{Seed: 2, Clients: 6, Profile: lab.HalfOpen, Duration: time.Minute})
	roomy := lab.Run(t, coins.Game, lab.Config{Seed: 2, Clients: 6, Profile: lab.HalfOpen, Duration: time.Minute})
	if r.Dials <= roomy.Dials {
		t.Errorf("%d dials, and %d where there is room: nobody was turned away", r.Dials, roomy.Dials)
	}
}
