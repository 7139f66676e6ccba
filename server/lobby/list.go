package lobby

import (
	"context"
	"time"

	"tickwire/server/room"
)

// Public is what the rooms look like that anybody may be sent to, in order of opening. Private ones are
// for those who know their names.
func (l *Lobby) Public() []room.Status {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := make([]room.Status, 0, len(l.rooms))
	for _, e := range l.rooms {
		if e.public && !e.over {
			all = append(all, e.status())
		}
	}
	return all
}

// Look is what a room looks like to somebody who knows its name.
type Look struct {
	*room.Summary
	Public  bool // anybody may be sent to it
	Current bool // false when the room has not stepped meanwhile: its game hangs, or is slow
}

// Look looks at the room of a name, be it public or private. It waits for the room to be made, and for a
// tick (room.Room.Summary), until ctx ends. The error is ErrNoRoom where there is none, and that of ctx
// where there is nothing to tell yet.
func (l *Lobby) Look(ctx context.Context, name string) (Look, error) {
	e := l.named(name)
	if e == nil {
		return Look{}, ErrNoRoom
	}
	r, err := e.wait(ctx)
	if err != nil {
		return Look{}, err
	}
	s, current := r.Summary(ctx)
	return Look{s, e.public, current}, nil
}

// named is the room with a name, nil for none.
func (l *Lobby) named(name string) *entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range l.rooms {
		if e.name == name && !e.over {
			return e
		}
	}
	return nil
}

// Create opens a private room for a remote, as who asks for "new" does, but without coming in, and tells
// its name and after how long without anybody it is gone. Errors are those of Join.
func (l *Lobby) Create(remote string) (name string, retire time.Duration, err error) {
	e, err := l.find(newRoom, remote, nil)
	if err != nil {
		return "", 0, err
	}
	return e.name, l.cfg.Retire, nil
}
