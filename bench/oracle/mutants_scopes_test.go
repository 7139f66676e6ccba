package oracle_test

import (
	"slices"

	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

func dropScope(_ *bed, f *wire.Frame) bool {
	for i := range f.Scopes {
		if f.Scopes[i].ID.Class() == game.ClassPrivate {
			f.Scopes = slices.Delete(f.Scopes, i, i+1)
			return true
		}
	}
	return false
}

func keepScope(_ *bed, f *wire.Frame) bool {
	had := len(f.Left) > 0
	f.Left = nil
	return had
}

// foreignScope adds what another player alone may know.
func foreignScope(b *bed, f *wire.Frame) bool {
	s := wire.Scope{ScopeHeader: wire.ScopeHeader{ID: game.PrivateScope(1), FrameTick: f.Tick, Tick: f.Tick}}
	f.Scopes = append(f.Scopes, s)
	return b.hand.Recut(&f.Scopes[len(f.Scopes)-1], func(_, cur *snapshot.Content) bool { return cur.Rows() > 0 })
}

// dropMovedTo leaves the scope out into which a row moved from another one of the frame.
func dropMovedTo(b *bed, f *wire.Frame) bool {
	for i := range f.Scopes {
		was, _ := b.core.Replicator().Content(f.Scopes[i].ID, f.Scopes[i].Base)
		for _, d := range f.Scopes[i].Delta.Blocks {
			for _, gone := range d.Removed {
				id := was.Block(d.Group).IDs[gone]
				for k := range f.Scopes {
					far := b.core.Replicator().Set(f.Tick).Content(f.Scopes[k].ID)
					// What is near must be in every frame, which is another mutant's concern.
					if _, ok := slices.BinarySearch(far.Block(d.Group).IDs, id); ok && k != i && f.Scopes[k].Base != 0 && b.distant(f.Scopes[k].ID) {
						f.Scopes = slices.Delete(f.Scopes, k, k+1)
						return true
					}
				}
			}
		}
	}
	return false
}

// distant tells whether the client could do without a cell: its scope has been older than a frame.
func (b *bed) distant(s game.ScopeID) bool {
	old := false
	b.client.Held(func(id game.ScopeID, c *snapshot.Content) { old = old || id == s && c.Tick < b.client.Tick() })
	return old
}
