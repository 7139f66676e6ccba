package lobby

import (
	"context"
	"time"

	"tickwire/proto/wire"
	"tickwire/server/room"
)

const (
	// looks is how often a room must be found in one and the same call of its game before it is
	// given up. Looks are counted, not time: those that a sleeping machine or a debugger leaves out do
	// not count against a game.
	looks = 8

	// makingLooks is the same for the call that makes a world, which may take its time.
	makingLooks = 6 * looks

	// endGrace is how long a call may last when the server ends.
	endGrace = 3 * time.Second
)

// making is the stay of a room that is being made; no room tells it of itself.
const making = ^uint64(0)

// watch looks at all rooms and gives up those whose game hangs.
func (l *Lobby) watch(ctx context.Context) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range l.rooms {
		if e.over {
			continue
		}
		stay, most := making, makingLooks
		if !e.making() {
			stay, most = 0, looks
			if e.room != nil {
				stay = e.room.Inside()
			}
		}
		if stay == 0 || stay != e.stay {
			e.stay, e.looks = stay, 0
			continue
		}
		if e.looks++; e.looks == most {
			l.running.Go(func() { l.giveUp(ctx, e, stay, wire.CloseInternal) })
		}
	}
}

// abandon gives up every room that is still inside of its game when the lobby has ended.
func (l *Lobby) abandon(ctx context.Context) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range l.rooms {
		switch {
		case e.over:
		case e.making():
			l.running.Go(func() { l.giveUp(ctx, e, making, wire.CloseShutdown) })
		case e.room != nil && e.room.Inside() != 0:
			l.running.Go(func() { l.giveUp(ctx, e, e.room.Inside(), wire.CloseShutdown) })
		}
	}
}

// giveUp takes a room away from its goroutine, unless the call of the game is over by now, and looks
// after its place, as the goroutine would have.
func (l *Lobby) giveUp(ctx context.Context, e *entry, stay uint64, code wire.CloseCode) {
	l.mu.Lock()
	goroutine := e.goroutine
	l.mu.Unlock()
	stack := stackOf(goroutine) // before the game is let go, or it would show where it went
	if stay == making {
		why := room.ErrBroken
		if code == wire.CloseShutdown {
			why = room.ErrClosed
		}
		if !e.settle(nil, why) {
			return
		}
		if code != wire.CloseShutdown { // which is no judgement: it had three seconds
			l.abort(e)
		}
	} else if !e.room.GiveUp(stay, code) {
		return
	}
	l.cfg.Log.Error("the game hangs: its room was given up, its goroutine stays until the game returns",
		"room", e.name, "tick", e.status().Tick+1, "stack", stack)
	l.mu.Lock()
	e.lost = true
	l.past.Hangs++
	l.mu.Unlock()
	l.replace(ctx, e)
	l.running.Done() // in place of the goroutine, which nobody waits for any more
}
