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

type world struct {
	side fixed.Scalar // of an arena that is yet to be built

	arenas  []game.Entity[Arena] // one, or none before the first step
	ships   []game.Entity[Ship]
	bullets []game.Entity[Bullet]
	rocks   []game.Entity[Asteroid]
	pilots  []game.Entity[Pilot]

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
		return w.arenas[0].V.Side
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
	return &w.pilots[w.owners[i].at].V
}

// ship is nil for a player who is dead, gone or out of sight.
func (w *world) ship(p game.PlayerID) *Ship {
	pilot := w.pilot(p)
	if pilot == nil || pilot.Ship == 0 {
		return nil
	}
	i, ok := slices.BinarySearchFunc(w.ships, pilot.Ship, func(s game.Entity[Ship], id game.EntityID) int { return cmp.Compare(s.ID, id) })
	if !ok {
		return nil
	}
	return &w.ships[i].V
}

// indexOwners follows a change of the pilots.
func (w *world) indexOwners() {
	w.owners = w.owners[:0]
	for i := range w.pilots {
		w.owners = append(w.owners, owner{w.pilots[i].V.Owner, i})
	}
	slices.SortFunc(w.owners, func(a, b owner) int { return cmp.Compare(a.id, b.id) })
}

// indexShips follows a change of the ships.
func (w *world) indexShips() {
	w.points = w.points[:0]
	for i := range w.ships {
		w.points = append(w.points, w.ships[i].V.Pos)
	}
	w.shipAt.build(w.bounds(), w.points)
}

// Save implements game.World.
func (w *world) Save(r *game.Rows) {
	Arenas.SaveAll(r, w.arenas)
	Ships.SaveAll(r, w.ships)
	Bullets.SaveAll(r, w.bullets)
	Asteroids.SaveAll(r, w.rocks)
	Pilots.SaveAll(r, w.pilots)
}

// Load implements game.World.
func (w *world) Load(r *game.Rows) {
	w.arenas = Arenas.LoadAll(r, w.arenas)
	w.ships = Ships.LoadAll(r, w.ships)
	w.bullets = Bullets.LoadAll(r, w.bullets)
	w.rocks = Asteroids.LoadAll(r, w.rocks)
	w.pilots = Pilots.LoadAll(r, w.pilots)
	w.indexRocks()
	w.indexShips()
	w.indexOwners()
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
