// Package chat is a game without a simulation: who is in the room, and who is typing. All else that a
// chat needs every game has: names, lines for all or for one, who comes and goes, and coming back.
//
// Nothing moves by itself, so nothing is sent while nobody does anything; see game.Definition.SendIdle.
package chat

import (
	"slices"

	"tickwire/game"
)

// Member is somebody in the room.
type Member struct {
	Owner  game.PlayerID
	Typing bool
}

// Keys are what a member's keyboard says.
type Keys struct{ Typing bool }

// rate is how many ticks there are in a second: the time that a line takes is not noticed.
const rate = 20

// The tables by which the engine sends.
var (
	Members = game.NewKind(game.KindConfig[Member]{Name: "member", Fields: []game.Field[Member]{
		game.Owner("owner", func(m *Member) *game.PlayerID { return &m.Owner }),
		game.Step("typing", func(m *Member) *bool { return &m.Typing }),
	}})
	Pressed = game.NewInput(game.Step("typing", func(k *Keys) *bool { return &k.Typing }))
	schema  = game.NewSchema(game.SchemaConfig{Kinds: []game.AnyKind{Members}, Input: Pressed})
)

// Definition is the game. Each call makes another one, to be changed before it is served.
func Definition() *game.Definition {
	return &game.Definition{
		Name: "chat", Version: 1, TickRate: rate, New: func(uint64) game.World { return &world{} },
		Schema: schema,
		// A held request of long polling is answered in this time in any case.
		SendIdle:    25 * rate,
		ChatHistory: 50,
		Limits: game.Limits{
			MaxPlayers: 500,
			// A client says every few seconds that somebody is typing. One who is lost meanwhile is not.
			InputHold: 6 * rate,
			Grace:     120 * rate,
		},
	}
}

type world struct{ members []game.Entity[Member] }

func (w *world) Join(t *game.Tick, p game.Player) {
	w.members = append(w.members, game.Entity[Member]{ID: t.NewEntity(), V: Member{Owner: p.ID}})
}

func (w *world) Leave(_ *game.Tick, p game.PlayerID) {
	w.members = slices.DeleteFunc(w.members, func(m game.Entity[Member]) bool { return m.V.Owner == p })
}

func (w *world) Step(t *game.Tick) {
	for i := range w.members {
		m := &w.members[i].V
		m.Typing = Pressed.Of(t, m.Owner).Typing
	}
}

func (w *world) Save(r *game.Rows) { Members.SaveAll(r, w.members) }
func (w *world) Load(r *game.Rows) { w.members = Members.LoadAll(r, w.members) }
