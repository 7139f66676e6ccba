package snapshot_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"tickwire/game"
	"tickwire/game/fixed"
	"tickwire/game/snapshot"
)

type thing struct {
	Owner  game.PlayerID
	X, Y   int32
	Facing fixed.Angle
	HP     int8
	Secret int32
}

var things = game.NewKind(game.KindConfig[thing]{
	Name: "thing", Place: game.InCell("x", "y"),
	Fields: []game.Field[thing]{
		game.Owner("owner", func(t *thing) *game.PlayerID { return &t.Owner }),
		game.Lerp("x", 1, func(t *thing) *int32 { return &t.X }),
		game.Lerp("y", 1, func(t *thing) *int32 { return &t.Y }),
		game.Angle("facing", func(t *thing) *fixed.Angle { return &t.Facing }),
		game.Step("hp", func(t *thing) *int8 { return &t.HP }),
		game.OwnerOnly(game.Step("secret", func(t *thing) *int32 { return &t.Secret })),
	},
})

var schema = game.NewSchema(game.SchemaConfig{Kinds: []game.AnyKind{things}, Input: game.NewInput[thing]()})

// walk moves, adds and removes random rows; wild worlds use the whole range of int32.
type walk struct {
	r    *rand.Rand
	ids  []game.EntityID
	rows map[game.EntityID][]int32
	wild bool
}

func newWalk(seed uint64, wild bool) *walk {
	return &walk{r: rand.New(rand.NewPCG(seed, 1)), rows: map[game.EntityID][]int32{}, wild: wild}
}

func (w *walk) step(n game.TickNumber) snapshot.Content {
	for range w.r.IntN(4) {
		id := game.EntityID(w.r.IntN(60) + 1)
		if w.rows[id] == nil {
			w.rows[id] = []int32{int32(id % 3), w.r.Int32N(1000), w.r.Int32N(1000), w.r.Int32N(65536), 100, 7}
		} else {
			delete(w.rows, id)
		}
	}
	w.ids = w.ids[:0]
	for id, v := range w.rows {
		w.ids = append(w.ids, id)
		v[1] += 7
		v[2] += w.r.Int32N(3) - 1
		v[3] = int32(uint16(v[3] + 700))
		if w.wild {
			v[1], v[2], v[3] = int32(w.r.Uint32()), int32(w.r.Uint32()), int32(uint16(w.r.Uint32()))
		}
		if w.r.IntN(10) == 0 {
			v[4], v[5] = v[4]-5, v[5]+1
		}
	}
	slices.Sort(w.ids)
	set := snapshot.NewSet()
	set.Begin(n)
	for g, grp := range schema.Groups() {
		for _, id := range w.ids {
			set.Add(game.GlobalScope, g, id, w.rows[id][grp.Lo:grp.Hi])
		}
	}
	set.End()
	return set.Content(game.GlobalScope)
}

func TestApplyOfDiffGivesTheWorldBack(t *testing.T) {
	differ, applier := snapshot.NewDiffer(schema), snapshot.NewApplier(schema)
	for seed := range uint64(40) {
		w := newWalk(seed, seed%4 == 0)
		var base, prev, got snapshot.Content
		var d snapshot.Delta
		n := game.TickNumber(0)
		for range 60 {
			n += 1 + game.TickNumber(w.r.IntN(3)*w.r.IntN(3)) // now and then a tick is skipped
			cur := w.step(n)
			if w.r.IntN(20) == 0 {
				base, prev = snapshot.Content{}, snapshot.Content{} // keyframe
			}
			if w.r.IntN(20) == 0 {
				prev = snapshot.Content{} // fell out of the ring
			}
			differ.Diff(&d, &base, &prev, &cur)
			if err := applier.Apply(&got, &base, &prev, n, &d); err != nil {
				t.Fatalf("seed %d tick %d: %v", seed, n, err)
			}
			if !got.Equal(&cur) || got.Tick != n {
				t.Fatalf("seed %d tick %d: got %+v, want %+v", seed, n, got, cur)
			}
			var next snapshot.Content
			next.CopyFrom(&got)
			prev, base = base, next
		}
	}
}

func TestStraightMovementCostsNothing(t *testing.T) {
	at := func(n game.TickNumber) snapshot.Content {
		return snapshot.Content{Tick: n, Blocks: []snapshot.Block{{
			Group: 0, IDs: []game.EntityID{4}, Vals: []int32{1, 10 * int32(n), -3 * int32(n), int32(uint16(60000 + 1000*int32(n))), 100},
		}}}
	}
	differ := snapshot.NewDiffer(schema)
	var d snapshot.Delta
	base, prev, cur := at(6), at(4), at(10)
	if differ.Diff(&d, &base, &prev, &cur); len(d.Blocks) != 0 {
		t.Errorf("with prev: got %+v, want no block", d.Blocks)
	}
	if differ.Diff(&d, &base, &snapshot.Content{}, &cur); len(d.Blocks) != 1 || len(d.Blocks[0].Residuals) != 3 {
		t.Errorf("without prev: got %+v, want three residuals", d.Blocks)
	}
}

