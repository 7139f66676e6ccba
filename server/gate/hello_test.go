package gate_test

import (
	"context"
	"net/http/httptest"
	"testing"

	"tickwire/game/arena"
	"tickwire/proto/wire"
	"tickwire/server/gate"
	"tickwire/server/lobby"
	"tickwire/server/room"
)

// strict is rooms that let nobody in and remember who asked.
type strict chan room.Join

func (s strict) Join(_ context.Context, _ string, j room.Join, _ room.Link) (*room.Seat, error) {
	s <- j
	return nil, &room.RefusedError{Err: lobby.ErrTooMany}
}

// TestRoomsAreToldWhoAsks opens a link and reads what rooms know of it, and what it is told.
func TestRoomsAreToldWhoAsks(t *testing.T) {
	t.Parallel()
	asked := make(strict, 1)
	s := &site{def: arena.Definition()}
	if err := s.def.Complete(); err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(gate.New(gate.Config{Def: s.def, Rooms: asked}))
	defer web.Close()
	s.addr = web.Listener.Addr().String()
	v := s.visit(t, false)
	v.send(s.hello(same))
	if got := <-asked; got.Remote != "127.0.0.1" || got.Name != "ada" {
		t.Errorf("rooms are told %+v", got)
	}
	if code, reason := v.end(); code != wire.CloseRefused || reason != lobby.ErrTooMany.Error() {
		t.Errorf("the player is told %d %q", code, reason)
	}
}
