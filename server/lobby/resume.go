package lobby

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tickwire/server/room"
	"tickwire/server/session"
)

// resume brings somebody back by a token, whatever room is asked for: the token knows. The error is
// a session.Refusal where the token is at fault, and then a room has never used the link.
func (l *Lobby) resume(ctx context.Context, j room.Join, link room.Link) (*room.Seat, error) {
	ticket, err := l.cfg.Room.Keys.Verify(j.Resume, time.Now())
	if err != nil {
		return nil, err
	}
	e := l.known(ticket.Room)
	if e == nil {
		return nil, session.Gone
	}
	r, err := e.wait(ctx)
	if err != nil {
		return nil, err
	}
	seat, err := r.Resume(ctx, ticket, j, link)
	switch {
	case errors.Is(err, room.ErrClosed) && l.forget(e):
		return nil, session.Gone // the room retired just now
	case err != nil:
		return nil, fmt.Errorf("room %s: %w", e.name, err)
	}
	return seat, nil
}

// known is the room with an id, nil for none.
func (l *Lobby) known(id session.RoomID) *entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range l.rooms {
		if e.id == id && !e.gone {
			return e
		}
	}
	return nil
}

// refuse counts a token that brought nobody back.
func (l *Lobby) refuse(r session.Refusal) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.past.Refused[r]++
}
