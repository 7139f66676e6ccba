package lobby_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/proto/wire"
	"tickwire/server/lobby"
	"tickwire/server/room"
)

// told is a link that remembers how it ended.
type told struct {
	deaf
	code atomic.Uint32
}

func (l *told) Close(code wire.CloseCode) { l.code.CompareAndSwap(0, uint32(code)) }

// lines is a log that may be read while it is written.
type lines struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) count(s string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.b.String(), s)
}

// stepper is a world that a function is called for in each step.
type stepper struct {
	game.World
	step func()
}

func (w stepper) Step(t *game.Tick) {
	w.step()
	w.World.Step(t)
}

// steps is the arena with worlds that call what makes gives for each of them, in the order in which they
// are made, in each step.
func steps(make func(n int64) func()) (*game.Definition, *atomic.Int64) {
	def, worlds := arena.Definition(), new(atomic.Int64)
	whole := def.New
	def.New = func(seed uint64) game.World { return stepper{whole(seed), make(worlds.Add(1))} }
	return def, worlds
}

func TestTheFirstRoomIsOpenedAnewAfterAPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bomb atomic.Bool
		def, worlds := steps(func(int64) func() {
			return func() {
				if bomb.CompareAndSwap(true, false) {
					panic("out of cheese")
				}
			}
		})
		log := &lines{}
		l, stop := run(t, lobby.Config{Log: slog.New(slog.NewTextHandler(log, nil))}, def)
		defer stop()
		ada, bob := &told{}, &told{}
		if _, err := l.Join(t.Context(), "", room.Join{}, ada); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		_, before := l.Status()
		bomb.Store(true)
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		if got := wire.CloseCode(ada.code.Load()); got != wire.CloseInternal {
			t.Errorf("ada was told %d", got)
		}
		if _, err := l.Join(t.Context(), "", room.Join{}, bob); !errors.Is(err, room.ErrBroken) {
			t.Errorf("who comes at once: %v", err)
		}
		if _, err := l.Join(t.Context(), lobby.First, room.Join{}, bob); !errors.Is(err, room.ErrBroken) {
			t.Errorf("who comes at once, by name: %v", err)
		}
		if all, _ := l.Status(); len(all) != 0 {
			t.Errorf("the rooms are %+v", all)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		seat, err := l.Join(t.Context(), "", room.Join{}, bob)
		if err != nil || seat.Room() != lobby.First {
			t.Fatalf("who comes a second later: %v", err)
		}
		synctest.Wait() // a seat is given before the room tells of it
		all, sum := l.Status()
		if len(all) != 1 || all[0].People != 1 || all[0].Bots != 1 || sum.Panics != 1 || sum.Hangs != 0 || sum.Ticks < before.Ticks || worlds.Load() != 2 {
			t.Errorf("%+v, %+v, %d worlds", all, sum, worlds.Load())
		}
		if log.count("out of cheese") != 1 || log.count("stepper") == 0 || log.count("room=lobby tick=") != 1 {
			t.Errorf("the log says %q", log.b.String())
		}
	})
}

// TestAGameThatAlwaysBreaksDoesNotSpin has a game break at the first tick of each of its worlds while
// somebody keeps knocking, for ten minutes.
func TestAGameThatAlwaysBreaksDoesNotSpin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		def, worlds := steps(func(int64) func() { return func() { panic("out of cheese") } })
		l, stop := run(t, lobby.Config{}, def)
		defer stop()
		for range 10 * 60 * 10 {
			time.Sleep(100 * time.Millisecond)
			if _, err := l.Join(t.Context(), "", room.Join{}, &told{}); err != nil && !errors.Is(err, room.ErrBroken) {
				t.Fatal(err)
			}
		}
		// After 1, 2, 4, 8, 16 and 32 s, then once a minute.
		if n := worlds.Load(); n < 14 || n > 17 {
			t.Errorf("%d worlds in ten minutes", n)
		}
		_, sum := l.Status()
		if int64(sum.Panics) != worlds.Load() {
			t.Errorf("%d panics of %d worlds", sum.Panics, worlds.Load())
		}
	})
}

func TestAGameThatHangsCostsItsRoomAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		free := make(chan struct{})
		var hang atomic.Bool
		def, _ := steps(func(n int64) func() {
			return func() {
				if n == 1 && hang.Load() {
					<-free
				}
			}
		})
		log := &lines{}
		def.Limits.MaxPlayers = 4
		if err := def.Complete(); err != nil {
			t.Fatal(err)
		}
		l := lobby.New(lobby.Config{Room: room.Config{Def: def, Slow: time.Hour}, Log: slog.New(slog.NewTextHandler(log, nil))})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- l.Run(ctx) }()
		ada, bob := &told{}, &told{}
		if _, err := l.Join(t.Context(), "", room.Join{}, ada); err != nil {
			t.Fatal(err)
		}
		if _, err := l.Join(t.Context(), "friends", room.Join{}, bob); err != nil {
			t.Fatal(err)
		}
		hang.Store(true)
		time.Sleep(9 * time.Second)
		synctest.Wait()
		if code := ada.code.Load(); code != 0 {
			t.Errorf("after 9 s ada was told %d", code)
		}
		time.Sleep(4 * time.Second)
		synctest.Wait()
		if code := wire.CloseCode(ada.code.Load()); code != wire.CloseInternal {
			t.Errorf("after 13 s ada was told %d", code)
		}
		if seat, err := l.Join(t.Context(), "", room.Join{}, deaf{}); err != nil || seat.Room() != lobby.First {
			t.Errorf("who comes then: %v", err)
		}
		all, sum := l.Status()
		if len(all) != 2 || all[0].Name != "friends" || all[0].Tick < 380 || all[1].Tick == 0 || sum.Hangs != 1 || sum.Panics != 0 {
			t.Errorf("the rooms are %+v, %+v", all, sum)
		}
		if code := bob.code.Load(); code != 0 {
			t.Errorf("bob, who is elsewhere, was told %d", code)
		}
		if log.count("the game hangs") != 1 || log.count("TestAGameThatHangsCostsItsRoomAlone") == 0 || log.count("synctest.Test") != 0 {
			t.Errorf("the log says %q", log.b.String())
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		close(free)
		synctest.Wait()
		if log.count("has returned") != 1 {
			t.Errorf("the log says %q", log.b.String())
		}
	})
}

// TestGamesThatHangTakeNoMoreThanTheirPlaces has the game hang in every room, for a day.
func TestGamesThatHangTakeNoMoreThanTheirPlaces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		free := make(chan struct{})
		def, worlds := steps(func(int64) func() { return func() { <-free } })
		l, stop := run(t, lobby.Config{MaxRooms: 3}, def)
		time.Sleep(24 * time.Hour)
		if n := worlds.Load(); n != 3 {
			t.Errorf("%d worlds, and places for 3", n)
		}
		if _, err := l.Join(t.Context(), "", room.Join{}, deaf{}); !errors.Is(err, room.ErrFull) {
			t.Errorf("who comes: %v", err)
		}
		if all, sum := l.Status(); len(all) != 0 || sum.Hangs != 3 {
			t.Errorf("the rooms are %+v, %+v", all, sum)
		}
		close(free)
		synctest.Wait()
		if seat, err := l.Join(t.Context(), "", room.Join{}, deaf{}); err != nil || seat.Room() != lobby.First {
			t.Errorf("who comes when the games have returned: %v", err)
		}
		stop()
	})
}

// TestWhatIsSlowIsNotGivenUp takes steps of nine seconds with a watchdog of ten, and of an hour with
// none.
func TestWhatIsSlowIsNotGivenUp(t *testing.T) {
	for _, row := range []struct {
		name     string
		watchdog time.Duration
		step     time.Duration
		hangs    uint64
	}{
		{"slow", 0, 9 * time.Second, 0},
		{"too slow", 0, 12 * time.Second, 1},
		{"a shorter patience", 2 * time.Second, 9 * time.Second, 1},
		{"no watchdog", -1, time.Hour, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				def, _ := steps(func(n int64) func() {
					return func() {
						if n == 1 {
							time.Sleep(row.step)
						}
					}
				})
				l, stop := run(t, lobby.Config{Watchdog: row.watchdog}, def)
				time.Sleep(5 * row.step)
				if _, sum := l.Status(); sum.Hangs != row.hangs {
					t.Errorf("%d rooms were given up, want %d", sum.Hangs, row.hangs)
				}
				began := time.Now()
				stop()
				if took := time.Since(began); took > 5*time.Second {
					t.Errorf("the end took %v", took)
				}
				time.Sleep(5 * row.step) // until the last step returns
			})
		})
	}
}

// TestAWorldThatIsNeverMade is told to those who wait for it, and keeps the place until it is.
func TestAWorldThatIsNeverMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		free := make(chan struct{})
		var worlds atomic.Int64
		log := &lines{}
		l, stop := run(t, lobby.Config{MaxRooms: 2, Log: slog.New(slog.NewTextHandler(log, nil))}, makes(func() {
			if worlds.Add(1) == 2 {
				<-free
			}
		}))
		defer stop()
		began := time.Now()
		_, err := l.Join(t.Context(), "friends", room.Join{}, deaf{})
		if took := time.Since(began); !errors.Is(err, room.ErrBroken) || took < 59*time.Second || took > 63*time.Second {
			t.Errorf("who waited: %v after %v", err, took)
		}
		synctest.Wait()
		if log.count("room=friends") != 1 || log.count("TestAWorldThatIsNeverMade") == 0 {
			t.Errorf("the log says %q", log.b.String())
		}
		time.Sleep(time.Minute)
		if _, err := l.Join(t.Context(), "others", room.Join{}, deaf{}); !errors.Is(err, lobby.ErrNoRoom) {
			t.Errorf("its place: %v", err)
		}
		close(free)
		synctest.Wait()
		if _, err := l.Join(t.Context(), "friends", room.Join{}, deaf{}); err != nil {
			t.Errorf("when the game has returned: %v", err)
		}
	})
}
