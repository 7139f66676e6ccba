package replicate_test

import (
	"slices"
	"testing"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/replicate"
)

// stage puts bodies where a test wants them, one call per tick. Each rule of replication that the
// package promises has a test here, named after it, on the smallest world that can break it.
type stage struct {
	t *testing.T
	r *replicate.Replicator
	n game.TickNumber
}

func newStage(t *testing.T, far int32) *stage { return &stage{t: t, r: replicate.New(definition(far))} }

// at makes the next tick: body i+1 stands at xs[i], on the first line of cells; -1 is nowhere.
func (s *stage) at(xs ...int32) {
	rows := game.NewRows(schema)
	for i, x := range xs {
		if x >= 0 {
			bodies.Append(rows, game.EntityID(i+1), &body{Owner: 1, X: x, Y: 50})
		}
	}
	var log game.EventLog
	s.n++
	log.Append(sparks.Number(), []int32{50, 50, int32(s.n)}) // one in cell 0 in every tick
	s.r.Advance(s.n, rows, &log)
}

// frame gives the viewer the newest tick and returns the scopes that were in its frame.
func (s *stage) frame(v *viewer) (sent []game.ScopeID) {
	s.t.Helper()
	seen := map[game.ScopeID]game.TickNumber{}
	for id, l := range v.scopes {
		seen[id] = l.base.Tick
	}
	v.frame(s.r, s.n)
	v.check(s.r, s.n)
	for id, l := range v.scopes {
		if l.base.Tick != seen[id] {
			sent = append(sent, id)
		}
	}
	slices.Sort(sent)
	return sent
}

// in lists the scopes in which the viewer sees the first body.
func in(v *viewer) (where []game.ScopeID) {
	for scope, l := range v.scopes {
		if slices.Contains(l.base.Block(0).IDs, game.EntityID(1)) {
			where = append(where, scope)
		}
	}
	return where
}

var cells = func(n ...uint32) (ids []game.ScopeID) {
	for _, i := range n {
		ids = append(ids, game.CellScope(i))
	}
	return ids
}

func TestARowIsInExactlyOneScope(t *testing.T) {
	s, v := newStage(t, 0), newViewer(t, 1, game.View{All: true})
	for _, x := range []int32{50, 150, 950, 105, 95, 50} {
		s.at(x)
		s.frame(v)
		if got := in(v); len(got) != 1 {
			t.Fatalf("a body at %d is in %v", x, got)
		}
	}
}

func TestAbsentIsNotUnchanged(t *testing.T) {
	s, v := newStage(t, 9*cell), newViewer(t, 0, game.View{X: 50, Y: 50, Radius: 10})
	s.at(50, 850)
	s.frame(v)
	resent, left := false, game.CellScope(8)
	for range 12 {
		s.at(50, 850)
		before := v.scopes[left].base.Tick
		sent := s.frame(v)
		if !slices.Contains(sent, game.CellScope(0)) {
			t.Fatal("a near scope that advanced without a change did not say so")
		}
		if slices.Contains(sent, left) {
			resent = true
		} else if v.scopes[left].base.Tick != before || v.state.Held(left) != before {
			t.Fatal("the tick of a scope that was not sent moved")
		}
	}
	if !resent {
		t.Error("the far scope was never sent again")
	}
}

// TestEachFarScopeComesWhateverTheRateOfFrames sends a frame in every second or third tick only: the
// turn of a far scope must be one of those.
func TestEachFarScopeComesWhateverTheRateOfFrames(t *testing.T) {
	for _, every := range []int{1, 2, 3, 5, 8} {
		def := definition(9 * cell)
		def.SendEvery = every
		s, v := &stage{t: t, r: replicate.New(def)}, newViewer(t, 0, game.View{X: 50, Y: 50, Radius: 10})
		for range 25 * every {
			s.at(50, 850)
			if int(s.n)%every == 0 {
				s.frame(v)
			}
		}
		for id, l := range v.scopes {
			if age := s.n - l.base.Tick; int(age) >= max(4, 2*every) {
				t.Errorf("a frame in %d ticks: the look at %v is %d ticks old", every, id, age)
			}
		}
	}
}

func TestAFrameThatLosesARowSendsWhereItWent(t *testing.T) {
	s, v := newStage(t, 9*cell), newViewer(t, 0, game.View{X: 50, Y: 50, Radius: 10})
	s.at(50)
	s.frame(v)
	for range 8 { // in whatever phase the far scopes are
		s.at(450)
		if sent := s.frame(v); !slices.Contains(sent, game.CellScope(4)) {
			t.Fatalf("the body left for far cell 4, the frame had %v", sent)
		}
		if got := in(v); len(got) != 1 || got[0] != game.CellScope(4) {
			t.Fatalf("seen in %v", got)
		}
		s.at(50)
		s.frame(v)
		if got := in(v); !slices.Contains(got, game.CellScope(0)) {
			t.Fatalf("came back and is seen in %v", got)
		}
	}
}

// TestALostScopeSendsWhereItsRowsWent moves a body into a far cell in the tick in which the client
// loses the cell where it was, in whatever phase the far cell is.
func TestALostScopeSendsWhereItsRowsWent(t *testing.T) {
	for phase := range 8 {
		s, v := newStage(t, 4*cell), newViewer(t, 0, game.View{X: 450, Y: 50, Radius: 10})
		for range 1 + phase {
			s.at(50)
			s.frame(v)
		}
		v.view.X = 550 // cell 0 is out of reach now
		s.at(850)
		sent := s.frame(v)
		if v.state.Held(game.CellScope(0)) != 0 || !slices.Contains(sent, game.CellScope(8)) {
			t.Fatalf("phase %d: sent %v", phase, sent)
		}
		if got := in(v); len(got) != 1 || got[0] != game.CellScope(8) {
			t.Fatalf("phase %d: seen in %v", phase, got)
		}
	}
}

