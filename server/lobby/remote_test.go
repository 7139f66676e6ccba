package lobby_test

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"tickwire/game/arena"
	"tickwire/proto/wire"
	"tickwire/server/lobby"
	"tickwire/server/room"
)

// TestOneNetworkCannotTakeAllRooms opens rooms until it is refused: others still open theirs, and
// the one may still come into any that is open.
func TestOneNetworkCannotTakeAllRooms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, stop := run(t, lobby.Config{MaxRooms: 16}, arena.Definition())
		defer stop()
		join := func(remote, name string) (*room.Seat, error) {
			return l.Join(t.Context(), name, room.Join{Remote: remote}, deaf{})
		}
		var seats []*room.Seat
		for i := range 4 {
			s, err := join("greedy", fmt.Sprint("room ", i))
			if err != nil {
				t.Fatalf("room %d: %v", i, err)
			}
			seats = append(seats, s)
		}
		for _, name := range []string{"room 4", "new"} {
			_, err := join("greedy", name)
			if !errors.Is(err, lobby.ErrTooMany) || room.CloseCode(err) != wire.CloseRefused {
				t.Errorf("%q as a fifth room: %v", name, err)
			}
		}
		for _, row := range []struct{ remote, name, why string }{
			{"greedy", "room 3", "it is open"},
			{"greedy", "", "it is public"},
			{"other", "theirs", "it is another's"},
			{"", "nobody's", "nobody in particular is not bounded"},
		} {
			if _, err := join(row.remote, row.name); err != nil {
				t.Errorf("%q joins %q, and %s: %v", row.remote, row.name, row.why, err)
			}
		}
		seats[0].Leave()
		time.Sleep(70 * time.Second)
		if _, err := join("greedy", "room 4"); err != nil {
			t.Errorf("one of its rooms has retired: %v", err)
		}
	})
}
