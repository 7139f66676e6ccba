package hostile_test

import (
	"slices"
	"sync"

	"tickwire/game"
)

// walker is a player of the yard: how many ticks it has lived, and how many steps it has made.
type walker struct {
	Owner        game.PlayerID
	Ticks, Steps int32
}

// walk is its input: one step, or none.
type walk struct{ Step int8 }

var (
	walkers = game.NewKind(game.KindConfig[walker]{Name: "walker", Fields: []game.Field[walker]{
		game.Owner("owner", func(w *walker) *game.PlayerID { return &w.Owner }),
		game.Step("ticks", func(w *walker) *int32 { return &w.Ticks }),
		game.Step("steps", func(w *walker) *int32 { return &w.Steps }),
	}})
	walks      = game.NewInput(game.Step("step", func(w *walk) *int8 { return &w.Step }))
	yardSchema = game.NewSchema(game.SchemaConfig{Kinds: []game.AnyKind{walkers}, Input: walks})
)

// yard is a game in which whoever acts more often than others is further: the world's own state tells.
type yard struct {
	all  []game.Entity[walker]
	seen *witness
}

func (y *yard) Join(t *game.Tick, p game.Player) {
	y.all = append(y.all, game.Entity[walker]{ID: t.NewEntity(), V: walker{Owner: p.ID}})
	y.seen.joined(p)
}

func (y *yard) Leave(_ *game.Tick, p game.PlayerID) {
	y.all = slices.DeleteFunc(y.all, func(w game.Entity[walker]) bool { return w.V.Owner == p })
}

func (y *yard) Step(t *game.Tick) {
	for i := range y.all {
		w := &y.all[i].V
		w.Ticks++
		w.Steps += int32(walks.Of(t, w.Owner).Step) // whatever it says: honest ones say 1
	}
	if !t.Predicting() {
		y.seen.stepped(y.all)
	}
}

func (y *yard) Save(r *game.Rows) { walkers.SaveAll(r, y.all) }
func (y *yard) Load(r *game.Rows) { y.all = walkers.LoadAll(r, y.all) }

// witness is what tests know of a world.
type witness struct {
	mu    sync.Mutex
	ticks int
	all   map[game.PlayerID]walker
	who   map[game.PlayerID]game.Player
}

func (w *witness) joined(p game.Player) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.who == nil {
		w.who = map[game.PlayerID]game.Player{}
	}
	w.who[p.ID] = p
}

func (w *witness) stepped(all []game.Entity[walker]) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ticks++
	w.all = map[game.PlayerID]walker{}
	for _, e := range all {
		w.all[e.V.Owner] = e.V
	}
}

// walker is the state of one who is in the world.
func (w *witness) walker(p game.PlayerID) (walker, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	got, ok := w.all[p]
	return got, ok
}

func (w *witness) player(p game.PlayerID) game.Player {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.who[p]
}

func (w *witness) count() (ticks, players int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.ticks, len(w.all)
}
