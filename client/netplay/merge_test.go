package netplay_test

import (
	"slices"
	"testing"

	"tickwire/client/netplay"
	"tickwire/game"
	"tickwire/game/fixed"
	"tickwire/game/snapshot"
)

type thing struct {
	Owner  game.PlayerID
	X, Y   int32
	Facing fixed.Angle
	HP     int8
	Ammo   int32
}

var things = game.NewKind(game.KindConfig[thing]{
	Name: "thing", Place: game.InCell("x", "y"),
	Fields: []game.Field[thing]{
		game.Owner("owner", func(t *thing) *game.PlayerID { return &t.Owner }),
		game.Lerp("x", 1, func(t *thing) *int32 { return &t.X }),
		game.Lerp("y", 1, func(t *thing) *int32 { return &t.Y }),
		game.Angle("facing", func(t *thing) *fixed.Angle { return &t.Facing }),
		game.Step("hp", func(t *thing) *int8 { return &t.HP }),
		game.OwnerOnly(game.Step("ammo", func(t *thing) *int32 { return &t.Ammo })),
	},
})

var schema = game.NewSchema(game.SchemaConfig{Kinds: []game.AnyKind{things}, Input: game.NewInput[thing]()})

// look is the content of a scope at a tick: public rows of things at x, standing at y 0.
func look(n game.TickNumber, rows ...[2]int32) *snapshot.Content {
	c := &snapshot.Content{Tick: n}
	if len(rows) > 0 {
		b := snapshot.Block{Group: 0}
		for _, r := range rows {
			b.IDs = append(b.IDs, game.EntityID(r[0]))
			b.Vals = append(b.Vals, 1, r[1], 0, int32(uint16(r[1]*100)), r[1])
		}
		c.Blocks = append(c.Blocks, b)
	}
	return c
}

// private is the content of a private scope: ammo per thing.
func private(n game.TickNumber, rows ...[2]int32) *snapshot.Content {
	b := snapshot.Block{Group: 1}
	for _, r := range rows {
		b.IDs = append(b.IDs, game.EntityID(r[0]))
		b.Vals = append(b.Vals, r[1])
	}
	return &snapshot.Content{Tick: n, Blocks: []snapshot.Block{b}}
}

// xs lists id, x and ammo of all things.
func xs(r *game.Rows) [][3]int32 {
	var out [][3]int32
	for id, v := range things.All(r) {
		out = append(out, [3]int32{int32(id), v.X, v.Ammo})
	}
	return out
}

func TestMerge(t *testing.T) {
	for _, c := range []struct {
		name   string
		scopes []*snapshot.Content
		want   [][3]int32
	}{
		{"nothing", nil, nil},
		{"ids ascend", []*snapshot.Content{look(9, [2]int32{2, 20}, [2]int32{5, 50}), look(9, [2]int32{1, 10}, [2]int32{7, 70})}, [][3]int32{{1, 10}, {2, 20}, {5, 50}, {7, 70}}},
		{"newer tick wins, last", []*snapshot.Content{look(8, [2]int32{2, 20}), look(9, [2]int32{2, 21})}, [][3]int32{{2, 21}}},
		{"newer tick wins, first", []*snapshot.Content{look(9, [2]int32{2, 21}, [2]int32{3, 30}), look(8, [2]int32{2, 20})}, [][3]int32{{2, 21}, {3, 30}}},
		{"private fields join their entity", []*snapshot.Content{private(9, [2]int32{3, 7}), look(9, [2]int32{2, 20}, [2]int32{3, 30})}, [][3]int32{{2, 20}, {3, 30, 7}}},
		{"private fields alone are left out", []*snapshot.Content{private(9, [2]int32{1, 6}, [2]int32{3, 7}, [2]int32{9, 8}), look(9, [2]int32{3, 30})}, [][3]int32{{3, 30, 7}}},
	} {
		var scopes []netplay.HeldScope
		for i, content := range c.scopes {
			scopes = append(scopes, netplay.HeldScope{ID: game.CellScope(uint32(i)), Content: content})
		}
		rows := game.NewRows(schema)
		var m netplay.Merger
		for range 2 { // the second time over old memory
			m.Merge(rows, scopes, nil)
			if got := xs(rows); !slices.Equal(got, c.want) {
				t.Errorf("%s: got %v, want %v", c.name, got, c.want)
			}
			if err := rows.Check(); err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
		}
	}
}

func TestMergeAllocatesNothing(t *testing.T) {
	scopes := []netplay.HeldScope{
		{Content: look(9, [2]int32{2, 20}, [2]int32{5, 50})},
		{Content: look(8, [2]int32{1, 10}, [2]int32{2, 70})},
		{Content: private(9, [2]int32{5, 7})},
	}
	rows := game.NewRows(schema)
	var m netplay.Merger
	m.Merge(rows, scopes, nil)
	if n := testing.AllocsPerRun(20, func() { m.Merge(rows, scopes, nil) }); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}
