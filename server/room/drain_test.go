package room_test

import (
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/proto/wire"
	"tickwire/server/room"
)

// closer is a world that notes how it is drained, and is done after so many calls, if that is not 0.
type closer struct {
	game.World
	doneAfter int
	asked     []int
	stepped   *atomic.Uint32 // the newest tick
}

func (w *closer) Drain(_ *game.Tick, left int) bool {
	w.asked = append(w.asked, left)
	return len(w.asked) == w.doneAfter
}

func (w *closer) Step(t *game.Tick) {
	w.stepped.Store(uint32(t.Number()))
	w.World.Step(t)
}

// drained is the arena as a closer.
func drained(t *testing.T, sendEvery, doneAfter int) (*game.Definition, *closer) {
	def := definition(t)
	def.SendEvery = sendEvery
	w := &closer{doneAfter: doneAfter, stepped: new(atomic.Uint32)}
	whole := def.New
	def.New = func(seed uint64) game.World {
		w.World = whole(seed)
		return w
	}
	return def, w
}

// headers are what the frames that a link was sent say.
func headers(t *testing.T, l *recorder) (all []wire.FrameHeader) {
	t.Helper()
	d := wire.NewFrameDecoder(definition(t).Schema)
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, m := range l.sent[1:] {
		f, err := d.Decode(m)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, wire.FrameHeader{Tick: f.Tick, DrainMillis: f.DrainMillis})
	}
	return all
}

// acknowledge has a player acknowledge every frame, as a client does, until its link is closed.
func acknowledge(t *testing.T, s *room.Seat, l *recorder) {
	gone := make(chan struct{})
	defer close(gone)
	t.Cleanup(func() { <-gone }) // the bubble waits for it
	for {
		time.Sleep(10 * time.Millisecond)
		l.mu.Lock()
		closed, n := l.closed, len(l.sent)
		var newest []byte
		if n > 1 {
			newest = l.sent[n-1]
		}
		l.mu.Unlock()
		if closed != 0 {
			s.Leave()
			return
		}
		if newest != nil {
			if tick, ok := tickOf(newest); ok {
				s.Inputs(&wire.Inputs{Ack: tick}, time.Now())
			}
		}
	}
}

func tickOf(m []byte) (game.TickNumber, bool) {
	f, err := wire.NewFrameDecoder(arena.Definition().Schema).Decode(m)
	if err != nil {
		return 0, false
	}
	return f.Tick, true
}

func TestARoomDrains(t *testing.T) {
	for _, row := range []struct {
		name                 string
		sendEvery, doneAfter int
		within               time.Duration
		least, most          time.Duration // that it takes
		asked                int           // how often, about
	}{
		{"to the deadline", 1, 0, 10 * time.Second, 10 * time.Second, 10500 * time.Millisecond, 301},
		{"until the game is done", 1, 60, 10 * time.Second, 2 * time.Second, 2500 * time.Millisecond, 60},
		{"at once", 1, 1, 10 * time.Second, 0, 500 * time.Millisecond, 1},
		{"in no time", 1, 0, 0, 0, 500 * time.Millisecond, 1},
		{"to the next frame", 16, 3, 10 * time.Second, 0, 1100 * time.Millisecond, 3},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				def, w := drained(t, row.sendEvery, row.doneAfter)
				r, ended := room.New(room.Config{Def: def, Name: "r", Bots: 2}), make(chan error, 1)
				go func() { ended <- r.Run(t.Context()) }()
				l := &recorder{}
				s := sit(t, r, "ada", l)
				go acknowledge(t, s, l)
				time.Sleep(2 * time.Second)
				synctest.Wait()
				for _, h := range headers(t, l) {
					if h.DrainMillis != 0 {
						t.Fatalf("before the drain a frame says %+v", h)
					}
				}
				before := len(headers(t, l))

				began := time.Now()
				r.Drain(row.within)
				if _, err := r.Join(t.Context(), room.Join{Name: "bob"}, &recorder{}); !errors.Is(err, room.ErrClosed) {
					t.Errorf("who comes now: %v", err)
				}
				if err := <-ended; err != nil {
					t.Fatal(err)
				}
				if took := time.Since(began); took < row.least || took > row.most {
					t.Errorf("it took %v", took)
				}
				if _, code := l.state(); code != wire.CloseShutdown {
					t.Errorf("ada was told %d", code)
				}
				told := headers(t, l)[before:]
				if len(told) == 0 {
					t.Fatal("no frame came")
				}
				for i, h := range told {
					if h.DrainMillis == 0 || i > 0 && h.DrainMillis > told[i-1].DrainMillis {
						t.Fatalf("a frame says %d ms after %+v", h.DrainMillis, told[:i])
					}
				}
				if first := time.Duration(told[0].DrainMillis) * time.Millisecond; (row.doneAfter == 0 || row.doneAfter > row.sendEvery) && first < row.within-600*time.Millisecond || first > row.within+time.Millisecond {
					t.Errorf("the first frame says %v of %v", first, row.within)
				}
				last := told[len(told)-1]
				if uint32(last.Tick) != w.stepped.Load() || last.DrainMillis > 40 {
					t.Errorf("the last tick is %d, the last frame %+v", w.stepped.Load(), last)
				}
				if n := len(w.asked); n < row.asked-1 || n > row.asked+1 || !slices.IsSortedFunc(w.asked, func(a, b int) int { return b - a }) {
					t.Errorf("the game was asked %d times: %v", n, w.asked)
				}
				if row.doneAfter == 0 && w.asked[len(w.asked)-1] != 0 {
					t.Errorf("in the last tick %d are left", w.asked[len(w.asked)-1])
				}
			})
		})
	}
}

func TestAnEmptyRoomDrainsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		def, _ := drained(t, 1, 0)
		r, ended := room.New(room.Config{Def: def, Name: "r", Bots: 2}), make(chan error, 1)
		go func() { ended <- r.Run(t.Context()) }()
		l := &recorder{}
		s := sit(t, r, "ada", l)
		began := time.Now()
		r.Drain(time.Minute)
		time.Sleep(5 * time.Second)
		s.Leave()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took < 5*time.Second || took > 5100*time.Millisecond {
			t.Errorf("it took %v", took)
		}
	})
}

// slow is a link that is not ready for a while.
type slow struct {
	recorder
	busy atomic.Bool
}

func (l *slow) Ready() bool { return !l.busy.Load() }

// TestTheLastFrameReachesWhoIsBehind has one player whose link takes nothing until half a second after
// the last tick, and one who acknowledges nothing.
func TestTheLastFrameReachesWhoIsBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		def, w := drained(t, 1, 1)
		r, ended := room.New(room.Config{Def: def, Name: "r"}), make(chan error, 1)
		go func() { ended <- r.Run(t.Context()) }()
		good, late, mute := &recorder{}, &slow{}, &recorder{}
		go acknowledge(t, sit(t, r, "good", good), good)
		go acknowledge(t, sit(t, r, "late", late), &late.recorder)
		sit(t, r, "mute", mute)
		time.Sleep(time.Second)
		late.busy.Store(true)
		time.Sleep(time.Second)
		began := time.Now()
		r.Drain(time.Minute)
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		if _, code := good.state(); code != wire.CloseShutdown {
			t.Errorf("who has acknowledged is told %d", code)
		}
		if _, code := late.state(); code != 0 {
			t.Errorf("who is behind is told %d", code)
		}
		last := w.stepped.Load()
		time.Sleep(400 * time.Millisecond)
		late.busy.Store(false)
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		for name, l := range map[string]*recorder{"good": good, "late": &late.recorder} {
			all := headers(t, l)
			if got := all[len(all)-1]; uint32(got.Tick) != last || got.DrainMillis == 0 {
				t.Errorf("the last frame of %s is %+v, the last tick %d", name, got, last)
			}
		}
		if _, code := late.state(); code != wire.CloseShutdown {
			t.Errorf("who was behind is told %d", code)
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took < time.Second || took > 1200*time.Millisecond {
			t.Errorf("who is mute was waited for %v", took)
		}
		if _, code := mute.state(); code != wire.CloseShutdown {
			t.Errorf("who is mute is told %d", code)
		}
		if now := w.stepped.Load(); now != last {
			t.Errorf("tick %d was stepped after the last one, %d", now, last)
		}
	})
}

// TestADrainEndsInTimeOnABusyServer has steps that take three times as long as they may.
func TestADrainEndsInTimeOnABusyServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		def, w := drained(t, 1, 0)
		whole := def.New
		def.New = func(seed uint64) game.World {
			whole(seed)
			w.World = laggard{w.World}
			return w
		}
		r, ended := room.New(room.Config{Def: def, Name: "r"}), make(chan error, 1)
		go func() { ended <- r.Run(t.Context()) }()
		l := &recorder{}
		go acknowledge(t, sit(t, r, "ada", l), l)
		time.Sleep(time.Second)
		began := time.Now()
		r.Drain(5 * time.Second)
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took < 4800*time.Millisecond || took > 5500*time.Millisecond {
			t.Errorf("it took %v", took)
		}
		if n := len(w.asked); n > 60 || w.asked[n-1] != 0 {
			t.Errorf("the game was asked %v", w.asked)
		}
	})
}

type laggard struct{ game.World }

func (w laggard) Step(t *game.Tick) {
	time.Sleep(100 * time.Millisecond)
	w.World.Step(t)
}
