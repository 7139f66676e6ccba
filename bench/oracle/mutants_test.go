package oracle_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"tickwire/bench/slip"
	"tickwire/proto/wire"
)

// mutation breaks a frame as a slip in the server would.
type mutation struct {
	name   string
	far    bool                             // there are cells in the distance
	busy   bool                             // the link takes only every third frame
	mutate func(b *bed, f *wire.Frame) bool // false when this frame offers no chance
	want   string                           // in what the oracle says; refused when the client says it
}

// refused is wanted of slips that the client itself must not take.
const refused = "the client noticed"

var slips = []mutation{
	{name: "one field flipped", mutate: flipField, want: " is "},
	{name: "a removal forgotten", mutate: by(slip.KeepRow), want: "the server has no such row"},
	{name: "an addition forgotten", mutate: loseRow, want: "the row is missing"},
	{name: "the wrong base", mutate: by(slip.OlderBase), want: " is "},
	{name: "the look before", mutate: by(slip.StaleScope), want: " is "},
	{name: "two fields exchanged", mutate: by(slip.FieldOrder), want: " is "},
	{name: "the values of two rows exchanged", mutate: swapRows, want: " is "},
	{name: "the ids of two rows exchanged", mutate: swapIDs, want: " is "},
	{name: "new ids out of order", mutate: swapAdded, want: refused},
	{name: "a scope left out", mutate: dropScope, want: "left out of the frame"},
	{name: "a lost scope not named", mutate: keepScope, want: "must not see"},
	{name: "a scope of others", mutate: foreignScope, want: "must not see"},
	{name: "the scope that a row moved to left out", far: true, mutate: dropMovedTo, want: "vanished"},
}

// by is a slip that needs nothing of the bed but its hand.
func by(s slip.Slip) func(*bed, *wire.Frame) bool {
	return func(b *bed, f *wire.Frame) bool { return s(b.hand, f) }
}

// TestMutantsOnTheWire breaks what the client is sent, in both encodings: the bytes are well
// formed, and most are such that the client takes them. Every slip must be seen at once.
func TestMutantsOnTheWire(t *testing.T) {
	for _, e := range []struct {
		name     string
		encoding wire.Encoding
	}{{"packed", wire.EncodingPacked}, {"columns", wire.EncodingColumns}} {
		for _, row := range slices.Concat(slips, eventSlips) {
			t.Run(e.name+"/"+row.name, func(t *testing.T) { row.check(t, e.encoding) })
		}
	}
}

func (m *mutation) check(t *testing.T, e wire.Encoding) {
	b := newBed(t, e, m.far, nil)
	done := false
	b.alter = func(f *wire.Frame) bool {
		if done || f.Tick < 60 || !m.mutate(b, f) {
			return false
		}
		done = true
		return true
	}
	for i := range 3000 {
		b.busy = m.busy && i%3 != 0
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
