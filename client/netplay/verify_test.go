package netplay_test

import (
	"reflect"
	"testing"
	"time"

	"tickwire/client/netplay"
	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

// TestAnswer asks a client what it holds: hashes, rows, and rows of what it does not hold. It answers of
// the frame that asked, once, and not where nobody asks.
func TestAnswer(t *testing.T) {
	p := greet(t, schema, 5)
	width := schema.Groups()[0].Hi - schema.Groups()[0].Lo
	a := &snapshot.Content{Tick: 6, Blocks: []snapshot.Block{{Group: 0, IDs: []game.EntityID{3}, Vals: make([]int32, width)}}}
	b := &snapshot.Content{Tick: 6}
	scopes := map[game.ScopeID]*snapshot.Content{game.CellScope(2): a, game.CellScope(1): b}
	receive := func(ask wire.Verify, n game.TickNumber) *wire.Verified {
		t.Helper()
		a.Tick, b.Tick = n, n
		a.Blocks[0].Vals[0] = int32(n)
		if err := p.Receive(p.frame(&wire.FrameHeader{Tick: n, Verify: ask}, scopes), time.Second); err != nil {
			t.Fatal(err)
		}
		msg := p.Answer()
		if msg == nil {
			return nil
		}
		if p.Answer() != nil {
			t.Error("it answers twice")
		}
		v, err := wire.DecodeVerified(msg)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if got := receive(wire.Verify{}, 6); got != nil {
		t.Errorf("unasked it says %+v", got)
	}
	got := receive(wire.Verify{Asked: true}, 7)
	want := &wire.Verified{Tick: 7, Scopes: []wire.ScopeHash{
		{ID: game.CellScope(1), Tick: 7, Hash: wire.HashScope(b)}, {ID: game.CellScope(2), Tick: 7, Hash: wire.HashScope(a)},
	}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	got = receive(wire.Verify{Asked: true, Rows: true, Scope: game.CellScope(2)}, 8)
	if len(got.Scopes) != 1 || got.Scopes[0].Tick != 8 || !got.Rows.Equal(a) {
		t.Errorf("got %+v, want %+v", got, a)
	}
	if got = receive(wire.Verify{Asked: true, Rows: true, Scope: game.CellScope(9)}, 9); len(got.Scopes)+len(got.Rows.Blocks) != 0 || !got.Detail {
		t.Errorf("got %+v of a scope that is not held", got)
	}
	if err := p.Receive(p.frame(&wire.FrameHeader{Tick: 10, Verify: wire.Verify{Asked: true}}, nil), time.Second); err != nil {
		t.Fatal(err)
	}
	if v, err := wire.DecodeVerified(p.Answer()); err != nil || v.Tick != 10 || v.Scopes[0].Tick != 9 {
		t.Errorf("got %+v, %v, want the looks of tick 9", v, err)
	}
	if err := p.Receive(p.frame(&wire.FrameHeader{Tick: 11, Verify: wire.Verify{Asked: true}}, nil), time.Second); err != nil {
		t.Fatal(err)
	}
	if p.Relink(netplay.Config{}); p.Answer() != nil {
		t.Error("it answers on a new link what was asked on the old one")
	}
	if n := testing.AllocsPerRun(10, func() { p.Answer() }); n != 0 {
		t.Errorf("%v allocations where nobody asks", n)
	}
}
