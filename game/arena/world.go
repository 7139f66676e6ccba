package arena

import (
	"cmp"
	"slices"

	"tickwire/game"
	"tickwire/game/fixed"
)

// The streams of random numbers; those of players add the player's id.
const (
	streamRocks uint64 = 1
	streamSpawn uint64 = 1 << 32
	streamBot   uint64 = 2 << 32
)

// viewRadius is the half side of what a client needs: a screen of 640 by 360 units and a margin
// for what comes into it before the next frame.
const viewRadius = 384 * fixed.One

// entity is a row of a kind with its id. Slices of them ascend by id.
type entity[T any] struct {
	id game.EntityID
	v  T
}

type world struct {
	side fixed.Scalar // of an arena that is yet to be built

	arenas  []entity[Arena] // one, or none before the first step
	ships   []entity[Ship]
	bullets []entity[Bullet]
	rocks   []entity[Asteroid]
	pilots  []entity[Pilot]

	// Derived from the above.
	rockAt, shipAt index
	points         []fixed.Vec // scratch for building an index
	owners         []owner     // ascending
}

// owner finds the pilot of a player.
type owner struct {
	id game.PlayerID
	at int
}

func (w *world) bounds() fixed.Scalar {
	if len(w.arenas) > 0 {
		return w.arenas[0].v.Side
	}
	return w.side
}

func (w *world) inside(p fixed.Vec) bool {
	side := w.bounds()
	return p.X >= 0 && p.Y >= 0 && p.X <= side && p.Y <= side
}

// pilot is nil for a player who has left.
func (w *world) pilot(p game.PlayerID) *Pilot {
	i, ok := slices.BinarySearchFunc(w.owners, p, func(o owner, p game.PlayerID) int { return cmp.Compare(o.id, p) })
	if !ok {
		return nil
	}
	return &w.pilots[w.owners[i].at].v
}

// ship is nil for a player who is dead, gone or out of sight.
func (w *world) ship(p game.PlayerID) *Ship {
	pilot := w.pilot(p)
	if pilot == nil || pilot.Ship == 0 {
		return nil
	}
	i, ok := slices.BinarySearchFunc(w.ships, pilot.Ship, func(s entity[Ship], id game.EntityID) int { return cmp.Compare(s.id, id) })
	if !ok {
		return nil
	}
	return &w.ships[i].v
}

// indexOwners follows a change of the pilots.
func (w *world) indexOwners() {
	w.owners = w.owners[:0]
	for i := range w.pilots {
		w.owners = append(w.owners, owner{w.pilots[i].v.Owner, i})
	}
	slices.SortFunc(w.owners, func(a, b owner) int { return cmp.Compare(a.id, b.id) })
}

// indexShips follows a change of the ships.
func (w *world) indexShips() {
	w.points = w.points[:0]
	for i := range w.ships {
		w.points = append(w.points, w.ships[i].v.Pos)
	}
	w.shipAt.build(w.bounds(), w.points)
}

// Save implements game.World.
func (w *world) Save(r *game.Rows) {
	save(r, Arenas, w.arenas)
	save(r, Ships, w.ships)
	save(r, Bullets, w.bullets)
	save(r, Asteroids, w.rocks)
	save(r, Pilots, w.pilots)
}

// Load implements game.World.
func (w *world) Load(r *game.Rows) {
	w.arenas = load(r, Arenas, w.arenas)
	w.ships = load(r, Ships, w.ships)
	w.bullets = load(r, Bullets, w.bullets)
	w.rocks = load(r, Asteroids, w.rocks)
	w.pilots = load(r, Pilots, w.pilots)
	w.indexRocks()
	w.indexShips()
	w.indexOwners()
}

func save[T any](r *game.Rows, k *game.Kind[T], from []entity[T]) {
	for i := range from {
		k.Append(r, from[i].id, &from[i].v)
	}
}

func load[T any](r *game.Rows, k *game.Kind[T], to []entity[T]) []entity[T] {
	to = slices.Grow(to[:0], k.Len(r))[:k.Len(r)]
	for i := range to {
		to[i].id = k.Get(r, i, &to[i].v)
	}
	return to
}

// View implements game.Viewer: what is around the ship, or around where it died.
func (w *world) View(p game.PlayerID) game.View {
	at := fixed.Vec{X: w.bounds() / 2, Y: w.bounds() / 2}
	if s := w.ship(p); s != nil {
		at = s.Pos
	} else if pilot := w.pilot(p); pilot != nil && pilot.Respawn != 0 {
		at = pilot.Last
	}
	return game.View{X: int32(at.X), Y: int32(at.Y), Radius: int32(viewRadius)}
}

// Score implements game.Scorer.
func (w *world) Score(p game.PlayerID) int32 {
	if pilot := w.pilot(p); pilot != nil {
		return pilot.Score
	}
	return 0
}
