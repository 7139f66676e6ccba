package room_test

import (
	"errors"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/room"
)

// TestAPanicOfTheGameEndsItsRoomAlone has every method of a game break, one after the other.
func TestAPanicOfTheGameEndsItsRoomAlone(t *testing.T) {
	for _, set := range methods {
		t.Run(set, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				def := trapped(t, set, func() { panic("out of cheese") })
				r, ended := room.New(room.Config{Def: def, Name: "r", Bots: 1}), make(chan error, 1)
				go func() { ended <- r.Run(t.Context()) }()
				l, joined := tread(t, r, set)
				var broke *room.PanicError
				if err := <-ended; !errors.As(err, &broke) || broke.Room != "r" || broke.Value != "out of cheese" ||
					broke.Tick == 0 || !strings.Contains(string(broke.Stack), "(*trap).at") {
					t.Fatalf("the room ended with %v", err)
				}
				if _, code := l.state(); code != wire.CloseInternal && set != "Leave" {
					t.Errorf("ada was told %d", code)
				}
				if set == "Authorize" { // who is let in before the game breaks has a seat and a closed link
					if err := <-joined; !errors.Is(err, room.ErrBroken) {
						t.Errorf("who was at the door: %v", err)
					}
				}
				if _, err := r.Join(t.Context(), room.Join{}, &recorder{}); !errors.Is(err, room.ErrBroken) {
					t.Errorf("who comes later: %v", err)
				}
			})
		})
	}
}

// disorder saves its rows in an order that no game may.
type disorder struct{ game.World }

func (w disorder) Save(r *game.Rows) {
	w.World.Save(r)
	if n := r.Len(); n > 1 {
		w.World.Save(r) // the ids begin anew
	}
}

// What a game may stumble over.
var (
	nowhere *int
	nothing any
)

// TestWhatEndsAStepEndsTheRoom takes what is not a panic of the game's own.
func TestWhatEndsAStepEndsTheRoom(t *testing.T) {
	for name, def := range map[string]*game.Definition{
		"a broken promise": func() *game.Definition {
			def := definition(t)
			whole := def.New
			def.New = func(seed uint64) game.World { return disorder{whole(seed)} }
			return def
		}(),
		"no memory there": trapped(t, "Step", func() { _ = *nowhere }),
		"a wild index":    trapped(t, "Step", func() { _ = methods[len(methods)] }),
		"the goroutine":   trapped(t, "Step", runtime.Goexit),
		"a nil panic":     trapped(t, "Step", func() { panic(nothing) }),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := room.New(room.Config{Def: def, Name: "r"})
				ended, l := make(chan error, 1), &recorder{}
				go func() {
					var err error
					defer func() { ended <- err }() // not lost when the goroutine ends
					err = r.Run(t.Context())
				}()
				_, _ = r.Join(t.Context(), room.Join{Name: "ada"}, l) // it may break before it answers
				var broke *room.PanicError
				if err := <-ended; !errors.As(err, &broke) && name != "the goroutine" {
					t.Errorf("the room ended with %v", err)
				}
				if _, code := l.state(); code != wire.CloseInternal && code != 0 {
					t.Errorf("the player was told %d", code)
				}
			})
		})
	}
}

// TestAGameThatHangsLosesItsRoom takes the room away in each method, and lets the game return later.
func TestAGameThatHangsLosesItsRoom(t *testing.T) {
	for _, set := range methods {
		t.Run(set, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				free := make(chan struct{})
				def := trapped(t, set, func() { <-free })
				p := &reading{}
				ticks := 0
				r := room.New(room.Config{
					Def: def, Name: "r", Bots: 1, Poller: func(int) room.Poller { return p },
					OnTick: func(*room.Core, time.Duration) { ticks++ },
				})
				p.room = r
				if got := r.Inside(); got != 0 {
					t.Errorf("before anything runs: inside %d", got)
				}
				ended := make(chan error, 1)
				go func() { ended <- r.Run(t.Context()) }()
				l, joined := tread(t, r, set)
				time.Sleep(time.Second)
				synctest.Wait()
				stay := r.Inside()
				if stay == 0 {
					t.Fatal("the room is not known to be in its game")
				}
				if time.Sleep(time.Minute); r.Inside() != stay {
					t.Errorf("the stay became %d, it was %d", r.Inside(), stay)
				}
				if r.GiveUp(stay-2, wire.CloseInternal) {
					t.Error("a stay that is over takes the room away")
				}
				if !r.GiveUp(stay, wire.CloseInternal) || r.GiveUp(stay, wire.CloseInternal) {
					t.Error("a room is not taken away just once")
				}
				sent, code := l.state()
				if code != wire.CloseInternal {
					t.Errorf("ada was told %d", code)
				}
				if set == "Authorize" {
					if err := <-joined; !errors.Is(err, room.ErrBroken) {
						t.Errorf("who was at the door: %v", err)
					}
				}
				if _, err := r.Join(t.Context(), room.Join{}, &recorder{}); !errors.Is(err, room.ErrBroken) {
					t.Errorf("who comes later: %v", err)
				}
				if p.closed != 1 || r.Inside() != 0 {
					t.Errorf("the poller was closed %d times, inside %d", p.closed, r.Inside())
				}
				links, before := len(p.links), ticks
				close(free)
				if err := <-ended; !errors.Is(err, room.ErrGivenUp) {
					t.Errorf("when the game returned: %v", err)
				}
				if now, _ := l.state(); now != sent || len(p.links) != links || ticks != before || p.closed != 1 {
					t.Errorf("the room went on: %d messages after %d, %d links after %d, %d ticks after %d",
						now, sent, len(p.links), links, ticks, before)
				}
			})
		})
	}
}

// TestAGameThatPanicsWhenItIsGivenUp ends like one that returns.
func TestAGameThatPanicsWhenItIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		free := make(chan struct{})
		r := room.New(room.Config{Def: trapped(t, "Step", func() { <-free; panic("too late") }), Name: "r"})
		ended := make(chan error, 1)
		go func() { ended <- r.Run(t.Context()) }()
		l, _ := tread(t, r, "Step")
		time.Sleep(time.Second)
		synctest.Wait()
		if !r.GiveUp(r.Inside(), wire.CloseShutdown) {
			t.Fatal("the room was not taken away")
		}
		close(free)
		if err := <-ended; !errors.Is(err, room.ErrGivenUp) {
			t.Errorf("the room ended with %v", err)
		}
		if _, code := l.state(); code != wire.CloseShutdown {
			t.Errorf("ada was told %d", code)
		}
	})
}
