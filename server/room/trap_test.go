package room_test

import (
	"testing"
	"time"

	"tickwire/game"
	"tickwire/server/room"
)

// trap is a game with all optional interfaces, which calls spring in the method that it is set for once
// there is somebody to feel it.
type trap struct {
	whole
	set    string
	spring func()
	people int
}

// whole is what the arena can do.
type whole interface {
	game.World
	game.Viewer
	game.Scorer
	game.Bots
}

// trapped is the arena with a trap.
func trapped(t *testing.T, set string, spring func()) *game.Definition {
	def := definition(t)
	make := def.New
	def.New = func(seed uint64) game.World {
		w, ok := make(seed).(whole)
		if !ok {
			panic("the arena can do less than it could")
		}
		return &trap{whole: w, set: set, spring: spring}
	}
	return def
}

// methods are all in which a room calls a game.
var methods = []string{"Join", "Leave", "Bot", "Step", "Save", "View", "Score", "Authorize", "Drain"}

func (w *trap) at(method string) {
	if method == w.set && w.people > 0 {
		w.spring()
	}
}

func (w *trap) Join(t *game.Tick, p game.Player) {
	if !p.Bot {
		w.at("Join")
		w.people++
	}
	w.whole.Join(t, p)
}

func (w *trap) Leave(t *game.Tick, p game.PlayerID) { w.at("Leave"); w.whole.Leave(t, p) }
func (w *trap) Step(t *game.Tick)                   { w.at("Step"); w.whole.Step(t) }
func (w *trap) Save(r *game.Rows)                   { w.at("Save"); w.whole.Save(r) }
func (w *trap) Bot(t *game.Tick, p game.PlayerID)   { w.at("Bot"); w.whole.Bot(t, p) }

func (w *trap) View(p game.PlayerID) game.View {
	w.at("View")
	return w.whole.View(p)
}

func (w *trap) Score(p game.PlayerID) int32 {
	w.at("Score")
	return w.whole.Score(p)
}

func (w *trap) Authorize(string, string) error { w.at("Authorize"); return nil }

func (w *trap) Drain(*game.Tick, int) bool { w.at("Drain"); return false }

// tread has ada come in and then whoever it takes to spring the trap. ada's link is returned, and what
// became of the join of the second.
func tread(t *testing.T, r *room.Room, set string) (*recorder, chan error) {
	t.Helper()
	l, joined := &recorder{}, make(chan error, 1)
	s := sit(t, r, "ada", l)
	switch set {
	case "Join", "Authorize":
		go func() {
			_, err := r.Join(t.Context(), room.Join{Name: "bob"}, &recorder{})
			joined <- err
		}()
	case "Leave":
		s.Leave()
	case "Drain":
		r.Drain(10 * time.Second)
	}
	return l, joined
}
