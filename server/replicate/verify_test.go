package replicate_test

import (
	"slices"
	"strings"
	"testing"

	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
	"tickwire/server/replicate"
)

// answer is what an honest viewer says to a frame that asks, in the server's order.
func (v *viewer) answer(ask wire.Verify, n game.TickNumber) *wire.Verified {
	said := &wire.Verified{Tick: n, Detail: ask.Rows}
	if ask.Rows {
		if l := v.scopes[ask.Scope]; l != nil {
			said.Scopes = []wire.ScopeHash{{ID: ask.Scope, Tick: l.base.Tick}}
			said.Rows = l.base
		}
		return said
	}
	var ids []game.ScopeID
	for id := range v.scopes {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	first, count := wire.VerifiedRange(len(ids), n)
	for i := range count {
		id := ids[(first+i)%len(ids)]
		l := v.scopes[id]
		said.Scopes = append(said.Scopes, wire.ScopeHash{ID: id, Tick: l.base.Tick, Hash: wire.HashScope(&l.base)})
	}
	return said
}

// watched is a stage with two bodies and a viewer that holds both, after some ticks.
func watched(t *testing.T) (*stage, *viewer) {
	s, v := newStage(t, 0), newViewer(t, 1, game.View{X: 150, Y: 50, Radius: 60})
	for i := range int32(4) {
		s.at(20+i, 150)
		s.frame(v)
	}
	return s, v
}

// block is the rows of the first group of a scope, to be spoilt.
func (v *viewer) block(s game.ScopeID) *snapshot.Block { return &v.scopes[s].base.Blocks[0] }

func TestVerifyNamesWhatDiverged(t *testing.T) {
	for _, row := range []struct {
		name   string
		spoil  func(v *viewer)
		first  string // that is told before rows are asked for
		detail string
	}{
		{"a value", func(v *viewer) { v.block(game.CellScope(0)).Vals[1] += 5 }, "cell 0 at tick 4: the client holds other rows", "cell 0 at tick 4: body 1: x is 28, want 23"},
		{"a row too many", func(v *viewer) {
			b := v.block(game.CellScope(0))
			b.IDs, b.Vals = append(b.IDs, 9), append(b.Vals, 0, 0, 0, 0)
		}, "other rows", "body 9: the client has a row that it was not sent"},
		{"a row lost", func(v *viewer) { v.scopes[game.CellScope(1)].base.Blocks = nil }, "cell 1 at tick 4: the client holds other rows", "body 2: the client has lost the row"},
		{"rows of another width", func(v *viewer) { b := v.block(game.CellScope(0)); b.Vals = b.Vals[1:] }, "other rows", "rows of another width"},
		{"a private value", func(v *viewer) { v.block(game.PrivateScope(1)).Vals[1]-- }, "private 1 at tick 4: the client holds other rows", "private 1 at tick 4: body 2: secret is -1, want 0"},
		{"a scope lost", func(v *viewer) { delete(v.scopes, game.CellScope(0)) }, "cell 0 at tick 4: the client holds other scopes", "the client does not hold the scope"},
		{"a scope that was not sent", func(v *viewer) { v.scopes[game.TeamScope(900)] = &looks{base: snapshot.Content{Tick: 3}} }, "team 900 at tick 3: the client holds a scope that it was not sent", ""},
		{"an old scope", func(v *viewer) { v.scopes[game.CellScope(0)].base.Tick = 3 }, "cell 0 at tick 4: the client holds it as of tick 3", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, v := watched(t)
			ask := s.r.Ask(v.state, true)
			if got, ok := s.r.Verify(v.state, v.answer(ask, s.n)); !ok || got.Diverged != 0 || got.Scopes != len(v.scopes) || got.First != nil {
				t.Fatalf("of an honest client: %t, %+v", ok, got)
			}
			ask = s.r.Ask(v.state, true)
			row.spoil(v)
			got, ok := s.r.Verify(v.state, v.answer(ask, s.n))
			if !ok || got.Diverged != 1 || got.First == nil || !strings.Contains(got.First.String(), row.first) {
				t.Fatalf("got %t, %+v, want %q", ok, got, row.first)
			}
			ask = s.r.Ask(v.state, false)
			if !ask.Rows || ask.Scope != got.First.Scope {
				t.Fatalf("asked %+v next, want the rows of %v", ask, got.First.Scope)
			}
			got, ok = s.r.Verify(v.state, v.answer(ask, s.n))
			switch {
			case !ok:
				t.Error("the rows were not asked for")
			case row.detail == "" && got.First != nil:
				t.Errorf("got %v, want nothing more", got.First)
			case row.detail != "" && (got.First == nil || !strings.Contains(got.First.String(), row.detail)):
				t.Errorf("got %v, want %q", got.First, row.detail)
			}
			if ask = s.r.Ask(v.state, false); ask.Asked {
				t.Errorf("asked %+v after that, want nothing", ask)
			}
		})
	}
}

