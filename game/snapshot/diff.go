package snapshot

import "tickwire/game"

// Differ computes deltas for worlds of one schema. It keeps scratch memory and is not safe for
// concurrent use.
type Differ struct {
	layout
	pairs []pair
}

// pair is a row that survives: its index in base, prev (-1 for none) and the new look.
type pair struct{ base, prev, cur int }

// NewDiffer makes a differ.
func NewDiffer(s *game.Schema) *Differ { return &Differ{layout: newLayout(s)} }

// Diff computes what turns base into cur, given that the client also held prev before base. A
// base of tick 0 makes a keyframe; a prev of tick 0 switches the prediction off.
func (d *Differ) Diff(dst *Delta, base, prev, cur *Content) {
	dst.Reset()
	a := agesOf(base, prev, cur.Tick)
	i, j := 0, 0
	for i < len(base.Blocks) || j < len(cur.Blocks) {
		var b, c Block
		switch {
		case j >= len(cur.Blocks) || i < len(base.Blocks) && base.Blocks[i].Group < cur.Blocks[j].Group:
			b = base.Blocks[i]
			c.Group = b.Group
			i++
		case i >= len(base.Blocks) || cur.Blocks[j].Group < base.Blocks[i].Group:
			c = cur.Blocks[j]
			j++
		default:
			b, c = base.Blocks[i], cur.Blocks[j]
			i, j = i+1, j+1
		}
		out := dst.Grow(c.Group)
		d.block(out, b, prev.Block(c.Group), c, a)
		if out.empty() {
			dst.Blocks = dst.Blocks[:len(dst.Blocks)-1]
		}
	}
}

func (d *Differ) block(out *BlockDelta, base, prev, cur Block, a ages) {
	interps := d.interps[cur.Group]
	stride := len(interps)
	d.pairs = d.pairs[:0]
	added := 0
	i, p := 0, 0
	for j, id := range cur.IDs {
		for i < len(base.IDs) && base.IDs[i] < id {
			out.Removed = append(out.Removed, uint32(i))
			i++
		}
		if i == len(base.IDs) || base.IDs[i] != id {
			out.Added = append(out.Added, id)
			out.AddedVals = append(out.AddedVals, int32(j)) // replaced below by values
			added++
			continue
		}
		for p < len(prev.IDs) && prev.IDs[p] < id {
			p++
		}
		row := pair{base: i, prev: -1, cur: j}
		if p < len(prev.IDs) && prev.IDs[p] == id {
			row.prev = p
		}
		d.pairs = append(d.pairs, row)
		i++
	}
	for ; i < len(base.IDs); i++ {
		out.Removed = append(out.Removed, uint32(i))
	}
	for f := range stride {
		for _, j := range out.AddedVals[:added] {
			out.AddedVals = append(out.AddedVals, cur.Vals[int(j)*stride+f])
		}
	}
	out.AddedVals = out.AddedVals[:copy(out.AddedVals, out.AddedVals[added:])]
	for range (len(d.pairs)*stride + 7) / 8 {
		out.Changed = append(out.Changed, 0)
	}
	bit := 0
	for f, in := range interps {
		for _, r := range d.pairs {
			was := base.Vals[r.base*stride+f]
			if r.prev >= 0 {
				was = predict(in, was, prev.Vals[r.prev*stride+f], a)
			}
			if v := residual(in, cur.Vals[r.cur*stride+f], was); v != 0 {
				out.Changed[bit>>3] |= 1 << (bit & 7)
				out.Residuals = append(out.Residuals, v)
			}
			bit++
		}
	}
	if len(out.Residuals) == 0 {
		out.Changed = out.Changed[:0]
	}
}
