package netplay_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"tickwire/client/netplay"
	"tickwire/game"
	"tickwire/game/snapshot"
)

var near, far, mine = game.CellScope(1), game.CellScope(2), game.PrivateScope(1)

// feed is what a frame says of one scope.
type feed struct {
	scope game.ScopeID
	look  *snapshot.Content // nil when the scope is left
	left  game.TickNumber
}

func TestSample(t *testing.T) {
	at := game.MakeViewTick
	straight := []feed{{near, look(10, [2]int32{3, 100}), 0}, {near, look(12, [2]int32{3, 200}), 0}}
	gone := append(slices.Clone(straight), feed{near, look(14), 0})
	back := append(slices.Clone(gone), feed{near, look(20, [2]int32{3, 900}), 0})
	moved := append(slices.Clone(straight), feed{near, look(14), 0}, feed{far, look(14, [2]int32{3, 500}), 0})
	movedEarly := append(slices.Clone(straight), feed{far, look(14, [2]int32{3, 500}), 0}, feed{near, look(14), 0})
	for _, c := range []struct {
		name string
		feed []feed
		at   game.ViewTick
		want string
	}{
		{"before the first look", straight, at(9, 255), "[]"},
		{"at the first look", straight, at(10, 0), "[[3 100 0]]"},
		{"a quarter between", straight, at(10, 128), "[[3 125 0]]"},
		{"three quarters between", straight, at(11, 128), "[[3 175 0]]"},
		{"extrapolated", straight, at(13, 0), "[[3 250 0]]"},
		{"extrapolated to the limit", straight, at(14, 0), "[[3 300 0]]"},
		{"frozen beyond", straight, at(90, 0), "[[3 300 0]]"},
		{"one look stands still", straight[:1], at(12, 0), "[[3 100 0]]"},
		{"still there when the news of its going came", gone, at(11, 0), "[[3 150 0]]"},
		{"there until it goes", gone, at(13, 0), "[[3 250 0]]"},
		{"gone at its tick", gone, at(14, 0), "[]"},
		{"away before it comes back", back, at(17, 0), "[]"},
		{"not mixed with its former life", back, at(21, 0), "[[3 900 0]]"},
		{"moves across scopes", moved, at(13, 0), "[[3 350 0]]"},
		{"moves across scopes, new one first", movedEarly, at(13, 0), "[[3 350 0]]"},
		{"there after the move", movedEarly, at(14, 0), "[[3 500 0]]"},
		{"stale scope is ignored", []feed{straight[0], straight[1], {far, look(11, [2]int32{3, 999}), 0}}, at(11, 0), "[[3 150 0]]"},
		{"left scope goes at the frame's tick", []feed{straight[0], straight[1], {near, nil, 13}}, at(12, 128), "[[3 225 0]]"},
		{"left scope is gone", []feed{straight[0], straight[1], {near, nil, 13}}, at(13, 0), "[]"},
		{"another scope left", []feed{straight[0], straight[1], {far, nil, 12}}, at(13, 0), "[[3 250 0]]"},
		{"far scope over its own period", []feed{{far, look(8, [2]int32{3, 0}), 0}, {near, look(9), 0}, {near, look(10), 0}, {far, look(12, [2]int32{3, 400}), 0}}, at(10, 0), "[[3 200 0]]"},
		{"private fields join", append(slices.Clone(straight), feed{mine, private(10, [2]int32{2, 5}, [2]int32{3, 6}), 0}, feed{mine, private(12, [2]int32{3, 7}), 0}), at(11, 0), "[[3 150 6]]"},
	} {
		h := netplay.NewHistory(schema, 20, 8)
		for _, f := range c.feed {
			if f.look == nil {
				h.Left(f.scope, f.left)
			} else {
				h.Add(f.scope, f.look)
			}
		}
		rows := game.NewRows(schema)
		h.Sample(c.at, rows)
		if got := fmt.Sprint(xs(rows)); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestSampleTurnsTheShortWayAndKeepsSteps(t *testing.T) {
	h := netplay.NewHistory(schema, 20, 8)
	for n, facing := range []int32{65000, 1000} {
		h.Add(near, &snapshot.Content{Tick: game.TickNumber(n + 1), Blocks: []snapshot.Block{{
			IDs: []game.EntityID{4}, Vals: []int32{1, 0, 0, facing, int32(100 - n)},
		}}})
	}
	rows := game.NewRows(schema)
	h.Sample(game.MakeViewTick(1, 128), rows)
	var v thing
	if !things.Find(rows, 4, &v) || v.Facing != 232 || v.HP != 100 {
		t.Errorf("got facing %d hp %d, want 232 and 100", v.Facing, v.HP)
	}
}

func TestRingOverflowShowsTheOldestLook(t *testing.T) {
	h := netplay.NewHistory(schema, 20, 4)
	for n := int32(1); n <= 10; n++ {
		h.Add(near, look(game.TickNumber(n), [2]int32{3, 10 * n}))
	}
	rows := game.NewRows(schema)
	for at, want := range map[game.TickNumber]int32{2: 70, 7: 70, 8: 80, 10: 100} {
		h.Sample(game.MakeViewTick(at, 0), rows)
		if got := xs(rows); len(got) != 1 || got[0][1] != want {
			t.Errorf("tick %d: got %v, want x %d", at, got, want)
		}
	}
}

// TestSampleAtATickEqualsTheLook moves random things between two scopes and renders with a
// delay: on whole ticks the drawn world must be what was sent for that tick.
func TestSampleAtATickEqualsTheLook(t *testing.T) {
	const delay = 5
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 1))
		h := netplay.NewHistory(schema, 20, 16)
		rows := game.NewRows(schema)
		want := map[game.TickNumber][][3]int32{}
		in := map[int32]int{} // id to 0 nowhere, 1 near, 2 far
		for n := game.TickNumber(1); n < 120; n++ {
			var at [3][][2]int32
			for id := int32(1); id < 20; id++ {
				if r.IntN(8) == 0 {
					in[id] = r.IntN(3)
				}
				x := r.Int32N(1000)
				if at[in[id]] = append(at[in[id]], [2]int32{id, x}); in[id] != 0 {
					want[n] = append(want[n], [3]int32{id, x})
				}
			}
			h.Add(near, look(n, at[1]...))
			h.Add(far, look(n, at[2]...))
			if n > delay {
				h.Sample(game.MakeViewTick(n-delay, 0), rows)
				if got := xs(rows); !slices.Equal(got, want[n-delay]) {
					t.Fatalf("seed %d tick %d: got %v, want %v", seed, n-delay, got, want[n-delay])
				}
			}
		}
	}
}

