package lobby

import (
	"context"
	"fmt"
	"runtime/debug"

	"tickwire/proto/wire"
	"tickwire/server/room"
	"tickwire/server/session"
)

// entry is a room with its place in the lobby. The place is taken at once and under the lobby's
// lock; the room comes later and outside of it, because a game may take its time to make a world.
// Those who want into this room wait for it, and nobody else does.
type entry struct {
	name   string
	id     session.RoomID
	public bool
	remote string // who had it opened; empty for nobody in particular
	gone   bool   // it lets nobody in any more; guarded by Lobby.mu

	restored *wire.Checkpoint // what the room is made of; nil for a new one

	made chan struct{} // closed when there is a room, or will never be
	room *room.Room    // nil for none; like err set before made is closed
	err  error         // why there is none
}

// make makes the room, once. The game's panic costs this room and no other. The goroutine that runs
// the room calls it, so that a world knows one goroutine only.
func (e *entry) make(ctx context.Context, cfg room.Config) (err error) {
	defer close(e.made)
	defer func() {
		if v := recover(); v != nil {
			e.err = room.ErrBroken
			err = fmt.Errorf("room %s: the game panicked while it made the world: %v\n%s", e.name, v, debug.Stack())
		}
	}()
	if ctx.Err() != nil {
		e.err = room.ErrClosed // the lobby has ended: not worth a world
		return nil
	}
	e.room = room.New(cfg)
	return nil
}

// wait waits for the room.
func (e *entry) wait(ctx context.Context) (*room.Room, error) {
	select {
	case <-e.made:
		return e.room, e.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// join waits for the room and brings the player in.
func (e *entry) join(ctx context.Context, j room.Join, link room.Link) (*room.Seat, error) {
	r, err := e.wait(ctx)
	if err != nil {
		return nil, err
	}
	return r.Join(ctx, j, link)
}

// status is what the room looks like; while it is being made, nothing but its name.
func (e *entry) status() room.Status {
	select {
	case <-e.made:
		if e.room != nil {
			return e.room.Status()
		}
	default:
	}
	return room.Status{Name: e.name}
}
