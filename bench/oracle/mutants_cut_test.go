package oracle_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"tickwire/bench/oracle"
	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

// TestMutantsOfTheCut breaks the server's own cutting of the world into scopes.
func TestMutantsOfTheCut(t *testing.T) {
	b := newBed(t, wire.EncodingPacked, false, nil)
	for range 100 {
		if err := b.step(); err != nil {
			t.Fatal(err)
		}
	}
	n := b.core.Tick()
	whole := b.core.Replicator().Set(n)
	ships := groupOf(b.def, "ship", false)
	secrets := groupOf(b.def, "ship", true)
	for _, row := range []struct {
		name string
		edit func(add adder, s game.ScopeID, g int, id game.EntityID, vals []int32)
		want string
	}{
		{"nothing", plainly, ""},
		{"no row of ships", func(add adder, s game.ScopeID, g int, id game.EntityID, vals []int32) {
			if g != ships {
				add(s, g, id, vals)
			}
		}, "the row is in no scope"},
		{"a row twice", func(add adder, s game.ScopeID, g int, id game.EntityID, vals []int32) {
			add(s, g, id, vals)
			if g == ships {
				add(s, g, id, vals)
			}
		}, "too"},
		{"another cell", func(add adder, s game.ScopeID, g int, id game.EntityID, vals []int32) {
			if g == ships {
				s = game.CellScope((s.Index() + 17) % 64)
			}
			add(s, g, id, vals)
		}, "neither in this cell"},
		{"everyone's", func(add adder, s game.ScopeID, g int, id game.EntityID, vals []int32) {
			if g == ships {
				s = game.GlobalScope
			}
			add(s, g, id, vals)
		}, "another class"},
		{"a secret told to another", func(add adder, s game.ScopeID, g int, id game.EntityID, vals []int32) {
			if g == secrets {
				s = game.PrivateScope(game.PlayerID(s.Index() + 1))
			}
			add(s, g, id, vals)
		}, "their owner alone"},
		{"a value that was not saved", func(add adder, s game.ScopeID, g int, id game.EntityID, vals []int32) {
			vals = slices.Clone(vals)
			vals[len(vals)-1]++
			add(s, g, id, vals)
		}, " is "},
		{"an entity that was not saved", func(add adder, s game.ScopeID, g int, id game.EntityID, vals []int32) {
			add(s, g, id+1<<30, vals)
		}, "no such entity"},
	} {
		set := recutAll(whole, row.edit)
		err := b.truth.Record(n, b.core.Rows(), b.core.Events(), set)
		var d *oracle.Divergence
		switch {
		case row.want == "" && err != nil:
			t.Errorf("%s: %v", row.name, err)
		case row.want != "" && (!errors.As(err, &d) || !strings.Contains(err.Error(), row.want)):
			t.Errorf("%s: got %v, want something about %q", row.name, err, row.want)
		}
	}
	if err := b.truth.Record(n+1, b.core.Rows(), b.core.Events(), whole); err == nil {
		t.Error("a cut of another tick was taken")
	}
}

type adder = func(game.ScopeID, int, game.EntityID, []int32)

func plainly(add adder, s game.ScopeID, g int, id game.EntityID, vals []int32) { add(s, g, id, vals) }

// recutAll copies a cut; edit adds each row, or what it likes.
func recutAll(whole *snapshot.Set, edit func(add adder, s game.ScopeID, g int, id game.EntityID, vals []int32)) *snapshot.Set {
	return recutBlocks(whole, func(*snapshot.Block) {}, edit)
}

// recutBlocks is recutAll after a change to the blocks of the copy.
func recutBlocks(whole *snapshot.Set, change func(*snapshot.Block),
	edit func(add adder, s game.ScopeID, g int, id game.EntityID, vals []int32),
) *snapshot.Set {
	set := snapshot.NewSet()
	set.Begin(whole.Tick())
	for _, s := range whole.Scopes() {
		for _, block := range whole.Content(s).Blocks {
			change(&block)
			stride := len(block.Vals) / len(block.IDs)
			for i, id := range block.IDs {
				edit(set.Add, s, block.Group, id, block.Vals[i*stride:(i+1)*stride])
			}
		}
	}
	set.End()
	return set
}

func groupOf(def *game.Definition, kind string, private bool) int {
	return slices.IndexFunc(def.Schema.Groups(), func(g game.Group) bool {
		return def.Schema.Kind(g.Kind).Name == kind && g.Private == private
	})
}
