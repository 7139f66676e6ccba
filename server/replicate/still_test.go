package replicate_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"tickwire/game"
	"tickwire/server/replicate"
)

// quietStage is one whose ticks have no spark of their own.
type quietStage struct {
	*stage
	rows *game.Rows
	log  game.EventLog
}

func newQuietStage(t *testing.T, far int32) *quietStage {
	def := definition(far)
	def.SendIdle = 100
	return &quietStage{stage: &stage{t: t, r: replicate.New(def)}, rows: game.NewRows(schema)}
}

// next makes a tick: body i+1 stands at xs[i], and there is a spark at each place of sparks.
func (s *quietStage) next(xs []int32, where ...int32) {
	s.rows.Reset()
	s.log.Reset()
	for i, x := range xs {
		if x >= 0 {
			bodies.Append(s.rows, game.EntityID(i+1), &body{Owner: 1, X: x, Y: 50})
		}
	}
	s.n++
	for _, x := range where {
		s.log.Append(sparks.Number(), []int32{x, 50, int32(s.n)})
	}
	s.r.Advance(s.n, s.rows, &s.log)
}

func TestNews(t *testing.T) {
	s, v := newQuietStage(t, 0), newViewer(t, 1, game.View{X: 150, Y: 50, Radius: 60})
	xs := []int32{120, 850} // the second is out of sight
	tick := func(want bool, why string, where ...int32) {
		t.Helper()
		s.next(xs, where...)
		if got := s.r.News(v.state, v.view); got != want {
			t.Fatalf("tick %d, %s: news %v, want %v", s.n, why, got, want)
		}
		if want {
			s.frame(v)
		}
	}
	tick(true, "the first look")
	for range 2 * replicate.RingTicks {
		tick(false, "nothing happens")
	}
	xs[1] = 851
	tick(false, "something out of sight moves")
	tick(false, "something out of sight happens", 950)
	tick(true, "something in sight happens", 120)
	tick(false, "it is over")
	xs[0] = 121
	tick(true, "something moves")
	xs[0] = 250
	tick(true, "it goes to another cell")
	xs[0] = -1
	tick(true, "it goes")
	tick(false, "it is gone")
	v.view.X = 450
	tick(true, "the view moves on")
	v.view.X = 451
	tick(false, "the view moves within a cell")
	if again := newViewer(t, 1, v.view); !s.r.News(again.state, again.view) {
		t.Error("a new link has nothing to be told")
	}
	if r := replicate.New(definition(0)); !r.News(v.state, v.view) {
		t.Error("a game that sends every frame has none")
	}
}

// TestAQuietClientMissesNothing leaves a client alone for longer than the ring remembers, and then has
// its link take a frame some ticks after something happened: it comes as a difference, with all events.
func TestAQuietClientMissesNothing(t *testing.T) {
	for _, row := range []struct {
		still, busy int
		keyframes   bool
	}{
		{0, 5, false},
		{replicate.RingTicks, 0, false},
		{500, 0, false},
		{500, replicate.RingTicks - 3, false},
		{500, replicate.RingTicks, true}, // it was busy for longer than the ring remembers, as ever
	} {
		s, v := newQuietStage(t, 0), newViewer(t, 1, game.View{X: 50, Y: 50, Radius: 10})
		s.next([]int32{50})
		s.frame(v)
		for range row.still {
			s.next([]int32{50})
		}
		var want []int32
		for i := range int32(row.busy + 1) {
			s.next([]int32{50 + i/3}, 40, 60)
			want = append(want, int32(s.n), int32(s.n))
		}
		s.frame(v)
		if row.keyframes {
			want = want[len(want)-2:]
		}
		if got := s.r.Stats().Keyframes > 0; got != row.keyframes {
			t.Errorf("%+v: keyframe %v", row, got)
		}
		if slices.Sort(v.serials); !slices.Equal(v.serials, want) {
			t.Errorf("%+v: events %v, want %v", row, v.serials, want)
		}
	}
}

// TestFramesWithoutNewsCanBeLeftOut plays worlds in which little happens, with links that take a frame
// now and then: who is told only what is news holds, of all that is near, what everybody else does,
// and has heard of as much.
func TestFramesWithoutNewsCanBeLeftOut(t *testing.T) {
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 8))
		s := newQuietStage(t, []int32{0, 9 * cell}[seed%2])
		view := game.View{X: 350, Y: 50, Radius: 120}
		quiet, every := newViewer(t, 1, view), newViewer(t, 1, view)
		xs := []int32{10, 220, 340, 480, 930}
		frames, heard, told := 0, 0, 0
		for range 2000 {
			for i := range xs {
				if r.IntN(150) == 0 {
					xs[i] = r.Int32N(1000)
				}
			}
			if r.IntN(300) == 0 && (s.n+1)%200 < 180 { // who is busy then gets what was there before whole
				quiet.view.X = r.Int32N(1000)
				every.view = quiet.view
			}
			var where []int32
			if r.IntN(100) == 0 {
				where = append(where, r.Int32N(1000))
			}
			s.next(xs, where...)
			s.frame(every)
			told += len(every.serials)
			if busy := s.n%200 >= 180; busy || !s.r.News(quiet.state, quiet.view) {
				if busy {
					continue
				}
			} else {
				s.frame(quiet)
				frames++
				heard += len(quiet.serials)
			}
			for id, l := range every.scopes {
				if l.base.Tick != s.n || quiet.scopes[id] == nil {
					continue // far away, and not due
				}
				if got := quiet.scopes[id]; !got.base.Equal(&l.base) && every.state.Held(id) == s.n && seed%2 == 0 {
					t.Fatalf("seed %d, tick %d: without a frame %v is taken for %+v, it is %+v", seed, s.n, id, got.base, l.base)
				}
			}
		}
		if frames < 30 || frames > 700 || seed%2 == 0 && heard != told {
			t.Errorf("seed %d: %d frames, %d events heard of %d", seed, frames, heard, told)
		}
	}
}

// TestScopesOfThoseWhoLeftAreForgotten has players come and go: what is known of their private scopes
// must not grow, and who was quiet meanwhile misses nothing.
func TestScopesOfThoseWhoLeftAreForgotten(t *testing.T) {
	s, v := newQuietStage(t, 0), newViewer(t, 1, game.View{X: 50, Y: 50, Radius: 10})
	s.next([]int32{50})
	s.frame(v)
	for i := range int32(30_000) {
		s.rows.Reset()
		bodies.Append(s.rows, 1, &body{Owner: 1, X: 50, Y: 50})
		bodies.Append(s.rows, game.EntityID(2+i), &body{Owner: game.PlayerID(2 + i), X: 950, Y: 950})
		s.n++
		s.log.Reset()
		s.r.Advance(s.n, s.rows, &s.log)
		if i%7 == 0 && s.r.News(v.state, v.view) {
			s.frame(v)
		}
	}
	if n := s.r.StillScopes(); n > 10_000 {
		t.Errorf("%d scopes are remembered", n)
	}
	bodies.Append(s.rows, 1<<30, &body{Owner: 1, X: 51, Y: 50, Secret: 9})
	s.n++
	s.r.Advance(s.n, s.rows, &s.log)
	if !s.r.News(v.state, v.view) {
		t.Fatal("nothing is new")
	}
	s.frame(v)
}
