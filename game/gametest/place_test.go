package gametest_test

import (
	"testing"

	"tickwire/game"
	"tickwire/game/gametest"
)

func TestGridIsWhereTheEntitiesAre(t *testing.T) {
	for _, c := range []struct {
		name string
		grid game.Grid
		want []gametest.Rule
	}{
		{"no grid", game.Grid{}, nil},
		{"all inside", game.Grid{MinX: -100_000, MinY: -100_000, MaxX: 100_000, MaxY: 100_000, Cell: 1000}, nil},
		{"elsewhere", game.Grid{MinX: 200_000, MinY: 200_000, MaxX: 210_000, MaxY: 210_000, Cell: 1000}, []gametest.Rule{gametest.Places}},
		{"in larger units", game.Grid{MinX: -4, MinY: -4, MaxX: 4, MaxY: 4, Cell: 1}, []gametest.Rule{gametest.Places}},
	} {
		t.Run(c.name, func(t *testing.T) {
			def := define(func() game.World { return &dots{} })
			def.Grid = c.grid
			got := gametest.Check(def)
			if len(got) != len(c.want) || len(got) > 0 && got[0].Rule != c.want[0] {
				t.Errorf("got %v, want rules %v", got, c.want)
			}
		})
	}
}
