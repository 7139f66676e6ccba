package lobby

import (
	"fmt"
	"runtime/debug"
	"slices"

	"tickwire/proto/wire"
	"tickwire/server/checkpoint"
	"tickwire/server/room"
	"tickwire/server/session"
)

// restore takes places for the rooms that are on disk. What cannot be used is told and set aside; a
// room whose newest checkpoint is damaged goes on from the one before.
func (l *Lobby) restore() {
	dir := l.cfg.Checkpoints.Dir()
	saved, err := dir.Rooms()
	if err != nil {
		l.cfg.Log.Error("no room is restored", "err", err)
	}
	told := false
	for _, s := range saved {
		cp := l.newest(dir, s)
		if cp == nil {
			continue
		}
		// The first room is never one too many: a new one in its place would be another of that name.
		if len(l.rooms) >= l.cfg.MaxRooms && cp.Room != First {
			if !told {
				l.cfg.Log.Error("more rooms are on disk than may be open; the others stay there", "on_disk", len(saved), "max_rooms", l.cfg.MaxRooms)
			}
			told = true
			continue
		}
		l.reclaim(dir, cp)
	}
	if i := slices.IndexFunc(l.rooms, func(e *entry) bool { return e.name == First }); i > 0 { // where those look first who do not mind
		l.rooms[0], l.rooms[i] = l.rooms[i], l.rooms[0]
	}
}

// reclaim takes the place of a room that is on disk.
func (l *Lobby) reclaim(dir *checkpoint.Dir, cp *wire.Checkpoint) {
	if err := claim(dir, cp); err != nil {
		l.cfg.Log.Error("a room is restored, but that is not on disk: should the server end before it has saved the room, tokens of those who joined meanwhile may be taken for others'",
			"room", cp.Room, "err", err)
	}
	e := l.open(cp.Room, cp.Public)
	e.id, e.remote, e.restored = cp.RoomID, cp.Remote, cp
	l.cfg.Log.Info("room restored", "room", cp.Room, "tick", cp.Tick, "players", len(cp.Players), "incarnation", cp.Incarnation+1)
}

// newest is the newest checkpoint of a room that is good, nil for none.
func (l *Lobby) newest(dir *checkpoint.Dir, s checkpoint.Room) *wire.Checkpoint {
	for _, n := range s.Ticks {
		b, err := dir.Read(s.ID, n)
		if err == nil {
			var cp *wire.Checkpoint
			if cp, err = wire.DecodeCheckpoint(b, l.cfg.Room.Def); err == nil && cp.RoomID != s.ID {
				err = fmt.Errorf("%w: it is of room %x", checkpoint.ErrCorrupt, cp.RoomID)
			}
			if err == nil {
				return cp
			}
		}
		l.cfg.Log.Error("a checkpoint cannot be used and is set aside", "room_id", fmt.Sprintf("%x", s.ID), "tick", n, "err", err)
		if err := dir.Refuse(s.ID, n); err != nil {
			l.cfg.Log.Error("a checkpoint cannot be set aside", "err", err)
		}
	}
	return nil
}

// claim writes down that a room is made of its checkpoint once more, before anybody comes in. A server
// that ends before it has saved the room leaves players behind whose numbers the next one gives to
// others; their tokens are told apart by the incarnation, which must not be the same one then.
func claim(dir *checkpoint.Dir, cp *wire.Checkpoint) error {
	next := *cp
	next.Incarnation++
	return dir.Save(cp.RoomID, cp.Tick, wire.AppendCheckpoint(nil, &next))
}

// slot is the way of a room's checkpoints to the disk, nil for none.
func (l *Lobby) slot(e *entry) *checkpoint.Slot {
	if l.cfg.Checkpoints == nil {
		return nil
	}
	s := l.cfg.Checkpoints.Slot()
	s.Checkpoint.Room, s.Checkpoint.RoomID = e.name, e.id
	s.Checkpoint.Public, s.Checkpoint.Remote = e.public, e.remote
	return s
}

// revive makes the room of its checkpoint. A game that panics when it is given what it has once saved
// gets a new world instead; the checkpoint is set aside, and since nobody can come back, the room has
// another id. The error is that the room was given up meanwhile.
func (l *Lobby) revive(e *entry) error {
	cfg := l.config(e)
	cfg.Restored, e.restored = e.restored, nil
	l.mu.Lock()
	e.reviving = true
	l.mu.Unlock()
	defer func() {
		v := recover()
		if v != nil {
			l.cfg.Log.Error("the game panicked when it was restored, and begins anew",
				"room", e.name, "tick", cfg.Restored.Tick, "panic", v, "stack", string(debug.Stack()))
			cfg.Save.Wait()
			cfg.Save.SetAside()
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		if e.reviving = false; v != nil {
			e.id = session.NewRoomID()
		}
	}()
	if !e.settle(room.New(cfg), nil) {
		return room.ErrGivenUp
	}
	return nil
}

// abort sets the checkpoint aside of which a room was being made when its game hung: the next server
// would hang on it, too.
func (l *Lobby) abort(e *entry) {
	l.mu.Lock()
	reviving, slot := e.reviving, l.slot(e)
	l.mu.Unlock()
	if reviving {
		slot.Wait()
		slot.SetAside()
	}
}