// TestVerifyTellsOnce: of one link, one difference is worth rows and a line; all are counted.
func TestVerifyTellsOnce(t *testing.T) {
	s, v := watched(t)
	v.block(game.CellScope(0)).Vals[1]++
	told, rows := 0, 0
	for range 6 {
		ask := s.r.Ask(v.state, true)
		got, _ := s.r.Verify(v.state, v.answer(ask, s.n))
		if ask.Rows {
			rows++
		} else if got.Diverged != 1 {
			t.Errorf("got %+v", got)
		}
		if got.First != nil {
			told++
		}
	}
	if told != 2 || rows != 1 {
		t.Errorf("told %d times and asked for rows %d times, want 2 and 1", told, rows)
	}
}

func TestVerifyWantsNoAnswerThatItDidNotAskFor(t *testing.T) {
	for _, row := range []struct {
		name   string
		answer func(s *stage, v *viewer) *wire.Verified
	}{
		{"unasked", func(s *stage, v *viewer) *wire.Verified { return v.answer(wire.Verify{Asked: true}, s.n) }},
		{"of another frame", func(s *stage, v *viewer) *wire.Verified { return v.answer(s.r.Ask(v.state, true), s.n-1) }},
		{"rows for hashes", func(s *stage, v *viewer) *wire.Verified {
			s.r.Ask(v.state, true)
			return v.answer(wire.Verify{Asked: true, Rows: true, Scope: game.CellScope(0)}, s.n)
		}},
		{"twice", func(s *stage, v *viewer) *wire.Verified {
			said := v.answer(s.r.Ask(v.state, true), s.n)
			if _, ok := s.r.Verify(v.state, said); !ok {
				t.Error("the first answer was asked for")
			}
			return said
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, v := watched(t)
			if got, ok := s.r.Verify(v.state, row.answer(s, v)); ok {
				t.Errorf("it is taken: %+v", got)
			}
		})
	}
}

// TestAnAnswerThatIsLateIsNoDivergence: what the ring has forgotten cannot be compared.
func TestAnAnswerThatIsLateIsNoDivergence(t *testing.T) {
	s, v := watched(t)
	said := v.answer(s.r.Ask(v.state, true), s.n)
	v.block(game.CellScope(0)).Vals[1]++
	for range replicate.RingTicks {
		s.at(20, 150)
	}
	if s.r.Ask(v.state, true).Asked {
		t.Error("asked again while an answer was owed")
	}
	got, ok := s.r.Verify(v.state, said)
	if !ok || got.Late != len(said.Scopes) || got.Scopes != 0 || got.Diverged != 0 {
		t.Errorf("got %t, %+v, want all %d late", ok, got, len(said.Scopes))
	}
}

// TestManyScopesAreVerifiedInTurns has a client hold more than one answer takes.
func TestManyScopesAreVerifiedInTurns(t *testing.T) {
	def := definition(0)
	def.Grid = game.Grid{MaxX: 40 * cell, MaxY: 30 * cell, Cell: cell}
	s, v := &stage{t: t, r: replicate.New(def)}, newViewer(t, 1, game.View{All: true})
	seen := map[game.ScopeID]bool{}
	for range 60 {
		for range 37 {
			s.at(50)
		}
		v.frame(s.r, s.n)
		said := v.answer(s.r.Ask(v.state, true), s.n)
		if len(said.Scopes) != wire.MaxVerified {
			t.Fatalf("%d scopes in one answer", len(said.Scopes))
		}
		if got, ok := s.r.Verify(v.state, said); !ok || got.Scopes != wire.MaxVerified || got.Diverged != 0 {
			t.Fatalf("got %t, %+v", ok, got)
		}
		for _, h := range said.Scopes {
			seen[h.ID] = true
		}
	}
	if len(seen) != len(v.scopes) {
		t.Errorf("%d of %d scopes were verified", len(seen), len(v.scopes))
	}
}

// TestNotAskingCostsNothing: a client that was never asked has no memory for it, and one that was asks
// for no more.
func TestNotAskingCostsNothing(t *testing.T) {
	s, v := watched(t)
	if n := testing.AllocsPerRun(20, func() { s.r.Ask(v.state, false) }); n != 0 {
		t.Errorf("%v allocations when nothing is asked", n)
	}
	said := v.answer(s.r.Ask(v.state, true), s.n)
	s.r.Verify(v.state, said)
	if n := testing.AllocsPerRun(20, func() {
		s.r.Ask(v.state, true)
		if got, ok := s.r.Verify(v.state, said); !ok || got.Diverged != 0 {
			t.Errorf("got %t, %+v", ok, got)
		}
	}); n != 0 {
		t.Errorf("%v allocations for asking and comparing", n)
	}
}
