package snapshot_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"tickwire/game"
	"tickwire/game/snapshot"
)

// cut is what a set must hold, kept in the simplest way.
type cut map[game.ScopeID]*snapshot.Content

func (c cut) add(s game.ScopeID, group int, id game.EntityID, vals []int32) {
	if c[s] == nil {
		c[s] = &snapshot.Content{}
	}
	b := &c[s].Blocks
	if n := len(*b); n == 0 || (*b)[n-1].Group != group {
		*b = append(*b, snapshot.Block{Group: group})
	}
	last := &(*b)[len(*b)-1]
	last.IDs, last.Vals = append(last.IDs, id), append(last.Vals, vals...)
}

// TestSetsHoldWhatWasAdded fills the sets of a ring with worlds of changing size, and reads each
// for as long as it is remembered.
func TestSetsHoldWhatWasAdded(t *testing.T) {
	const ticks = 4
	r := rand.New(rand.NewPCG(3, 4))
	ring := snapshot.NewRing(ticks, 2)
	var past [ticks]cut
	var c snapshot.Content
	for n := game.TickNumber(1); n < 200; n++ {
		set, want := ring.Begin(n), cut{}
		for group, stride := range []int{3, 1, 0} {
			id := game.EntityID(0)
			for range r.IntN(60) {
				id += 1 + game.EntityID(r.IntN(500))
				vals := make([]int32, stride)
				for i := range vals {
					vals[i] = int32(r.Uint32()) >> r.IntN(32)
				}
				scope := game.ScopeID(r.IntN(300))
				set.Add(scope, group, id, vals)
				want.add(scope, group, id, vals)
			}
		}
		set.End()
		past[n%ticks] = want
		for k := n - min(n-1, ticks-1); k <= n; k++ {
			set, want := ring.At(k), past[k%ticks]
			if got, want := set.Scopes(), slices.Sorted(maps.Keys(want)); !slices.Equal(got, want) || set.Len() != len(want) {
				t.Fatalf("tick %d, read at %d: scopes %d, want %d", k, n, got, want)
			}
			for scope := range game.ScopeID(300) {
				set.Read(&c, scope)
				if w := want[scope]; w != nil && !c.Equal(w) || w == nil && len(c.Blocks) > 0 || c.Tick != k {
					t.Fatalf("tick %d, read at %d: scope %d holds %+v, want %+v", k, n, scope, c, w)
				}
			}
		}
	}
}

func TestAScopeMayHoldAWorld(t *testing.T) {
	const rows = 150_000
	set := snapshot.NewSet()
	set.Begin(1)
	for id := range game.EntityID(rows) {
		set.Add(game.ScopeID(id%2), 0, id+1, []int32{int32(id)})
	}
	set.End()
	for scope := range game.ScopeID(2) {
		c := set.Content(scope)
		if len(c.Blocks) != 1 || c.Rows() != rows/2 {
			t.Fatalf("scope %d: %d blocks and %d rows, want 1 and %d", scope, len(c.Blocks), c.Rows(), rows/2)
		}
		for i, id := range c.Blocks[0].IDs {
			if want := game.EntityID(2*i + 1 + int(scope)); id != want || c.Blocks[0].Vals[i] != int32(want-1) {
				t.Fatalf("scope %d: row %d is %d, want %d", scope, i, id, want)
			}
		}
	}
}
