package arena

import (
	"slices"

	"tickwire/game"
	"tickwire/game/fixed"
)

const (
	respawnTicks = 90
	killScore    = 1
	spawnTries   = 24
	spawnGap     = 150 * fixed.One // to other ships, when there is room
	minSpawnSide = 1200            // units: few players meet soon, even in a large arena
)

// Pilot is a player's part in the game, alive or not.
type Pilot struct {
	Owner  game.PlayerID
	Ship   game.EntityID // 0 while dead
	Score  int32         // kills
	Deaths int32

	// What follows is the owner's.
	Respawn game.TickNumber // when a new ship comes; 0 while alive
	Last    fixed.Vec       // where the last ship died
}

// Pilots declares the kind.
var Pilots = game.NewKind(game.KindConfig[Pilot]{
	Name: "pilot", Place: game.Everyone(),
	Fields: []game.Field[Pilot]{
		game.Owner("owner", func(p *Pilot) *game.PlayerID { return &p.Owner }),
		game.Step("ship", func(p *Pilot) *game.EntityID { return &p.Ship }),
		game.Step("score", func(p *Pilot) *int32 { return &p.Score }),
		game.Step("deaths", func(p *Pilot) *int32 { return &p.Deaths }),
		game.OwnerOnly(game.Step("respawn", func(p *Pilot) *game.TickNumber { return &p.Respawn })),
		game.OwnerOnly(game.Step("last_x", func(p *Pilot) *fixed.Scalar { return &p.Last.X })),
		game.OwnerOnly(game.Step("last_y", func(p *Pilot) *fixed.Scalar { return &p.Last.Y })),
	},
})

// die ends a ship, tells everyone, and counts. The ship is swept at the end of the step, because
// indexes into the ships are in use.
func (w *world) die(t *game.Tick, s *Ship, killer game.PlayerID) {
	Booms.Emit(t, &Boom{Pos: s.Pos, Size: ShipRadius * 3})
	Kills.Emit(t, &Kill{Killer: killer, Victim: s.Owner})
	if p := w.pilot(s.Owner); p != nil {
		p.Ship, p.Last = 0, s.Pos
		p.Deaths++
		p.Respawn = t.Number() + respawnTicks
	}
	if p := w.pilot(killer); p != nil {
		p.Score += killScore
	}
}

// sweep removes the ships that died in this step.
func (w *world) sweep() {
	w.ships = slices.DeleteFunc(w.ships, func(s game.Entity[Ship]) bool { return s.V.HP == 0 })
}

// respawn gives ships to those who have waited long enough.
func (w *world) respawn(t *game.Tick) {
	for i := range w.pilots {
		if p := &w.pilots[i].V; p.Respawn != 0 && p.Respawn <= t.Number() {
			w.launch(t, p)
		}
	}
}

// launch puts a new ship into the arena.
func (w *world) launch(t *game.Tick, p *Pilot) {
	r := t.SecretRand(streamSpawn + uint64(p.Owner))
	s := Ship{
		Owner: p.Owner, Pos: w.free(&r), Angle: r.Angle(), HP: MaxHP, Energy: MaxEnergy,
		Flags: Shielded, ShieldUntil: t.Number() + shieldTicks,
	}
	p.Ship, p.Respawn = t.NewEntity(), 0
	w.ships = append(w.ships, game.Entity[Ship]{ID: p.Ship, V: s})
}

// free finds a place without an asteroid, and without a ship near if it can. The places lie in a
// square in the middle that grows with the number of players. When every try fails the last one
// must do: a ship inside an asteroid is pushed out.
func (w *world) free(r *fixed.Rand) (at fixed.Vec) {
	units := minSpawnSide
	for units*units < len(w.pilots)*areaPerPlayer {
		units += 64
	}
	side := w.bounds()
	half := min(fixed.FromInt(units), side-4*ShipRadius) / 2
	for try := range spawnTries {
		at = fixed.Vec{X: r.Range(side/2-half, side/2+half), Y: r.Range(side/2-half, side/2+half)}
		if w.clear(at) && (try >= spawnTries/2 || w.alone(at)) {
			return at
		}
	}
	return at
}

func (w *world) clear(at fixed.Vec) bool {
	for i := range w.rocks {
		if a := &w.rocks[i].V; fixed.Within(at, a.Pos, a.Radius+2*ShipRadius) {
			return false
		}
	}
	return true
}

func (w *world) alone(at fixed.Vec) bool {
	for i := range w.ships {
		if fixed.Within(at, w.ships[i].V.Pos, spawnGap) {
			return false
		}
	}
	return true
}
