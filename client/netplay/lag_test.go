package netplay_test

import (
	"fmt"
	"testing"
	"time"

	"tickwire/client/netplay"
	"tickwire/game"
	"tickwire/proto/wire"
)

// scene is a thing that moves by 100 a tick in the far scope, with a frame of the near one every tick.
type scene struct {
	*netplay.History
	n game.TickNumber
}

// frame brings the next frame, with the far scope and what is in it when that is due.
func (s *scene) frame(due bool, rows ...[2]int32) {
	s.n++
	s.Frame(s.n)
	s.Add(near, look(s.n))
	if due {
		s.Add(far, look(s.n, rows...))
	}
}

// draw is what is seen one tick behind the newest frame: x of thing 3, or -1 when it is not there.
func (s *scene) draw() int32 {
	rows := game.NewRows(schema)
	s.Sample(game.MakeViewTick(s.n-1, 0), rows)
	var v thing
	if !things.Find(rows, 3, &v) {
		return -1
	}
	return v.X
}

// moved brings the next frame, and in it the thing where it is then when the far scope is due.
func (s *scene) moved(due bool) { s.frame(due, [2]int32{3, 100 * int32(s.n+1)}) }

// every4 plays frames up to tick n, every fourth of them with the thing.
func (s *scene) every4(n game.TickNumber) {
	for s.n < n {
		s.moved((s.n+1)%4 == 0)
		s.draw()
	}
}

