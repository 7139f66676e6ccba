package arena

import (
	"slices"

	"tickwire/game"
)

// Join implements game.World.
func (w *world) Join(t *game.Tick, p game.Player) {
	w.build(t)
	w.pilots = append(w.pilots, game.Entity[Pilot]{ID: t.NewEntity(), V: Pilot{Owner: p.ID}})
	w.launch(t, &w.pilots[len(w.pilots)-1].V)
	w.indexOwners()
	w.indexShips()
}

// Leave implements game.World: ship, bullets and score go with the player.
func (w *world) Leave(_ *game.Tick, p game.PlayerID) {
	w.ships = slices.DeleteFunc(w.ships, func(e game.Entity[Ship]) bool { return e.V.Owner == p })
	w.bullets = slices.DeleteFunc(w.bullets, func(e game.Entity[Bullet]) bool { return e.V.Owner == p })
	w.pilots = slices.DeleteFunc(w.pilots, func(e game.Entity[Pilot]) bool { return e.V.Owner == p })
	w.indexOwners()
	w.indexShips()
}

// Step implements game.World. Ships move first, then the bullets in flight, then guns fire: a
// bullet is where its gun is in the tick that it appears in.
func (w *world) Step(t *game.Tick) {
	w.build(t)
	for i := range w.ships {
		s := &w.ships[i].V
		in := Inputs.Of(t, s.Owner)
		s.steer(&in, t.Number())
		w.move(s)
	}
	w.indexShips()
	w.fly(t)
	for i := range w.ships {
		s := &w.ships[i].V
		if in := Inputs.Of(t, s.Owner); in.Fire && s.HP > 0 {
			w.fire(t, s)
		}
	}
	if t.Predicting() {
		return
	}
	w.sweep()
	w.respawn(t)
	w.indexShips()
}

// move advances a ship and resolves what it runs into.
func (w *world) move(s *Ship) {
	from := s.Pos
	s.Pos = s.Pos.Add(s.Vel)
	for line := w.rockAt.along(from, s.Pos, maxRock+ShipRadius); line.next(); {
		for _, i := range line.items() {
			a := &w.rocks[i].V
			s.bounce(a.Pos, a.Radius)
		}
	}
	s.confine(w.bounds())
}
