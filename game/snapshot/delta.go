package snapshot

import "tickwire/game"

// Delta is the difference between two looks at a scope. Groups without a block kept their rows,
// and every value went where the prediction expected it.
type Delta struct {
	Blocks []BlockDelta
}

// BlockDelta is the difference in one group. The rows that survive are those of the base less
// the removed ones, in the base's order.
type BlockDelta struct {
	Group     int
	Removed   []uint32        // indices into the base's rows, ascending
	Added     []game.EntityID // ascending, none of them among the survivors
	AddedVals []int32         // field-major: field 0 of every added row, then field 1, ...
	Changed   []byte          // bit f*survivors+r, least significant first: row r's field f has a residual
	Residuals []int32         // one for each set bit of Changed, in the order of the bits; never 0
}

// Reset empties the delta and keeps its memory.
func (d *Delta) Reset() { d.Blocks = d.Blocks[:0] }

// Grow appends an empty block for a group, reusing memory, for Diff and for decoders.
func (d *Delta) Grow(group int) *BlockDelta {
	if n := len(d.Blocks); n < cap(d.Blocks) {
		d.Blocks = d.Blocks[:n+1]
	} else {
		d.Blocks = append(d.Blocks, BlockDelta{})
	}
	b := &d.Blocks[len(d.Blocks)-1]
	*b = BlockDelta{
		Group: group, Removed: b.Removed[:0], Added: b.Added[:0], AddedVals: b.AddedVals[:0],
		Changed: b.Changed[:0], Residuals: b.Residuals[:0],
	}
	return b
}

// empty reports whether nothing would be left out by dropping the block.
func (b *BlockDelta) empty() bool {
	return len(b.Removed)+len(b.Added)+len(b.Residuals) == 0
}

// layout is what Diff and Apply must know of each group.
type layout struct {
	interps [][]game.Interp // per group, per field
}

func newLayout(s *game.Schema) layout {
	var l layout
	for _, g := range s.Groups() {
		var in []game.Interp
		for _, f := range s.Kind(g.Kind).Fields[g.Lo:g.Hi] {
			in = append(in, f.Interp)
		}
		l.interps = append(l.interps, in)
	}
	return l
}

// ages are the distances in ticks between the looks: num from base to the new one, den from prev
// to base. den is 0 where there is no prev; the prediction is then the base's value.
type ages struct{ num, den int64 }

func agesOf(base, prev *Content, now game.TickNumber) ages {
	if base.Tick == 0 || prev.Tick == 0 {
		return ages{}
	}
	return ages{num: int64(now) - int64(base.Tick), den: int64(base.Tick) - int64(prev.Tick)}
}

// predict continues a field in a straight line. Division truncates towards zero and sums wrap,
// so that both ends agree on every machine.
func predict(in game.Interp, base, prev int32, a ages) int32 {
	switch {
	case a.den <= 0 || in == game.InterpStep:
		return base
	case in == game.InterpAngle:
		d := int64(int16(uint16(base) - uint16(prev)))
		return int32(uint16(int64(base) + d*a.num/a.den))
	default:
		return int32(int64(base) + (int64(base)-int64(prev))*a.num/a.den)
	}
}

// residual is what must be added to a prediction; for angles it is the short way round.
func residual(in game.Interp, cur, predicted int32) int32 {
	if in == game.InterpAngle {
		return int32(int16(uint16(cur) - uint16(predicted)))
	}
	return cur - predicted
}

// restore is the inverse of residual.
func restore(in game.Interp, predicted, residual int32) int32 {
	if in == game.InterpAngle {
		return int32(uint16(predicted + residual))
	}
	return predicted + residual
}