func TestAForgottenLossSendsAllThatStay(t *testing.T) {
	s, v := newStage(t, 9*cell), newViewer(t, 0, game.View{X: 950, Y: 50, Radius: 10, Team: 2})
	s.at(950)
	s.frame(v)
	for range replicate.RingTicks {
		s.at(950)
	}
	v.view.Team = 1 // nobody knows any more what the other team's scope had
	s.at(950)
	if sent := s.frame(v); len(sent) != len(v.scopes) {
		t.Fatalf("sent %d of %d scopes: what moved out of the lost one may be in any", len(sent), len(v.scopes))
	}
}

func TestWhatAClientHoldsFollowsFramesNotTicks(t *testing.T) {
	s, v := newStage(t, 0), newViewer(t, 0, game.View{X: 50, Y: 50, Radius: 10})
	s.at(50)
	s.frame(v)
	v.view.X = 550 // it goes away and comes back while no frame is sent
	s.at(50)
	v.view.X = 50
	s.at(51)
	s.frame(v)
	if got := s.r.Stats(); got.Keyframes != 0 {
		t.Errorf("%d keyframes for a view that is where it was at the last frame", got.Keyframes)
	}
	if v.scopes[game.CellScope(0)].base.Tick != s.n {
		t.Error("the scope was lost in between")
	}
}

func TestANewLinkStartsWithNothing(t *testing.T) {
	s, v := newStage(t, 0), newViewer(t, 1, game.View{X: 50, Y: 50, Radius: 10})
	for range 3 {
		s.at(50)
		s.frame(v)
	}
	again := newViewer(t, 1, v.view)
	s.at(50)
	s.frame(again)
	if got := s.r.Stats(); got.Keyframes != len(again.scopes) {
		t.Errorf("%d keyframes for a new link with %d scopes", got.Keyframes, len(again.scopes))
	}
}

func TestABaseThatTheRingForgotIsAKeyframe(t *testing.T) {
	for skipped, want := range map[int]bool{replicate.RingTicks - 2: false, replicate.RingTicks - 1: true, 500: true} {
		s, v := newStage(t, 0), newViewer(t, 0, game.View{X: 50, Y: 50, Radius: 10})
		s.at(50)
		s.frame(v)
		for range skipped {
			s.at(50)
		}
		s.at(60)
		s.frame(v)
		if got := s.r.Stats().Keyframes > 0; got != want {
			t.Errorf("after %d skipped ticks: keyframe %v, want %v", skipped, got, want)
		}
	}
}

func TestAKeyframeHasOnlyItsOwnTicksEvents(t *testing.T) {
	s, v := newStage(t, 0), newViewer(t, 0, game.View{X: 50, Y: 50, Radius: 10})
	for range 5 {
		s.at(50)
	}
	s.frame(v)
	if !slices.Equal(v.serials, []int32{5}) {
		t.Errorf("the first frame has events %v, want 5 alone", v.serials)
	}
	for range 3 {
		s.at(50)
	}
	s.frame(v)
	if !slices.Equal(v.serials, []int32{6, 7, 8}) {
		t.Errorf("the next frame has events %v, want 6 7 8", v.serials)
	}
}

// TestClientsWithOneBaseAndTwoPrevsGetTwoEncodings is why the key has three parts: a residual of a
// straight line depends on the look before the base too.
func TestClientsWithOneBaseAndTwoPrevsGetTwoEncodings(t *testing.T) {
	s := newStage(t, 0)
	view := game.View{X: 50, Y: 50, Radius: 10}
	a, b := newViewer(t, 0, view), newViewer(t, 0, view)
	for i, x := range []int32{10, 13, 17, 22} {
		s.at(x)
		s.frame(a)
		if i != 2 {
			s.frame(b)
		}
	}
	s.at(28)
	s.frame(a)
	one := s.r.Stats().Encodings
	s.frame(b)
	if two := s.r.Stats().Encodings; two != 2*one {
		t.Errorf("%d encodings for one, %d for both; bases are equal and prevs are not", one, two)
	}
}

// TestAgesAreOneNearlyAlways decodes what a client that misses nothing is sent.
func TestAgesAreOneNearlyAlways(t *testing.T) {
	s, v := newStage(t, 0), newViewer(t, 0, game.View{X: 50, Y: 50, Radius: 10})
	for range 3 {
		s.at(50)
		s.frame(v)
	}
	s.at(50)
	_, parts := s.r.Gather(v.state, v.view)
	body := slices.Concat(parts...)
	f, err := v.decoder.Decode(append(wire.AppendFrame(nil, &wire.FrameHeader{Tick: s.n}, len(body)), body...))
	if err != nil {
		t.Fatal(err)
	}
	for _, sc := range f.Scopes {
		if sc.Base != s.n-1 || sc.Prev != s.n-2 {
			t.Errorf("%v is against %d and %d at tick %d", sc.ID, sc.Base, sc.Prev, s.n)
		}
	}
}

// TestTheGridCoversTheView lists the cells of one look. Nothing in the schema is for everyone, so
// nobody holds the scope of the whole room.
func TestTheGridCoversTheView(t *testing.T) {
	s, v := newStage(t, 0), newViewer(t, 1, game.View{X: 150, Y: 50, Radius: 60})
	s.at(50)
	want := append([]game.ScopeID(nil), cells(0, 1, 2, 10, 11, 12)...)
	want = append(want, game.PrivateScope(1))
	slices.Sort(want)
	if got := s.frame(v); !slices.Equal(got, want) {
		t.Errorf("sent %v, want %v", got, want)
	}
}
