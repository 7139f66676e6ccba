package slip

import (
	"slices"

	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

// KeepRow forgets to remove a row that has left its scope.
func KeepRow(h *Hand, f *wire.Frame) bool {
	return h.Any(f, func(base, cur *snapshot.Content) bool {
		for _, was := range base.Blocks {
			stride := len(was.Vals) / len(was.IDs)
			for i, id := range was.IDs {
				for k := range cur.Blocks {
					now := &cur.Blocks[k]
					at, ok := slices.BinarySearch(now.IDs, id)
					if now.Group != was.Group || ok {
						continue
					}
					now.IDs = slices.Insert(now.IDs, at, id)
					now.Vals = slices.Insert(now.Vals, at*stride, was.Vals[i*stride:(i+1)*stride]...)
					return true
				}
			}
		}
		return false
	})
}

// OlderBase computes the delta of a scope against the look before the one that it names.
func OlderBase(h *Hand, f *wire.Frame) bool {
	for i := range f.Scopes {
		s := &f.Scopes[i]
		older, ok := h.looks.Content(s.ID, s.Base-1)
		if s.Base < 2 || !ok {
			continue
		}
		if h.Recut(s, func(base, cur *snapshot.Content) bool {
			same := slices.EqualFunc(base.Blocks, older.Blocks, func(x, y snapshot.Block) bool {
				return x.Group == y.Group && slices.Equal(x.IDs, y.IDs)
			})
			if !same || !matters(base, &older, cur) {
				return false
			}
			base.CopyFrom(&older)
			base.Tick = s.Base
			return true
		}) {
			return true
		}
	}
	return false
}

// matters reports whether two looks with the same ids differ in a row that is in a third one too: what
// has gone since has no delta.
func matters(a, b, in *snapshot.Content) bool {
	for i, x := range a.Blocks {
		y, now := b.Blocks[i], in.Block(x.Group)
		stride := len(x.Vals) / len(x.IDs)
		for k, id := range x.IDs {
			_, stays := slices.BinarySearch(now.IDs, id)
			if from, to := k*stride, (k+1)*stride; stays && !slices.Equal(x.Vals[from:to], y.Vals[from:to]) {
				return true
			}
		}
	}
	return false
}

// StaleScope sends what was in a scope at the tick before, as that of the newest.
func StaleScope(h *Hand, f *wire.Frame) bool {
	for i := range f.Scopes {
		s := &f.Scopes[i]
		older, ok := h.looks.Content(s.ID, s.Tick-1)
		if !ok {
			continue
		}
		if h.Recut(s, func(_, cur *snapshot.Content) bool {
			if cur.Equal(&older) {
				return false
			}
			now := cur.Tick
			cur.CopyFrom(&older)
			cur.Tick = now
			return true
		}) {
			return true
		}
	}
	return false
}

// FieldOrder exchanges two fields of a row, as one end would that has them in another order.
func FieldOrder(h *Hand, f *wire.Frame) bool {
	return h.Any(f, func(_, cur *snapshot.Content) bool {
		for _, now := range cur.Blocks {
			stride := len(now.Vals) / len(now.IDs)
			for k := 1; k < stride; k++ {
				if now.Vals[k-1] != now.Vals[k] {
					now.Vals[k-1], now.Vals[k] = now.Vals[k], now.Vals[k-1]
					return true
				}
			}
		}
		return false
	})
}
