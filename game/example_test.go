package game_test

import (
	"fmt"
	"slices"

	"tickwire/game"
	"tickwire/game/fixed"
)

// A Dot is all there is in this game: it belongs to a player and goes where its player pushes.
type Dot struct {
	Owner game.PlayerID
	Pos   fixed.Vec
}

// Push is what a player can do.
type Push struct{ X, Y int8 }

var dotKind = game.NewKind(game.KindConfig[Dot]{
	Name: "dot", Place: game.InCell("x", "y"),
	Fields: []game.Field[Dot]{
		game.Owner("owner", func(d *Dot) *game.PlayerID { return &d.Owner }),
		game.Lerp("x", fixed.Quantum, func(d *Dot) *fixed.Scalar { return &d.Pos.X }),
		game.Lerp("y", fixed.Quantum, func(d *Dot) *fixed.Scalar { return &d.Pos.Y }),
	},
})

var pushInput = game.NewInput(
	game.Step("x", func(p *Push) *int8 { return &p.X }),
	game.Step("y", func(p *Push) *int8 { return &p.Y }),
)

// DotGame is what server and clients are handed.
var DotGame = &game.Definition{
	Name: "dot", Version: 1,
	Schema: game.NewSchema(game.SchemaConfig{Kinds: []game.AnyKind{dotKind}, Input: pushInput}),
	New:    func(uint64) game.World { return &DotWorld{} },
}

// DotWorld holds the dots in ascending order of id.
type DotWorld struct{ dots []game.Entity[Dot] }

func (w *DotWorld) Join(t *game.Tick, p game.Player) {
	w.dots = append(w.dots, game.Entity[Dot]{ID: t.NewEntity(), V: Dot{Owner: p.ID}})
}

func (w *DotWorld) Leave(_ *game.Tick, p game.PlayerID) {
	w.dots = slices.DeleteFunc(w.dots, func(d game.Entity[Dot]) bool { return d.V.Owner == p })
}

func (w *DotWorld) Step(t *game.Tick) {
	for i := range w.dots {
		d := &w.dots[i].V
		push := pushInput.Of(t, d.Owner)
		d.Pos.X += fixed.FromInt(int(push.X))
		d.Pos.Y += fixed.FromInt(int(push.Y))
	}
}

func (w *DotWorld) Save(r *game.Rows) { dotKind.SaveAll(r, w.dots) }

func (w *DotWorld) Load(r *game.Rows) { w.dots = dotKind.LoadAll(r, w.dots) }

// A complete game, and what the engine does with it: two players join, one pushes, and a client
// that was sent the rows sees the same.
func Example() {
	if err := DotGame.Complete(); err != nil {
		fmt.Println(err)
		return
	}
	world, host := DotGame.New(1), game.NewHost(DotGame, game.HostConfig{PublicSeed: 1})
	host.AddPlayer(1, false)
	host.AddPlayer(2, false)
	for n := game.TickNumber(1); n <= 3; n++ {
		host.SetInput(1, pushInput.Encode(nil, &Push{X: 2, Y: -1}), 0)
		t := host.Begin(n)
		if n == 1 {
			world.Join(t, game.Player{ID: 1, Name: "Ada"})
			world.Join(t, game.Player{ID: 2, Name: "Bob"})
		}
		world.Step(t)
	}
	rows := game.NewRows(DotGame.Schema)
	world.Save(rows)

	var client DotWorld
	client.Load(rows)
	for _, d := range client.dots {
		fmt.Printf("dot %d of player %d is at %d, %d\n", d.ID, d.V.Owner, d.V.Pos.X.Int(), d.V.Pos.Y.Int())
	}
	// Output:
	// dot 1 of player 1 is at 6, -3
	// dot 2 of player 2 is at 0, 0
}
