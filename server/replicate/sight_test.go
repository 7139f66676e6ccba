package replicate_test

import (
	"math"
	"testing"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/replicate"
)

// TestAViewThatMovesWithoutCellsLosesNothing: in a game that has no rows in cells, what a client holds
// does not depend on where it looks.
func TestAViewThatMovesWithoutCellsLosesNothing(t *testing.T) {
	radar := game.NewKind(game.KindConfig[body]{
		Name: "radar", Place: game.ToTeam("team"),
		Fields: []game.Field[body]{
			game.Step("team", func(b *body) *int32 { return &b.X }),
			game.Owner("owner", func(b *body) *game.PlayerID { return &b.Owner }),
			game.OwnerOnly(game.Step("secret", func(b *body) *int32 { return &b.Secret })),
		},
	})
	schema := game.NewSchema(game.SchemaConfig{Kinds: []game.AnyKind{radar}, Input: game.NewInput[body]()})
	def := &game.Definition{
		Name: "radar", Schema: schema, New: func(uint64) game.World { return nil },
		Grid: game.Grid{MaxX: 10 * cell, MaxY: 10 * cell, Cell: cell},
	}
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	r, c := replicate.New(def), replicate.NewClient(1, wire.EncodingPacked)
	rows, keyframes := game.NewRows(schema), 0
	for n := range game.TickNumber(8) {
		r.Advance(n+1, rows, &game.EventLog{})
		left, parts := r.Gather(c, game.View{X: int32(n) * cell, Team: 1})
		if len(left) != 0 || len(parts) != 2 {
			t.Errorf("tick %d: it loses %v and is sent %d scopes, want none and 2", n+1, left, len(parts))
		}
		keyframes += r.Stats().Keyframes
	}
	if keyframes != 2 {
		t.Errorf("%d keyframes, want one of the team and one of the player", keyframes)
	}
}

// TestARadiusOfAnySize: it is a number of the game's, and games write "all" as the largest.
func TestARadiusOfAnySize(t *testing.T) {
	for _, row := range []struct {
		name        string
		radius, far int32
		cells       int
	}{
		{"none", 0, 0, 1},
		{"negative", -cell, 0, 1},
		{"the most negative", math.MinInt32, 0, 1},
		{"the largest", math.MaxInt32, 0, 100},
		{"the largest with cells in the distance", math.MaxInt32, 3 * cell, 100},
		{"nearly the largest", math.MaxInt32 - cell/8, 0, 100},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, v := newStage(t, row.far), newViewer(t, 1, game.View{X: 5*cell + 50, Y: 5*cell + 50, Radius: row.radius})
			s.at(50)
			got := 0
			for _, scope := range s.frame(v) {
				if scope.Class() == game.ClassCell {
					got++
				}
			}
			if got != row.cells {
				t.Errorf("holds %d cells, want %d", got, row.cells)
			}
		})
	}
}
