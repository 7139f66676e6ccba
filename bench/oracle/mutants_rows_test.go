package oracle_test

import (
	"slices"

	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

func flipField(b *bed, f *wire.Frame) bool {
	return b.hand.Any(f, func(_, cur *snapshot.Content) bool {
		if cur.Rows() == 0 {
			return false
		}
		cur.Blocks[0].Vals[0]++
		return true
	})
}

func loseRow(b *bed, f *wire.Frame) bool {
	return b.hand.Any(f, func(base, cur *snapshot.Content) bool {
		for k := range cur.Blocks {
			now := &cur.Blocks[k]
			stride := len(now.Vals) / len(now.IDs)
			for i, id := range now.IDs {
				if _, old := slices.BinarySearch(base.Block(now.Group).IDs, id); old || len(now.IDs) == 1 {
					continue
				}
				now.IDs = slices.Delete(now.IDs, i, i+1)
				now.Vals = slices.Delete(now.Vals, i*stride, (i+1)*stride)
				return true
			}
		}
		return false
	})
}

// swapRows exchanges the values of two rows.
func swapRows(b *bed, f *wire.Frame) bool {
	return b.hand.Any(f, func(_, cur *snapshot.Content) bool {
		for _, now := range cur.Blocks {
			stride := len(now.Vals) / len(now.IDs)
			if len(now.IDs) < 2 || slices.Equal(now.Vals[:stride], now.Vals[stride:2*stride]) {
				continue
			}
			for k := range stride {
				now.Vals[k], now.Vals[stride+k] = now.Vals[stride+k], now.Vals[k]
			}
			return true
		}
		return false
	})
}

// swapIDs exchanges the ids of two rows: the server's set in another order than the client's.
func swapIDs(b *bed, f *wire.Frame) bool {
	return b.hand.Any(f, func(_, cur *snapshot.Content) bool {
		return slices.ContainsFunc(cur.Blocks, func(now snapshot.Block) bool { return exchange(now.IDs, now.Vals, false) })
	})
}

// swapAdded names two new rows in the wrong order, which no base can take.
func swapAdded(_ *bed, f *wire.Frame) bool {
	for i := range f.Scopes {
		for _, d := range f.Scopes[i].Delta.Blocks {
			if len(d.Added) > 1 {
				d.Added[0], d.Added[1] = d.Added[1], d.Added[0]
				return true
			}
		}
	}
	return false
}

// exchange makes the first two rows change places, or their ids alone, if that makes a difference.
func exchange(ids []game.EntityID, vals []int32, whole bool) bool {
	if len(ids) < 2 {
		return false
	}
	stride := len(vals) / len(ids)
	if slices.Equal(vals[:stride], vals[stride:2*stride]) {
		return false
	}
	ids[0], ids[1] = ids[1], ids[0]
	for k := range stride {
		if whole {
			vals[k], vals[stride+k] = vals[stride+k], vals[k]
		}
	}
	return true
}
