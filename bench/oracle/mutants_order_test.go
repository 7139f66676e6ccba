package oracle_test

import (
	"strings"
	"testing"

	"tickwire/game"
	"tickwire/game/snapshot"
)

// TestMutantsOfTheOrder lets two rows, or their ids alone, change places: in the server's cut, in
// what a client holds and in what it makes of that. Deltas name rows by their place, so ids in
// another order are as wrong as other values.
func TestMutantsOfTheOrder(t *testing.T) {
	cut := func(b *bed, _ *mutant, whole bool) error {
		n := b.core.Tick()
		done := false
		set := recutBlocks(b.core.Replicator().Set(n), func(block *snapshot.Block) {
			done = done || exchange(block.IDs, block.Vals, whole)
		}, plainly)
		return b.truth.Record(n, b.core.Rows(), b.core.Events(), set)
	}
	held := func(b *bed, m *mutant, whole bool) error {
		m.hold = func(c *snapshot.Content) {
			for _, block := range c.Blocks {
				exchange(block.IDs, block.Vals, whole)
			}
		}
		return b.step()
	}
	merged := func(b *bed, m *mutant, whole bool) error {
		m.mutate = func(block *game.Block) { exchange(block.IDs, block.Vals, whole) }
		return b.step()
	}
	for _, row := range []struct {
		name  string
		err   func(b *bed, m *mutant, whole bool) error
		whole bool
		want  string
	}{
		{"ids of the cut", cut, false, " is "},
		{"rows of the cut", cut, true, "the ids do not ascend"},
		{"ids of a client's scopes", held, false, "the row is missing"},
		{"rows of a client's scopes", held, true, "the row is missing"},
		{"ids of a client's world", merged, false, " is "},
		{"rows of a client's world", merged, true, "the ids do not ascend"},
	} {
		t.Run(row.name, func(t *testing.T) {
			b, m := newMutant(t, 60)
			if err := row.err(b, m, row.whole); err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, want something about %q", err, row.want)
			}
		})
	}
}
