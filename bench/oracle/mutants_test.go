package oracle_test

import (
	"errors"
	"strings"
	"testing"

	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

// slip breaks a frame as a slip in the server would.
type slip struct {
	name   string
	far    bool
	mutate func(b *bed, f *wire.Frame) bool // false when this frame offers no chance
	want   string                           // in what the oracle says; refused when the client says it
}

// refused is wanted of slips that the client itself must not take.
const refused = "the client noticed"

var slips = []slip{
	{"one field flipped", false, flipField, " is "},
	{"a removal forgotten", false, keepRow, "the server has no such row"},
	{"an addition forgotten", false, loseRow, "the row is missing"},
	{"the wrong base", false, olderBase, " is "},
	{"the values of two rows exchanged", false, swapRows, " is "},
	{"the ids of two rows exchanged", false, swapIDs, " is "},
	{"new ids out of order", false, swapAdded, refused},
	{"a scope left out", false, dropScope, "left out of the frame"},
	{"a lost scope not named", false, keepScope, "must not see"},
	{"a scope of others", false, foreignScope, "must not see"},
	{"the scope that a row moved to left out", true, dropMovedTo, "vanished"},
}

// TestMutantsOnTheWire breaks what the client is sent, in both encodings: the bytes are well
// formed, and most are such that the client takes them. Every slip must be seen at once.
func TestMutantsOnTheWire(t *testing.T) {
	for _, e := range []struct {
		name     string
		encoding wire.Encoding
	}{{"packed", wire.EncodingPacked}, {"columns", wire.EncodingColumns}} {
		for _, row := range slips {
			t.Run(e.name+"/"+row.name, func(t *testing.T) { row.check(t, e.encoding) })
		}
	}
}

func (m *slip) check(t *testing.T, e wire.Encoding) {
	b := newBed(t, e, m.far, nil)
	done := false
	b.alter = func(f *wire.Frame) bool {
		if done || f.Tick < 60 || !m.mutate(b, f) {
			return false
		}
		done = true
		return true
	}
	for range 3000 {
		err := b.step()
		var no *refusal
		switch {
		case err == nil && done:
			t.Fatal("not seen")
		case err == nil:
		case !done:
			t.Fatalf("before anything was broken: %v", err)
		case errors.As(err, &no) != (m.want == refused) || !strings.Contains(err.Error(), m.want):
			t.Fatalf("got %q, want something about %q", err, m.want)
		default:
			t.Log(err)
			return
		}
	}
	t.Fatal("no frame offered a chance")
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
