package lobby

import (
	"context"
	"runtime/debug"
	"sync/atomic"
	"time"

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
	remote string    // who had it opened; empty for nobody in particular
	streak int       // how often in a row the game broke a room of this place
	opened time.Time // when the place was taken

	restored *wire.Checkpoint // what the room is made of; nil for a new one

	// Guarded by Lobby.mu.
	gone      bool   // it lets nobody in any more
	over      bool   // the room has ended, or was given up: the place alone is left
	resting   bool   // it is broken, and what comes in its place is not there yet
	lost      bool   // the game hangs in it: its goroutine is waited for by nobody
	goroutine string // that the room runs on, as stacks call it
	stay      uint64 // inside of the game, when it was looked at last
	looks     int    // that found it there
	reviving  bool   // the room is being made of its checkpoint

	settled atomic.Bool   // made is being closed, by the one who set this
	made    chan struct{} // closed when there is a room, or will never be
	room    *room.Room    // nil for none; like err set before made is closed
	err     error         // why there is none
}

// make makes the room, once. The game's panic costs this room and no other. The goroutine that runs
// the room calls it, so that a world knows one goroutine only.
func (e *entry) make(ctx context.Context, cfg room.Config) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &room.PanicError{Room: e.name, Value: v, Stack: debug.Stack()}
			if !e.settle(nil, room.ErrBroken) {
				err = room.ErrGivenUp
			}
		}
	}()
	if ctx.Err() != nil {
		e.settle(nil, room.ErrClosed) // the lobby has ended: not worth a world
		return nil
	}
	if !e.settle(room.New(cfg), nil) {
		return room.ErrGivenUp
	}
	return nil
}

// settle tells those who wait what has become of the room, and reports whether nobody did before.
func (e *entry) settle(r *room.Room, err error) bool {
	if !e.settled.CompareAndSwap(false, true) {
		return false
	}
	e.room, e.err = r, err
	close(e.made)
	return true
}

// making reports whether the game has not made the world yet.
func (e *entry) making() bool {
	select {
	case <-e.made:
		return false
	default:
		return true
	}
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
	if !e.making() && e.room != nil {
		return e.room.Status()
	}
	return room.Status{Name: e.name}
}
