package lobby_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/proto/wire"
	"tickwire/server/lobby"
	"tickwire/server/room"
	"tickwire/server/session"
)

// greeted is a link that remembers its Welcome.
type greeted struct {
	deaf
	welcome chan wire.Welcome
}

func newGreeted() greeted { return greeted{welcome: make(chan wire.Welcome, 1)} }

func (g greeted) Send(parts ...[]byte) {
	if w, err := wire.DecodeWelcome(parts[0]); err == nil {
		g.welcome <- w
	}
}

// TestATokenKnowsItsRoom brings players back who ask for another room, and makes new ones of those whose
// token is too late.
func TestATokenKnowsItsRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, stop := open(t, 3)
		defer stop()
		join := func(name string, token []byte) (*room.Seat, wire.Welcome, error) {
			g := newGreeted()
			s, err := l.Join(t.Context(), name, room.Join{Name: "ada", Resume: token}, g)
			if err != nil {
				return nil, wire.Welcome{}, err
			}
			return s, <-g.welcome, nil
		}
		first, w, err := join("friends", nil)
		if err != nil {
			t.Fatal(err)
		}
		first.Drop()
		back, w2, err := join("", w.ResumeToken)
		if err != nil || back.Room() != "friends" || w2.Player != w.Player || !w2.Resumed || w2.Room != "friends" {
			t.Fatalf("came back to %+v, %v", w2, err)
		}
		if _, _, err := join("", nil); err != nil { // keeps the first room open
			t.Fatal(err)
		}
		forged := append([]byte(nil), w2.ResumeToken...)
		forged[len(forged)-1] ^= 1
		if _, _, err := join("friends", forged); !errors.Is(err, session.Forged) || room.CloseCode(err) != wire.CloseToken {
			t.Errorf("a forged token: %v", err)
		}
		strange, err := session.NewKeys(session.Config{})
		if err != nil {
			t.Fatal(err)
		}
		for name, token := range map[string][]byte{
			"of another server":  strange.Sign(nil, &session.Ticket{Expires: time.Now().Add(time.Hour)}, time.Now()),
			"of another version": []byte("hello"),
		} {
			if s, w, err := join("", token); err != nil || w.Resumed || s.Room() != lobby.First {
				t.Errorf("%s: %+v, %v", name, w, err)
			}
		}
		// Nobody comes back in time, and the room retires after that: a minute without people.
		back.Drop()
		time.Sleep(29 * time.Second)
		synctest.Wait()
		if rooms, _ := l.Status(); len(rooms) != 2 || rooms[1].Lost != 1 {
			t.Errorf("rooms before the grace is over: %+v", rooms)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if rooms, _ := l.Status(); len(rooms) != 2 || rooms[1].People != 0 {
			t.Errorf("rooms after the grace: %+v", rooms)
		}
		if s, again, err := join("friends", w2.ResumeToken); err != nil || again.Resumed || again.Player == w.Player {
			t.Errorf("after the grace: %+v, %v", again, err)
		} else {
			s.Leave()
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if rooms, _ := l.Status(); len(rooms) != 1 {
			t.Errorf("rooms in the end: %+v", rooms)
		}
		if s, again, err := join("", w2.ResumeToken); !errors.Is(err, room.ErrFull) && (err != nil || again.Resumed || s.Room() == "friends") {
			t.Errorf("after the room's end: %+v, %v", again, err)
		}
		_, totals := l.Status()
		want := [session.Refusals]uint64{session.Forged: 1, session.Unknown: 2, session.Gone: 2}
		if totals.Refused != want || totals.Resumed != 1 {
			t.Errorf("refused %v, want %v; %d resumed", totals.Refused, want, totals.Resumed)
		}
	})
}

// shut is a game that lets nobody in.
type shut struct{ game.World }

func (shut) Authorize(string, string) error { return errors.New("closed society") }

// TestALateTokenOpensNoDoor shows one to a game that is asked about new players.
func TestALateTokenOpensNoDoor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		def := arena.Definition()
		whole := def.New
		def.New = func(seed uint64) game.World { return shut{whole(seed)} }
		l, stop := run(t, lobby.Config{}, def)
		defer stop()
		_, err := l.Join(t.Context(), "", room.Join{Resume: []byte("old")}, deaf{})
		if room.CloseCode(err) != wire.CloseRefused {
			t.Errorf("let in by a token of nobody: %v", err)
		}
	})
}
