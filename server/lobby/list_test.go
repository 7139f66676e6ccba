package lobby_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/server/lobby"
	"tickwire/server/room"
)

// TestARoomIsCreatedForOthersToJoin opens rooms without coming in. One that nobody joins is gone after a
// while, one that somebody does stays, and neither is listed.
func TestARoomIsCreatedForOthersToJoin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, stop := run(t, lobby.Config{MaxRooms: 8}, arena.Definition())
		defer stop()
		var codes []string
		for range 2 {
			code, retire, err := l.Create("house")
			if err != nil || len(code) != 6 || retire != time.Minute {
				t.Fatalf("got %q, %v, %v", code, retire, err)
			}
			codes = append(codes, code)
		}
		if _, _, err := l.Create("house"); !errors.Is(err, lobby.ErrTooMany) {
			t.Errorf("a third room of a network that may have two: %v", err)
		}
		seat, err := l.Join(t.Context(), codes[1], room.Join{Name: "ada"}, deaf{})
		if err != nil || seat.Room() != codes[1] {
			t.Fatal(err)
		}
		if all := l.Public(); len(all) != 1 || all[0].Name != lobby.First {
			t.Errorf("listed are %+v", all)
		}
		time.Sleep(70 * time.Second)
		if _, err := l.Look(t.Context(), codes[0]); !errors.Is(err, lobby.ErrNoRoom) {
			t.Errorf("a room that nobody joined: %v", err)
		}
		s, err := l.Look(t.Context(), codes[1])
		if err != nil || s.Public || !s.Current || s.Name != codes[1] || s.People != 1 {
			t.Errorf("the room that somebody joined: %+v, %v", s, err)
		}
		if s, err := l.Look(t.Context(), lobby.First); err != nil || !s.Public || s.Bots != 1 {
			t.Errorf("the first room: %+v, %v", s, err)
		}
		if _, _, err := l.Create("house"); err != nil {
			t.Errorf("one of two is gone: %v", err)
		}
		for err = nil; err == nil; {
			_, _, err = l.Create("")
		}
		if !errors.Is(err, lobby.ErrNoRoom) {
			t.Errorf("when all places are taken: %v", err)
		}
		l.Drain(time.Minute)
		if _, _, err := l.Create("other"); !errors.Is(err, room.ErrClosed) {
			t.Errorf("while the lobby drains: %v", err)
		}
	})
}

// TestARoomThatIsBeingMadeIsNotWaitedForLong looks at one whose game takes its time.
func TestARoomThatIsBeingMadeIsNotWaitedForLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		def := arena.Definition()
		whole, first := def.New, true
		def.New = func(seed uint64) game.World {
			if !first {
				time.Sleep(5 * time.Second)
			}
			first = false
			return whole(seed)
		}
		l, stop := run(t, lobby.Config{}, def)
		defer stop()
		code, _, err := l.Create("")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := l.Look(ctx, code); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("while it is being made: %v", err)
		}
		if s, err := l.Look(t.Context(), code); err != nil || s.Name != code {
			t.Errorf("when it is made: %+v, %v", s, err)
		}
	})
}
