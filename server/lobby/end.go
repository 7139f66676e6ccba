package lobby

import (
	"context"
	"errors"
	"slices"
	"time"

	"tickwire/server/room"
)

const (
	// firstPause is how long the place of a room that the game broke stays shut. It doubles with each
	// time in a row, up to mostPause: a game that breaks at its first tick must not keep the server
	// busy with making worlds.
	firstPause = time.Second
	mostPause  = time.Minute

	// sound is how long a room must have lived for the next break to be the first again.
	sound = time.Minute
)

// errVanished is what became of a room whose goroutine did not come back from the game
// (runtime.Goexit).
var errVanished = errors.New("the game ended the goroutine of its room")

// run is the goroutine of one room.
func (l *Lobby) run(ctx context.Context, e *entry) {
	err := errVanished // unless something comes back
	defer func() { l.ended(ctx, e, err) }()
	l.mu.Lock()
	e.goroutine = thisGoroutine()
	l.mu.Unlock()
	made := error(nil)
	if e.restored != nil && ctx.Err() == nil {
		made = l.revive(e)
	}
	if made == nil && e.making() {
		made = e.make(ctx, l.config(e))
	}
	l.pass(e)
	if made == nil && e.room != nil { // in this order: e is somebody else's where making was given up
		made = e.room.Run(ctx)
	}
	err = made
}

// ended is the last that a room's goroutine does.
func (l *Lobby) ended(ctx context.Context, e *entry, err error) {
	lost := errors.Is(err, room.ErrGivenUp)
	if err == errVanished && !e.settle(nil, room.ErrBroken) {
		<-e.made
		lost = e.room == nil || e.room.Lost()
	}
	if lost {
		l.cfg.Log.Warn("a game that hung has returned", "room", e.name)
		l.mu.Lock()
		defer l.mu.Unlock()
		l.remove(e)
		if e.name == First {
			l.reopen(e.streak)
		}
		return
	}
	defer l.running.Done()
	if err == nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.close(e)
		l.remove(e)
		return
	}
	broke := &room.PanicError{Room: e.name, Value: err}
	errors.As(err, &broke)
	l.cfg.Log.Error("the game panicked: its room has ended", "room", broke.Room, "tick", broke.Tick,
		"panic", broke.Value, "stack", string(broke.Stack))
	l.mu.Lock()
	l.past.Panics++
	l.mu.Unlock()
	l.replace(ctx, e)
}

// replace keeps the place of a room that the game broke shut for a while. Then the first room is
// opened anew; all others are when somebody asks for them.
func (l *Lobby) replace(ctx context.Context, e *entry) {
	l.mu.Lock()
	l.close(e)
	e.resting = true
	streak := e.streak
	if time.Since(e.opened) >= sound {
		streak = 0
	}
	l.mu.Unlock()

	timer := time.NewTimer(min(firstPause<<min(streak, 16), mostPause))
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-l.drained:
	case <-timer.C:
	}

	l.mu.Lock()
	defer l.mu.Unlock()
	e.resting = false
	if !e.lost {
		l.remove(e)
	}
	if e.streak = streak + 1; e.name == First {
		l.reopen(e.streak)
	}
}

// reopen opens the first room anew, unless there is one, or games hang in all the places that there are:
// then it is done when one of them returns. The caller holds mu.
func (l *Lobby) reopen(streak int) {
	if l.closed || !l.drainBy.IsZero() || len(l.rooms) >= l.cfg.MaxRooms ||
		slices.ContainsFunc(l.rooms, func(e *entry) bool { return e.name == First && !e.over }) {
		return
	}
	l.open(First, true).streak = streak
}

// close shuts the door of a room that has ended and keeps its counts. The caller holds mu.
func (l *Lobby) close(e *entry) {
	e.gone, e.over = true, true
	l.past.add(e.status())
	l.told()
}

// remove gives up the place of a room; twice changes nothing. The caller holds mu.
func (l *Lobby) remove(e *entry) {
	l.rooms = slices.DeleteFunc(l.rooms, func(x *entry) bool { return x == e })
}
