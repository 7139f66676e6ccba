package arena

import (
	"tickwire/game"
	rules "tickwire/game/arena"
)

// marks are the asteroids seen so far, for the map: they never move, so a player explores it.
type marks struct {
	player game.PlayerID // who explored it; another one is in another arena, perhaps
	known  map[game.EntityID]bool
	rocks  []mark
}

type mark struct{ x, y, r float32 } // units

// maxMarks bounds the memory, whatever a server sends.
const maxMarks = 4096

func newMarks() marks { return marks{known: map[game.EntityID]bool{}} }

func (m *marks) rock(id game.EntityID, a *rules.Asteroid) {
	if m.known[id] || len(m.rocks) == maxMarks {
		return
	}
	m.known[id] = true
	m.rocks = append(m.rocks, mark{float32(a.Pos.X.Float()), float32(a.Pos.Y.Float()), float32(a.Radius.Float())})
}

// of forgets what another player has seen: after a reconnect the server may be a new one.
func (m *marks) of(p game.PlayerID) {
	if p != m.player {
		clear(m.known)
		m.rocks, m.player = m.rocks[:0], p
	}
}
