package game_test

import (
	"fmt"
	"slices"

	"tickwire/game"
	"tickwire/game/fixed"
)

// Runner is one who plays tag. One of all is it.
type Runner struct {
	Owner game.PlayerID
	Pos   fixed.Vec
	It    bool
	Tags  int32
}

// Run is what a player can do.
type Run struct{ X, Y int8 }

// Tagged happens when the one who is it catches another.
type Tagged struct {
	By, Whom game.PlayerID
	Pos      fixed.Vec // who has this place in view is told
}

var (
	runners = game.NewKind(game.KindConfig[Runner]{
		Name: "runner", Place: game.InCell("x", "y"),
		Fields: []game.Field[Runner]{
			game.Owner("owner", func(r *Runner) *game.PlayerID { return &r.Owner }),
			game.Lerp("x", fixed.Quantum, func(r *Runner) *fixed.Scalar { return &r.Pos.X }),
			game.Lerp("y", fixed.Quantum, func(r *Runner) *fixed.Scalar { return &r.Pos.Y }),
			game.Step("it", func(r *Runner) *bool { return &r.It }),
			game.OwnerOnly(game.Step("tags", func(r *Runner) *int32 { return &r.Tags })),
		},
	})
	tagged = game.NewEvent(game.EventConfig[Tagged]{
		Name: "tagged", Place: game.InCell("x", "y"),
		Fields: []game.Field[Tagged]{
			game.Step("by", func(e *Tagged) *game.PlayerID { return &e.By }),
			game.Step("whom", func(e *Tagged) *game.PlayerID { return &e.Whom }),
			game.Step("x", func(e *Tagged) *fixed.Scalar { return &e.Pos.X }),
			game.Step("y", func(e *Tagged) *fixed.Scalar { return &e.Pos.Y }),
		},
	})
	run = game.NewInput(
		game.Step("x", func(r *Run) *int8 { return &r.X }),
		game.Step("y", func(r *Run) *int8 { return &r.Y }))
)

// side, cell and sight are in the units of the fields x and y, 1/256ths: FromInt converts.
var side, cell, sight = int32(fixed.FromInt(4000)), int32(fixed.FromInt(500)), int32(fixed.FromInt(400))

// TagGame sends a player what is near, and no more than two kilobytes of it per second.
var TagGame = &game.Definition{
	Name: "tag", Version: 1, BytesPerSecond: 2000,
	Grid: game.Grid{MaxX: side, MaxY: side, Cell: cell},
	Schema: game.NewSchema(game.SchemaConfig{
		Kinds: []game.AnyKind{runners}, Input: run, Events: []game.AnyEvent{tagged},
	}),
	New: func(uint64) game.World { return &TagWorld{} },
}

// TagWorld is a World, and a Viewer, Bots and Scorer, which are optional.
type TagWorld struct{ runners []game.Entity[Runner] }

// A method with a slip in its name is one that the engine does not find; so the compiler looks.
var _ interface {
	game.World
	game.Viewer
	game.Bots
	game.Scorer
} = (*TagWorld)(nil)

func (w *TagWorld) Join(t *game.Tick, p game.Player) {
	at := fixed.Vec{X: fixed.FromInt(1000 + 40*len(w.runners)), Y: fixed.FromInt(1000)}
	w.runners = append(w.runners, game.Entity[Runner]{
		ID: t.NewEntity(), V: Runner{Owner: p.ID, Pos: at, It: len(w.runners) == 0},
	})
}

func (w *TagWorld) Leave(_ *game.Tick, p game.PlayerID) {
	w.runners = slices.DeleteFunc(w.runners, func(r game.Entity[Runner]) bool { return r.V.Owner == p })
}

func (w *TagWorld) Step(t *game.Tick) {
	for i := range w.runners {
		r := &w.runners[i].V
		to := run.Of(t, r.Owner)
		x, y := min(max(to.X, -1), 1), min(max(to.Y, -1), 1)
		r.Pos.X = fixed.Clamp(r.Pos.X+fixed.FromInt(6*int(x)), 0, fixed.Scalar(side))
		r.Pos.Y = fixed.Clamp(r.Pos.Y+fixed.FromInt(6*int(y)), 0, fixed.Scalar(side))
	}
	it := slices.IndexFunc(w.runners, func(r game.Entity[Runner]) bool { return r.V.It })
	if t.Predicting() || it < 0 {
		return // who catches whom is the server's to say
	}
	for i := range w.runners {
		by, whom := &w.runners[it].V, &w.runners[i].V
		if i != it && fixed.Within(by.Pos, whom.Pos, fixed.FromInt(20)) {
			by.It, whom.It, by.Tags = false, true, by.Tags+1
			tagged.Emit(t, &Tagged{By: by.Owner, Whom: whom.Owner, Pos: whom.Pos})
			return
		}
	}
}

func (w *TagWorld) Save(r *game.Rows) { runners.SaveAll(r, w.runners) }

func (w *TagWorld) Load(r *game.Rows) { w.runners = runners.LoadAll(r, w.runners) }

// View is what the engine asks to send a player only what is near. Anyone may be asked for, also a
// player who has no runner.
func (w *TagWorld) View(p game.PlayerID) game.View {
	for i := range w.runners {
		if r := &w.runners[i].V; r.Owner == p {
			return game.View{X: int32(r.Pos.X), Y: int32(r.Pos.Y), Radius: sight}
		}
	}
	return game.View{}
}

// Score is what the roster shows.
func (w *TagWorld) Score(p game.PlayerID) int32 {
	for i := range w.runners {
		if r := &w.runners[i].V; r.Owner == p {
			return r.Tags
		}
	}
	return 0
}

// Bot presses keys for a player of the server: this one runs right.
func (w *TagWorld) Bot(t *game.Tick, p game.PlayerID) { run.Set(t, p, &Run{X: 1}) }

// A game of tag with most of what is optional: players see what is near, bots play, an event tells
// who was caught, and the roster has scores. A client's view reads events as the loop at the end does.
func Example_interest() {
	if err := TagGame.Complete(); err != nil {
		fmt.Println(err)
		return
	}
	world, host := &TagWorld{}, game.NewHost(TagGame, game.HostConfig{PublicSeed: 1})
	host.AddPlayer(1, true)
	host.AddPlayer(2, false)
	for n := game.TickNumber(1); n <= 4; n++ {
		t := host.Begin(n)
		if n == 1 {
			world.Join(t, game.Player{ID: 1, Name: "bot 1", Bot: true})
			world.Join(t, game.Player{ID: 2, Name: "Ada"})
		}
		world.Bot(t, 1)
		world.Step(t)

		var e Tagged
		for i := range host.Events().Len() {
			if tagged.Read(host.Events(), i, &e) {
				fmt.Printf("tick %d: player %d tagged player %d at %d, %d\n", n, e.By, e.Whom, e.Pos.X.Int(), e.Pos.Y.Int())
			}
		}
	}
	view := world.View(2)
	fmt.Printf("player 2 sees %d units around %d, %d\n", fixed.Scalar(view.Radius).Int(), fixed.Scalar(view.X).Int(), fixed.Scalar(view.Y).Int())
	fmt.Println("player 1 has", world.Score(1))
	// Output:
	// tick 4: player 1 tagged player 2 at 1040, 1000
	// player 2 sees 400 units around 1040, 1000
	// player 1 has 1
}
