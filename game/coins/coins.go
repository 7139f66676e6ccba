// Package coins is a whole game in forty lines: push your dot around and be the first at the coin.
// It is the README's example of how to write a game.
package coins

import (
	"slices"

	"tickwire/game"
	"tickwire/game/fixed"
)

// Thing is a player's dot, or the coin: the first thing, which belongs to nobody.
type Thing struct {
	Owner game.PlayerID
	Pos   fixed.Vec
	Coins int32
}

// Push is what a player's devices say: -1, 0 or 1 on each axis.
type Push struct{ X, Y int8 }

// The tables by which the engine sends, predicts and interpolates.
var (
	Things = game.NewKind(game.KindConfig[Thing]{Name: "thing", Fields: []game.Field[Thing]{
		game.Owner("owner", func(d *Thing) *game.PlayerID { return &d.Owner }),
		game.Lerp("x", fixed.Quantum, func(d *Thing) *fixed.Scalar { return &d.Pos.X }),
		game.Lerp("y", fixed.Quantum, func(d *Thing) *fixed.Scalar { return &d.Pos.Y }),
		game.Step("coins", func(d *Thing) *int32 { return &d.Coins }),
	}})
	Pushes = game.NewInput(
		game.Step("x", func(p *Push) *int8 { return &p.X }),
		game.Step("y", func(p *Push) *int8 { return &p.Y }))
	Game = &game.Definition{
		Name: "coins", Version: 1, New: func(uint64) game.World { return &world{} },
		Schema: game.NewSchema(game.SchemaConfig{Kinds: []game.AnyKind{Things}, Input: Pushes}),
	}
)

type world struct{ things []game.Entity[Thing] }

func (w *world) Join(t *game.Tick, p game.Player) {
	if len(w.things) == 0 {
		w.things = append(w.things, game.Entity[Thing]{ID: t.NewEntity(), V: Thing{Pos: fixed.Vec{X: 99 * fixed.One}}})
	}
	w.things = append(w.things, game.Entity[Thing]{ID: t.NewEntity(), V: Thing{Owner: p.ID}})
}

func (w *world) Leave(_ *game.Tick, p game.PlayerID) {
	w.things = slices.DeleteFunc(w.things, func(d game.Entity[Thing]) bool { return d.V.Owner == p })
}

// Step runs on the server, and in prediction on each client: who gets the coin is not for it to say.
func (w *world) Step(t *game.Tick) {
	for i := range w.things {
		d, coin := &w.things[i].V, &w.things[0].V
		push := Pushes.Of(t, d.Owner)
		x, y := min(max(push.X, -1), 1), min(max(push.Y, -1), 1) // a client may say anything
		d.Pos = d.Pos.Add(fixed.Vec{X: fixed.FromInt(4 * int(x)), Y: fixed.FromInt(4 * int(y))})
		if d != coin && !t.Predicting() && fixed.Within(d.Pos, coin.Pos, 12*fixed.One) {
			r, reach := t.SecretRand(0), fixed.FromInt(150)
			d.Coins, coin.Pos = d.Coins+1, fixed.Vec{X: r.Range(-reach, reach), Y: r.Range(-reach, reach)}
		}
	}
}

func (w *world) Save(r *game.Rows) { Things.SaveAll(r, w.things) }
func (w *world) Load(r *game.Rows) { w.things = Things.LoadAll(r, w.things) }
