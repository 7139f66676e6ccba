package crowd

import (
	"cmp"
	"slices"

	"tickwire/game"
	"tickwire/game/fixed"
)

// world is the walkers. The engine's players and entities are numbered in the order in which they
// come, so the walkers are in ascending order of both.
type world struct {
	side    int32 // of the square
	walkers []game.Entity[Walker]
}

// Join implements game.World: walkers begin anywhere.
func (w *world) Join(t *game.Tick, p game.Player) {
	r := t.SecretRand(uint64(p.ID))
	w.walkers = append(w.walkers, game.Entity[Walker]{ID: t.NewEntity(), V: Walker{
		Owner: p.ID, X: int32(r.Intn(int(w.side))), Y: int32(r.Intn(int(w.side))),
		Angle: r.Angle(), HP: maxHP, Kind: uint8(r.Intn(kinds)),
	}})
}

// Leave implements game.World.
func (w *world) Leave(_ *game.Tick, p game.PlayerID) {
	w.walkers = slices.DeleteFunc(w.walkers, func(e game.Entity[Walker]) bool { return e.V.Owner == p })
}

// Step implements game.World.
func (w *world) Step(t *game.Tick) {
	for i := range w.walkers {
		v := &w.walkers[i].V
		in := Inputs.Of(t, v.Owner)
		v.Angle = fixed.Turn(v.Angle, in.Aim, turn)
		speed := fixed.Scalar(walk)
		if in.Run {
			speed = run
		}
		step := v.Angle.Unit(speed)
		v.X = min(max(v.X+int32(step.X), 0), w.side-1)
		v.Y = min(max(v.Y+int32(step.Y), 0), w.side-1)
	}
	if !t.Predicting() {
		w.hurt(t)
	}
}

// hurt takes some hp from each walker every two seconds or so; who has none left has all again.
func (w *world) hurt(t *game.Tick) {
	r := t.SecretRand(0)
	for i := range w.walkers {
		if !r.Chance(1, 40) {
			continue
		}
		v, by := &w.walkers[i].V, uint8(1+r.Intn(20))
		if v.HP <= by {
			v.HP = maxHP + by
		}
		v.HP -= by
	}
}

// Save implements game.World.
func (w *world) Save(r *game.Rows) { Walkers.SaveAll(r, w.walkers) }

// Load implements game.World.
func (w *world) Load(r *game.Rows) { w.walkers = Walkers.LoadAll(r, w.walkers) }

// View implements game.Viewer: as far as a cell is wide. In a crowd without cells that is all.
func (w *world) View(p game.PlayerID) game.View {
	v := game.View{X: w.side / 2, Y: w.side / 2, Radius: cell}
	i, ok := slices.BinarySearchFunc(w.walkers, p, func(e game.Entity[Walker], p game.PlayerID) int { return cmp.Compare(e.V.Owner, p) })
	if ok {
		v.X, v.Y = w.walkers[i].V.X, w.walkers[i].V.Y
	}
	return v
}
