package snapshot_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"tickwire/game"
	"tickwire/game/snapshot"
)

// TestAppendChanged compares worlds of which a few rows have moved, changed, come or gone, with what a
// look at each scope says.
func TestAppendChanged(t *testing.T) {
	type row struct {
		scope game.ScopeID
		group int
		id    game.EntityID
		val   int32
	}
	r := rand.New(rand.NewPCG(5, 6))
	for range 400 {
		var world []row
		for group := range 3 {
			for id := range game.EntityID(r.IntN(12)) {
				world = append(world, row{scope: game.ScopeID(r.IntN(9)), group: group, id: id + 1})
			}
		}
		ring := snapshot.NewRing(4, 2)
		fill := func(n game.TickNumber) *snapshot.Set {
			set := ring.Begin(n)
			for _, x := range world {
				set.Add(x.scope, x.group, x.id, []int32{7, x.val})
			}
			set.End()
			return set
		}
		before := fill(1)
		for range r.IntN(4) {
			if i := r.IntN(len(world) + 1); i < len(world) {
				switch r.IntN(3) {
				case 0:
					world[i].scope = game.ScopeID(r.IntN(9))
				case 1:
					world[i].val++
				case 2:
					world = slices.Delete(world, i, i+1)
				}
			}
		}
		now := fill(2)
		var want []game.ScopeID
		for s := range game.ScopeID(9) {
			a, b := before.Content(s), now.Content(s)
			if !a.Equal(&b) {
				want = append(want, s)
			}
		}
		for _, got := range [][]game.ScopeID{now.AppendChanged(nil, before), before.AppendChanged(nil, now)} {
			if !slices.Equal(got, want) {
				t.Fatalf("got %v, want %v", got, want)
			}
		}
	}
}
