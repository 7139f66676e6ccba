package lobby_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/proto/wire"
	"tickwire/server/lobby"
	"tickwire/server/room"
)

// deaf is a link that takes everything.
type deaf struct{}

func (deaf) Ready() bool          { return true }
func (deaf) Send(...[]byte)       {}
func (deaf) Close(wire.CloseCode) {}

// open runs a lobby of rooms with four places, one of them a bot's.
func open(t *testing.T, maxRooms int) (l *lobby.Lobby, stop func()) {
	t.Helper()
	return run(t, lobby.Config{MaxRooms: maxRooms}, arena.Definition())
}

func run(t *testing.T, cfg lobby.Config, def *game.Definition) (l *lobby.Lobby, stop func()) {
	t.Helper()
	def.Limits.MaxPlayers = 4
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	cfg.Room = room.Config{Def: def, Bots: 1, Slow: time.Hour}
	l = lobby.New(cfg)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx) }()
	return l, func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

func TestPlayersFindTheirRooms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, stop := open(t, 5)
		defer stop()
		where := func(ask string) string {
			t.Helper()
			s, err := l.Join(t.Context(), ask, room.Join{Name: "ada"}, deaf{})
			if err != nil {
				t.Fatalf("join %q: %v", ask, err)
			}
			return s.Room()
		}
		for i, want := range []string{"lobby", "lobby", "lobby", "lobby 2", "lobby 2", "lobby 2", "lobby 3"} {
			if got := where(""); got != want {
				t.Errorf("player %d is in %q, want %q", i+1, got, want)
			}
		}
		code := where("new")
		if len(code) != 6 || where(code) != code {
			t.Errorf("the code of a new room: %q", code)
		}
		if got := where("friends"); got != "friends" {
			t.Errorf("asked for friends, got %q", got)
		}
		// All five rooms are open now.
		if _, err := l.Join(t.Context(), "another", room.Join{}, deaf{}); !errors.Is(err, lobby.ErrNoRoom) || room.CloseCode(err) != wire.CloseNoRoom {
			t.Errorf("a sixth room: %v", err)
		}
		for range 2 {
			if got := where(""); got != "lobby 3" {
				t.Errorf("got %q, want the public room with a place", got)
			}
		}
		if _, err := l.Join(t.Context(), "", room.Join{}, deaf{}); !errors.Is(err, room.ErrFull) {
			t.Errorf("all public rooms are full: %v", err)
		}
		if _, err := l.Join(t.Context(), "lobby", room.Join{}, deaf{}); !errors.Is(err, room.ErrFull) {
			t.Errorf("a full room by name: %v", err)
		}
	})
}

func TestEmptyRoomsRetireAndAreCountedStill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, stop := open(t, 3)
		s, err := l.Join(t.Context(), "friends", room.Join{}, deaf{})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		s.Leave()
		time.Sleep(70 * time.Second)
		synctest.Wait()
		rooms, totals := l.Status()
		if len(rooms) != 1 || rooms[0].Name != lobby.First {
			t.Errorf("rooms %+v, want the first alone", rooms)
		}
		if totals.Ticks < 30*(80+70) || totals.Frames < 5 {
			t.Errorf("totals %+v", totals)
		}
		again, err := l.Join(t.Context(), "friends", room.Join{}, deaf{})
		if err != nil || again.Player().ID != s.Player().ID {
			t.Errorf("a room of that name can be opened anew: %v", err)
		}
		stop()
		for _, name := range []string{"", "friends", "x"} {
			if _, err := l.Join(t.Context(), name, room.Join{}, deaf{}); !errors.Is(err, room.ErrClosed) {
				t.Errorf("join %q after the end: %v", name, err)
			}
		}
	})
}

// TestPrivateRoomsTakeNoPublicNames has a stranger sit in a room that is called like the next public
// one.
func TestPrivateRoomsTakeNoPublicNames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, stop := open(t, 8)
		defer stop()
		names := map[string]int{}
		for _, ask := range []string{"lobby 3", "", "", "", ""} {
			s, err := l.Join(t.Context(), ask, room.Join{}, deaf{})
			if err != nil {
				t.Fatal(err)
			}
			names[s.Room()]++
		}
		if names["lobby 3"] != 1 || names["lobby"] != 3 || len(names) != 3 {
			t.Errorf("players are in %v; who asks for any room must not be sent to a private one", names)
		}
	})
}

// TestManyComeAtOnce lets more people in than one room takes, all at the same moment.
func TestManyComeAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, stop := open(t, 8)
		defer stop()
		got := make(chan error, 20)
		for i := range cap(got) {
			go func() {
				_, err := l.Join(t.Context(), "", room.Join{Name: fmt.Sprint(i)}, deaf{})
				got <- err
			}()
		}
		in := 0
		for range cap(got) {
			if err := <-got; err == nil {
				in++
			} else if !errors.Is(err, room.ErrFull) {
				t.Error(err)
			}
		}
		synctest.Wait()
		rooms, _ := l.Status()
		people := 0
		for _, r := range rooms {
			people += r.People
		}
		if in != 20 || people != 20 {
			t.Errorf("%d of 20 came in, %d are in %d rooms", in, people, len(rooms))
		}
	})
}
