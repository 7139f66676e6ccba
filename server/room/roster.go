package room

import (
	"tickwire/game"
	"tickwire/proto/wire"
)

// rosterMemory is how many departures the roster remembers: as many as a client takes in one frame
// beside the largest room. A client that missed more cannot be told who has gone, so it is closed and
// learns by coming again who is here.
const rosterMemory = wire.MaxRoster - game.MaxPlayers

// roster is who is here. Every change gets the next version; a client's cursor is the version
// that it was last sent, so what it lacks is found without a queue per client.
type roster struct {
	version uint64
	entries []rosterEntry // in order of version, so that what is new is at the end
	gone    []rosterEntry // the newest rosterMemory departures
	lost    uint64        // version of the newest that is not remembered
}

type rosterEntry struct {
	wire.RosterEntry
	version uint64
}

func (r *roster) join(p game.Player) {
	r.version++
	r.entries = append(r.entries, rosterEntry{version: r.version, RosterEntry: wire.RosterEntry{
		Player: p.ID, Name: p.Name, Bot: p.Bot,
	}})
}

func (r *roster) leave(p game.PlayerID) {
	for i := range r.entries {
		if r.entries[i].Player == p {
			r.version++
			r.entries = append(r.entries[:i], r.entries[i+1:]...)
			if len(r.gone) == rosterMemory {
				r.lost = r.gone[0].version
				r.gone = r.gone[:copy(r.gone, r.gone[1:])]
			}
			r.gone = append(r.gone, rosterEntry{version: r.version, RosterEntry: wire.RosterEntry{Player: p, Left: true}})
			return
		}
	}
}

// update changes an entry when it says something new.
func (r *roster) update(e wire.RosterEntry) {
	for i := range r.entries {
		if was := &r.entries[i]; was.Player == e.Player {
			if was.RosterEntry != e {
				r.version++
				r.entries = append(append(r.entries[:i], r.entries[i+1:]...), rosterEntry{RosterEntry: e, version: r.version})
			}
			return
		}
	}
}

// forgot reports whether a client with a cursor lacks a departure that is not remembered.
func (r *roster) forgot(cursor uint64) bool { return cursor > 0 && cursor < r.lost }

// since appends what a client with a cursor lacks.
func (r *roster) since(dst []wire.RosterEntry, cursor uint64) []wire.RosterEntry {
	if cursor == r.version {
		return dst
	}
	if cursor > 0 {
		gone := len(r.gone)
		for gone > 0 && r.gone[gone-1].version > cursor {
			gone--
		}
		for i := gone; i < len(r.gone); i++ {
			dst = append(dst, r.gone[i].RosterEntry)
		}
	}
	news := len(r.entries)
	for news > 0 && r.entries[news-1].version > cursor {
		news--
	}
	for i := news; i < len(r.entries); i++ {
		dst = append(dst, r.entries[i].RosterEntry)
	}
	return dst
}