func TestApplyRefusesWhatDoesNotFit(t *testing.T) {
	base := snapshot.Content{Tick: 1, Blocks: []snapshot.Block{{Group: 1, IDs: []game.EntityID{2, 5}, Vals: []int32{1, 2}}}}
	for name, b := range map[string]snapshot.BlockDelta{
		"unknown group":       {Group: 2},
		"removed range":       {Group: 1, Removed: []uint32{2}},
		"removed order":       {Group: 1, Removed: []uint32{1, 0}},
		"added twice":         {Group: 1, Added: []game.EntityID{9, 9}, AddedVals: []int32{1, 2}},
		"added survivor":      {Group: 1, Added: []game.EntityID{5}, AddedVals: []int32{1}},
		"added id 0":          {Group: 1, Added: []game.EntityID{0}, AddedVals: []int32{1}},
		"added without value": {Group: 1, Added: []game.EntityID{9}},
		"mask too long":       {Group: 1, Changed: []byte{1, 0}, Residuals: []int32{1}},
		"residual missing":    {Group: 1, Changed: []byte{3}, Residuals: []int32{1}},
		"residual too many":   {Group: 1, Changed: []byte{1}, Residuals: []int32{1, 1}},
	} {
		var got snapshot.Content
		d := snapshot.Delta{Blocks: []snapshot.BlockDelta{b}}
		if err := snapshot.NewApplier(schema).Apply(&got, &base, &snapshot.Content{}, 2, &d); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	var got snapshot.Content
	ok := snapshot.Delta{Blocks: []snapshot.BlockDelta{{
		Group: 1, Removed: []uint32{0}, Added: []game.EntityID{3}, AddedVals: []int32{30}, Changed: []byte{1}, Residuals: []int32{4},
	}}}
	if err := snapshot.NewApplier(schema).Apply(&got, &base, &snapshot.Content{}, 2, &ok); err != nil {
		t.Fatal(err)
	}
	if want := (snapshot.Block{Group: 1, IDs: []game.EntityID{3, 5}, Vals: []int32{30, 6}}); !slices.Equal(got.Blocks[0].Vals, want.Vals) {
		t.Errorf("got %+v, want %+v", got.Blocks[0], want)
	}
}

func TestRingForgetsTheOldest(t *testing.T) {
	r := snapshot.NewRing(4, 2)
	for n := game.TickNumber(1); n <= 6; n++ {
		set := r.Begin(n)
		set.Add(game.GlobalScope, 1, 1, []int32{int32(n)})
		set.End()
	}
	for n := range game.TickNumber(9) {
		set := r.At(n)
		if want := n >= 3 && n <= 6; (set != nil) != want {
			t.Errorf("tick %d: held %t, want %t", n, set != nil, want)
		} else if set != nil {
			if c := set.Content(game.GlobalScope); c.Blocks[0].Vals[0] != int32(n) {
				t.Errorf("tick %d holds %+v", n, c)
			}
		}
	}
}

func TestDiffAndApplyAllocateNothing(t *testing.T) {
	w := newWalk(3, false)
	base, prev, cur := w.step(2), w.step(1), w.step(3)
	differ, applier := snapshot.NewDiffer(schema), snapshot.NewApplier(schema)
	var d snapshot.Delta
	var got snapshot.Content
	round := func() {
		differ.Diff(&d, &base, &prev, &cur)
		if err := applier.Apply(&got, &base, &prev, 3, &d); err != nil {
			t.Fatal(err)
		}
	}
	round()
	if n := testing.AllocsPerRun(20, round); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

func BenchmarkDiff(b *testing.B) {
	c := func(n game.TickNumber) snapshot.Content {
		set := snapshot.NewSet()
		set.Begin(n)
		for id := range game.EntityID(1000) {
			set.Add(game.GlobalScope, 0, id+1, []int32{1, int32(n) * 7, int32(n) * int32(n), 3, 100})
		}
		set.End()
		return set.Content(game.GlobalScope)
	}
	prev, base, cur := c(1), c(2), c(3)
	differ := snapshot.NewDiffer(schema)
	var d snapshot.Delta
	b.ReportAllocs()
	for b.Loop() {
		differ.Diff(&d, &base, &prev, &cur)
	}
}