func TestHistoryAllocatesNothing(t *testing.T) {
	h := netplay.NewHistory(schema, 20, 8)
	rows := game.NewRows(schema)
	n := game.TickNumber(0)
	c := look(0, [2]int32{2, 20}, [2]int32{5, 50}, [2]int32{6, 60})
	part := look(0, [2]int32{5, 50})
	p := private(0, [2]int32{5, 7})
	round := func() {
		n += 2
		c.Tick, part.Tick, p.Tick = n, n+1, n
		h.Add(near, c)
		h.Add(mine, p)
		h.Add(near, part) // two things go and come back
		h.Sample(game.MakeViewTick(n, 77), rows)
	}
	for range 10 {
		round()
	}
	if got := testing.AllocsPerRun(50, round); got != 0 {
		t.Errorf("%v allocations, want 0", got)
	}
}

func BenchmarkSample(b *testing.B) {
	h := netplay.NewHistory(schema, 20, 8)
	rows := game.NewRows(schema)
	for n := range game.TickNumber(8) {
		h.Add(near, line(n+1))
	}
	b.ReportAllocs()
	for b.Loop() {
		h.Sample(game.MakeViewTick(6, 100), rows)
	}
}

// BenchmarkSampleSlowScope has rows that are drawn later than others.
func BenchmarkSampleSlowScope(b *testing.B) {
	h := netplay.NewHistory(schema, 20, 8)
	rows := game.NewRows(schema)
	for n := range game.TickNumber(32) {
		if h.Frame(n + 1); n%4 == 0 {
			h.Add(near, line(n+1))
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		h.Sample(game.MakeViewTick(31, 100), rows)
	}
}

// line is 300 things that move apart.
func line(n game.TickNumber) *snapshot.Content {
	var things [][2]int32
	for id := range int32(300) {
		things = append(things, [2]int32{id + 1, int32(n) * id})
	}
	return look(n, things...)
}
