package snapshot

import (
	"errors"
	"fmt"
	"slices"

	"tickwire/game"
)

// ErrDelta is what every error of Apply wraps: the delta does not fit the base. The link cannot
// go on, because all later deltas build on this one.
var ErrDelta = errors.New("snapshot: delta does not fit its base")

// Applier applies deltas for worlds of one schema. It keeps scratch memory and is not safe for
// concurrent use.
type Applier struct {
	layout
	kept []pair
}

// NewApplier makes an applier.
func NewApplier(s *game.Schema) *Applier { return &Applier{layout: newLayout(s)} }

// Apply computes the look at tick now from base, prev and a delta. dst must be neither base nor
// prev. A delta from a hostile peer gives an error, never a panic, and dst never grows by a
// number that the delta does not back with data.
func (a *Applier) Apply(dst, base, prev *Content, now game.TickNumber, d *Delta) error {
	dst.Reset(now)
	age := agesOf(base, prev, now)
	i, j := 0, 0
	last := -1
	for i < len(base.Blocks) || j < len(d.Blocks) {
		var b Block
		var change BlockDelta
		switch {
		case j >= len(d.Blocks) || i < len(base.Blocks) && base.Blocks[i].Group < d.Blocks[j].Group:
			b = base.Blocks[i]
			change.Group = b.Group
			i++
		case i >= len(base.Blocks) || d.Blocks[j].Group < base.Blocks[i].Group:
			change = d.Blocks[j]
			j++
		default:
			b, change = base.Blocks[i], d.Blocks[j]
			i, j = i+1, j+1
		}
		if change.Group <= last || change.Group >= len(a.interps) {
			return fmt.Errorf("%w: group %d after %d of %d", ErrDelta, change.Group, last, len(a.interps))
		}
		last = change.Group
		out := dst.grow(change.Group)
		if err := a.block(out, b, prev.Block(change.Group), &change, age); err != nil {
			return err
		}
		if len(out.IDs) == 0 {
			dst.Blocks = dst.Blocks[:len(dst.Blocks)-1]
		}
	}
	return nil
}

func (a *Applier) block(out *Block, base, prev Block, d *BlockDelta, age ages) error {
	interps := a.interps[d.Group]
	stride := len(interps)
	if len(d.AddedVals) != len(d.Added)*stride {
		return fmt.Errorf("%w: group %d: %d values for %d new rows of %d fields", ErrDelta, d.Group, len(d.AddedVals), len(d.Added), stride)
	}
	if err := a.merge(out, base, prev, d); err != nil {
		return err
	}
	bits := len(a.kept) * stride
	if n := len(d.Changed); n != 0 && n != (bits+7)/8 {
		return fmt.Errorf("%w: group %d: mask of %d bytes for %d bits", ErrDelta, d.Group, n, bits)
	}
	out.Vals = slices.Grow(out.Vals, len(out.IDs)*stride)[:len(out.IDs)*stride]
	bit, next := 0, 0
	for f, in := range interps {
		for _, r := range a.kept {
			v := base.Vals[r.base*stride+f]
			if r.prev >= 0 {
				v = predict(in, v, prev.Vals[r.prev*stride+f], age)
			}
			if len(d.Changed) > 0 && d.Changed[bit>>3]&(1<<(bit&7)) != 0 {
				if next == len(d.Residuals) {
					return fmt.Errorf("%w: group %d: fewer residuals than the mask says", ErrDelta, d.Group)
				}
				v = restore(in, v, d.Residuals[next])
				next++
			}
			out.Vals[r.cur*stride+f] = v
			bit++
		}
	}
	if next != len(d.Residuals) {
		return fmt.Errorf("%w: group %d: %d residuals, the mask says %d", ErrDelta, d.Group, len(d.Residuals), next)
	}
	for k := range d.Added {
		row, _ := slices.BinarySearch(out.IDs, d.Added[k])
		for f := range stride {
			out.Vals[row*stride+f] = d.AddedVals[f*len(d.Added)+k]
		}
	}
	return nil
}

// merge fills out.IDs with the survivors and the new rows in order and a.kept with where each
// survivor comes from and goes to.
func (a *Applier) merge(out *Block, base, prev Block, d *BlockDelta) error {
	a.kept = a.kept[:0]
	removed, add, p := 0, 0, 0
	for i, id := range base.IDs {
		if removed < len(d.Removed) && d.Removed[removed] == uint32(i) {
			removed++
			continue
		}
		for add < len(d.Added) && d.Added[add] < id {
			out.IDs = append(out.IDs, d.Added[add])
			add++
		}
		for p < len(prev.IDs) && prev.IDs[p] < id {
			p++
		}
		row := pair{base: i, prev: -1, cur: len(out.IDs)}
		if p < len(prev.IDs) && prev.IDs[p] == id {
			row.prev = p
		}
		a.kept = append(a.kept, row)
		out.IDs = append(out.IDs, id)
	}
	out.IDs = append(out.IDs, d.Added[add:]...)
	if removed != len(d.Removed) {
		return fmt.Errorf("%w: group %d: removed rows are out of order or range", ErrDelta, d.Group)
	}
	for i, id := range out.IDs {
		if id == 0 || i > 0 && out.IDs[i-1] >= id {
			return fmt.Errorf("%w: group %d: id %d is new but already there or out of order", ErrDelta, d.Group, id)
		}
	}
	return nil
}
