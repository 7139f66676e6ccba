package snapshot_test

import (
	"encoding/binary"
	"testing"

	"tickwire/game"
	"tickwire/game/snapshot"
)

// spell writes a delta as numbers, which read reads. The two are no codec: they only give a fuzzer
// something to change.
func spell(d *snapshot.Delta) (b []byte) {
	number := func(v int64) { b = binary.AppendVarint(b, v) }
	number(int64(len(d.Blocks)))
	for i := range d.Blocks {
		k := &d.Blocks[i]
		number(int64(k.Group))
		list(number, k.Removed)
		list(number, k.Added)
		list(number, k.AddedVals)
		list(number, k.Changed)
		list(number, k.Residuals)
	}
	return b
}

func list[T ~int32 | ~uint32 | ~uint8](number func(int64), vals []T) {
	number(int64(len(vals)))
	for _, v := range vals {
		number(int64(v))
	}
}

func read(b []byte) *snapshot.Delta {
	number := func() int64 {
		v, n := binary.Varint(b)
		b = b[max(n, min(1, len(b))):]
		return v
	}
	d := &snapshot.Delta{}
	for n := number() & 7; n > 0; n-- {
		k := d.Grow(int(int8(number())))
		k.Removed = values[uint32](number, len(b))
		k.Added = values[game.EntityID](number, len(b))
		k.AddedVals = values[int32](number, len(b))
		k.Changed = values[byte](number, len(b))
		k.Residuals = values[int32](number, len(b))
	}
	return d
}

func values[T ~int32 | ~uint32 | ~uint8](number func() int64, most int) (vals []T) {
	for n := min(uint64(number()), uint64(most)); n > 0; n-- {
		vals = append(vals, T(number()))
	}
	return vals
}

// FuzzApply applies what no Diff may have made to a look that a client may hold. What is taken must be
// a look: ids ascend, values are complete, no block is empty, and the difference to it leads to it.
func FuzzApply(f *testing.F) {
	var looks []snapshot.Content
	for _, wild := range []bool{false, true} {
		w := newWalk(3, wild)
		for n := range game.TickNumber(12) {
			looks = append(looks, w.step(n+1))
		}
	}
	at := func(i uint8) *snapshot.Content { return &looks[int(i)%len(looks)] }
	differ, applier := snapshot.NewDiffer(schema), snapshot.NewApplier(schema)
	for i := range uint8(len(looks) - 2) {
		var d snapshot.Delta
		differ.Diff(&d, at(i+1), at(i), at(i+2))
		f.Add(spell(&d), i+1, i)
	}
	f.Fuzz(func(t *testing.T, b []byte, i, k uint8) {
		base, prev := at(i), at(k)
		if prev.Tick >= base.Tick {
			prev = &snapshot.Content{}
		}
		var got, again snapshot.Content
		now := base.Tick + 1
		if applier.Apply(&got, base, prev, now, read(b)) != nil {
			return
		}
		for _, block := range got.Blocks {
			grp := schema.Groups()[block.Group]
			if len(block.IDs) == 0 || len(block.Vals) != len(block.IDs)*(grp.Hi-grp.Lo) {
				t.Fatalf("group %d has %d ids and %d values", block.Group, len(block.IDs), len(block.Vals))
			}
			last := game.EntityID(0)
			for _, id := range block.IDs {
				if id <= last {
					t.Fatalf("group %d: id %d follows %d", block.Group, id, last)
				}
				last = id
			}
		}
		var d snapshot.Delta
		differ.Diff(&d, base, prev, &got)
		if err := applier.Apply(&again, base, prev, now, &d); err != nil || !again.Equal(&got) {
			t.Fatalf("%+v became %+v, %v", got, again, err)
		}
	})
}