// TestSlowRowsGoAtTheirOwnTime takes a row away that is drawn three ticks later than others: it must
// be seen to move until the tick in which it went.
func TestSlowRowsGoAtTheirOwnTime(t *testing.T) {
	for name, leave := range map[string]func(*scene){
		"the row goes":   func(s *scene) { s.frame(true) },
		"its scope goes": func(s *scene) { s.frame(false); s.Left(far, s.n) },
	} {
		s := &scene{History: netplay.NewHistory(schema, 30, 32)}
		s.every4(63)
		leave(s) // in tick 64: what is seen last is where it was in tick 63
		var seen []int32
		for range 6 {
			seen = append(seen, s.draw())
			s.frame(false)
		}
		if got, want := fmt.Sprint(seen), "[6000 6100 6200 6300 -1 -1]"; got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

// TestNewRowsOfSlowScopesMoveAtOnce has a row appear in a scope whose pace is known: it must not be
// shown before there is a second look at it.
func TestNewRowsOfSlowScopesMoveAtOnce(t *testing.T) {
	s := &scene{History: netplay.NewHistory(schema, 30, 32)}
	for s.n < 60 {
		s.frame((s.n+1)%4 == 0)
		s.draw()
	}
	var seen []int32
	for s.n < 72 {
		s.moved((s.n+1)%4 == 0)
		seen = append(seen, s.draw())
	}
	if got, want := fmt.Sprint(seen), "[-1 -1 -1 -1 -1 -1 -1 6400 6500 6600 6700 6800]"; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestOnlyLateScopesLag leaves out frames, and then lets none come for a while: what was in every
// frame that came is drawn at the common moment.
func TestOnlyLateScopesLag(t *testing.T) {
	h := netplay.NewHistory(schema, 30, 64)
	rows := game.NewRows(schema)
	n, last := game.TickNumber(10), game.TickNumber(0)
	draw := func(to game.TickNumber) {
		for at := last + 1; at <= to; at++ {
			if h.Sample(game.MakeViewTick(at, 0), rows); h.Behind() != 0 {
				t.Fatalf("frame %d has come, and at tick %d the lag is %d", n, at, h.Behind())
			}
		}
		last = to
	}
	for i := range game.TickNumber(50) {
		n += 1 + i*i%5
		h.Frame(n)
		h.Add(near, look(n, [2]int32{3, int32(n)}))
		draw(n - 1)
	}
	draw(n + 60)
}

// TestLagIsBounded has a scope fall silent for ever, and come back.
func TestLagIsBounded(t *testing.T) {
	s := &scene{History: netplay.NewHistory(schema, 30, 32)}
	s.every4(60)
	for range 1000 {
		s.frame(false)
		if s.draw(); s.Behind() > 32<<8 {
			t.Fatalf("in tick %d the lag is %d", s.n, s.Behind())
		}
	}
	s.every4(s.n + 400)
	if got, want := s.Behind(), int64(3<<8); got != want {
		t.Errorf("it has come every fourth tick again, and the lag is %d, want %d", got, want)
	}
}

// TestLagFollowsTheRhythm changes how often a scope comes. What is late now and then is waited for
// always, and what is late no more soon not at all.
func TestLagFollowsTheRhythm(t *testing.T) {
	for _, c := range []struct {
		name     string
		gaps     []game.TickNumber // again and again, the second time
		from, to float64           // ticks of lag meanwhile
	}{
		{"every frame", []game.TickNumber{1}, 0, 0},
		{"every fourth", []game.TickNumber{4}, 3, 3},
		{"two, then six", []game.TickNumber{2, 6}, 4, 5},
		{"nine now and then", []game.TickNumber{9, 3, 3, 3, 3}, 4, 8},
	} {
		s := &scene{History: netplay.NewHistory(schema, 30, 32)}
		s.every4(60)
		for began := s.n; s.n < began+400; {
			for _, gap := range c.gaps {
				for k := range gap {
					s.moved(k == gap-1)
					s.draw()
					if got := float64(s.Behind()) / 256; s.n > began+200 && (got < c.from || got > c.to) {
						t.Fatalf("%s: in tick %d the lag is %.2f, want %v to %v", c.name, s.n, got, c.from, c.to)
					}
				}
			}
		}
	}
}

// TestStallsMakeNoLag lets no frame come for a second, and then many without the slow scope. The
// rows of that stand still as all others do, and do not go back when it turns out to be late.
func TestStallsMakeNoLag(t *testing.T) {
	s := &scene{History: netplay.NewHistory(schema, 30, 32)}
	s.every4(60)
	rows, own := game.NewRows(schema), game.ViewTick(0)
	draw := func(at game.ViewTick) {
		t.Helper()
		s.Sample(at, rows)
		if was := own; at < was+game.ViewTick(s.Behind()) {
			t.Fatalf("at %d the lag is %d, and the moment before was %d", at, s.Behind(), was)
		}
		own = at - game.ViewTick(s.Behind())
	}
	at := game.MakeViewTick(60, 0)
	for ; at < game.MakeViewTick(90, 0); at += 100 {
		if draw(at); s.Behind() != 3<<8 {
			t.Fatalf("while no frame comes the lag is %d", s.Behind())
		}
	}
	for s.n < 95 {
		s.moved(false)
	}
	for ; at < game.MakeViewTick(120, 0); at += 100 {
		draw(at)
	}
}

// TestOneLookStandsStill has a row appear in a scope of which nothing is known: it waits where it is
// until there is a second look, and then moves as fast as it should.
func TestOneLookStandsStill(t *testing.T) {
	s := &scene{History: netplay.NewHistory(schema, 30, 32)}
	for range 50 {
		s.frame(false)
		s.draw()
	}
	last := int32(-1)
	for i := range 40 {
		s.moved(i%8 == 0)
		x := s.draw()
		if last >= 0 && (x < last || x > last+120) {
			t.Fatalf("in tick %d it goes from %d to %d", s.n, last, x)
		}
		last = x
	}
	if last < 8000 {
		t.Errorf("it has come no further than %d", last)
	}
}

// TestTheRingHoldsWhatIsDrawnLate has the slowest scope come with every frame: looks at its row become
// many while those of a second and a half ago are still to be drawn.
func TestTheRingHoldsWhatIsDrawnLate(t *testing.T) {
	s := &scene{History: netplay.NewHistory(schema, 20, 22)}
	for s.n < 310 {
		s.moved((s.n+1)%31 == 0)
		s.draw()
	}
	last := s.draw()
	for range 300 {
		s.moved(true)
		x := s.draw()
		if x < last || x > last+135 {
			t.Fatalf("in tick %d it goes from %d to %d", s.n, last, x)
		}
		last = x
	}
	if s.Behind() != 0 {
		t.Errorf("in the end the lag is %d", s.Behind())
	}
}

// TestStatsTellTheLag has a client draw what comes with every fourth frame.
func TestStatsTellTheLag(t *testing.T) {
	p := greet(t, schema, 0)
	now := time.Duration(0)
	for n := game.TickNumber(1); n < 100; n++ {
		all := scopes{game.GlobalScope: {Tick: n}}
		if n%4 == 0 {
			all[far] = look(n, [2]int32{3, int32(n)})
		}
		now = time.Duration(n) * time.Second / 30
		if err := p.Receive(p.frame(&wire.FrameHeader{Tick: n}, all), now); err != nil {
			t.Fatal(err)
		}
		p.Draw(now)
	}
	if got := p.Stats(now).Lag.Round(ms); got != 100*ms {
		t.Errorf("got %v, want 100 ms: three ticks", got)
	}
}
