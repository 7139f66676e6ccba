package oracle_test

import (
	"strings"
	"testing"

	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

// TestMutantsOnTheWire breaks what the client is sent, each time as a slip in the server would:
// the bytes are well formed and the client takes them. The oracle must see every one at once.
func TestMutantsOnTheWire(t *testing.T) {
	for _, row := range []struct {
		name   string
		far    bool
		mutate func(b *bed, f *wire.Frame) bool // false when this frame offers no chance
		want   string
	}{
		{"one field flipped", false, flipField, " is "},
		{"a removal forgotten", false, keepRow, "the server has no such row"},
		{"an addition forgotten", false, loseRow, "the row is missing"},
		{"the wrong base", false, olderBase, " is "},
		{"two rows in the wrong order", false, swapRows, " is "},
		{"a scope left out", false, dropScope, "left out of the frame"},
		{"a lost scope not named", false, keepScope, "must not see"},
		{"a scope of others", false, foreignScope, "must not see"},
		{"the scope that a row moved to left out", true, dropMovedTo, "vanished"},
	} {
		t.Run(row.name, func(t *testing.T) {
			b := newBed(t, row.far, nil)
			done := false
			b.alter = func(f *wire.Frame) []byte {
				if done || f.Tick < 60 || !row.mutate(b, f) {
					return nil
				}
				done = true
				return encode(f)
			}
			for range 3000 {
				err := b.step()
				switch {
				case err == nil && done:
					t.Fatal("not seen")
				case err == nil:
				case !done:
					t.Fatalf("before anything was broken: %v", err)
				case !strings.Contains(err.Error(), row.want):
					t.Fatalf("got %q, want something about %q", err, row.want)
				default:
					t.Log(err)
					return
				}
			}
			t.Fatal("no frame offered a chance")
		})
	}
}

// recut makes the delta of a scope anew, from looks that edit has changed. edit is given copies.
func (b *bed) recut(s *wire.Scope, edit func(base, cur *snapshot.Content) bool) bool {
	look := func(n game.TickNumber) (c snapshot.Content) {
		if was, ok := b.core.Replicator().Content(s.ID, n); ok {
			c.CopyFrom(&was)
		}
		return c
	}
	base, prev, cur := look(s.Base), look(s.Prev), look(s.Tick)
	if !edit(&base, &cur) {
		return false
	}
	snapshot.NewDiffer(b.def.Schema).Diff(&s.Delta, &base, &prev, &cur)
	return true
}

// anyScope tries a change on one scope after another.
func anyScope(b *bed, f *wire.Frame, edit func(base, cur *snapshot.Content) bool) bool {
	for i := range f.Scopes {
		if b.recut(&f.Scopes[i], edit) {
			return true
		}
	}
	return false
}
