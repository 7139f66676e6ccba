package room

import (
	"testing"

	"tickwire/game"
	"tickwire/proto/wire"
)

// TestTheInboxForgetsAFlood has many come in and speak at once, and then a few for some seconds.
func TestTheInboxForgetsAFlood(t *testing.T) {
	b := &inbox{}
	say := func(players int) {
		for p := range players {
			s := &Seat{id: game.PlayerID(p + 1), epoch: b.epoch}
			b.add(s, itemInputs, func(it *item) { it.copyInputs(&wire.Inputs{Inputs: []wire.Input{{Tick: 1, Vals: []int32{1, 2}}}}) })
		}
		if got, _, _ := b.swap(); len(got) != players {
			t.Fatalf("%d items, want %d", len(got), players)
		}
	}
	for range 2 {
		if err := b.addJoin(&joinRequest{}); err != nil {
			t.Fatal(err)
		}
		say(5000)
	}
	for range 2 * trimEvery {
		say(10)
	}
	for _, n := range []int{cap(b.items), cap(b.spare)} {
		if n > 64 {
			t.Errorf("room for %d items of ten players", n)
		}
	}
	for _, joins := range [][]*joinRequest{b.joins, b.spareJoins} {
		for _, j := range joins[:cap(joins)] {
			if j != nil {
				t.Error("a join that was answered is kept")
			}
		}
	}
	if n := testing.AllocsPerRun(trimEvery, func() { b.swap() }); n != 0 {
		t.Errorf("%v allocations per swap, want 0", n)
	}
}
