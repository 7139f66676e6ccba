package arena

import (
	"tickwire/game"
	"tickwire/game/fixed"
)

// What a gun does.
const (
	bulletSpeed  = 20 * fixed.One // on top of the ship's own
	bulletTicks  = 32
	bulletDamage = 20
	gunPause     = 7 // ticks from shot to shot
	muzzle       = ShipRadius + 4*fixed.One
)

// Bullet flies straight until it hits or its time is over.
type Bullet struct {
	Owner game.PlayerID
	Pos   fixed.Vec
	Vel   fixed.Vec       // units per tick; never changes
	Ends  game.TickNumber // gone after this tick
	Key   game.SpawnKey   // the owner's: which input fired it
}

// Bullets declares the kind.
var Bullets = game.NewKind(game.KindConfig[Bullet]{
	Name: "bullet", Place: game.InCell("x", "y"),
	Fields: []game.Field[Bullet]{
		game.Owner("owner", func(b *Bullet) *game.PlayerID { return &b.Owner }),
		game.Lerp("x", fixed.Quantum, func(b *Bullet) *fixed.Scalar { return &b.Pos.X }),
		game.Lerp("y", fixed.Quantum, func(b *Bullet) *fixed.Scalar { return &b.Pos.Y }),
		game.Step("vx", func(b *Bullet) *fixed.Scalar { return &b.Vel.X }),
		game.Step("vy", func(b *Bullet) *fixed.Scalar { return &b.Vel.Y }),
		game.Step("ends", func(b *Bullet) *game.TickNumber { return &b.Ends }),
		game.Key("key", func(b *Bullet) *game.SpawnKey { return &b.Key }),
	},
})

// fire shoots for a ship whose gun is ready. In prediction only the local player's shots exist;
// the others' arrive from the server.
func (w *world) fire(t *game.Tick, s *Ship) {
	if s.Cooldown > 0 || s.Energy < shotEnergy {
		return
	}
	id, key, ok := t.Spawn(s.Owner)
	if !ok {
		return
	}
	s.Cooldown, s.Energy = gunPause, s.Energy-shotEnergy
	s.ShieldUntil, s.Flags = 0, s.Flags&^Shielded // who shoots can be shot
	b := Bullet{
		Owner: s.Owner, Pos: s.Pos.Add(s.Angle.Unit(muzzle)), Vel: s.Vel.Add(s.Angle.Unit(bulletSpeed)),
		Ends: t.Number() + bulletTicks, Key: key,
	}
	w.bullets = append(w.bullets, game.Entity[Bullet]{ID: id, V: b})
	Shots.Emit(t, &Shot{Owner: s.Owner, Key: key, Pos: b.Pos, Angle: s.Angle})
}

// fly moves all bullets and removes those that hit something or are too old.
func (w *world) fly(t *game.Tick) {
	kept := w.bullets[:0]
	for i := range w.bullets {
		b := w.bullets[i]
		if w.advance(t, &b.V) && t.Number() < b.V.Ends {
			kept = append(kept, b)
		}
	}
	w.bullets = kept
}

// advance moves one bullet by a tick and reports whether it still flies. What it meets first
// stops it; a ship is hurt by the server alone.
func (w *world) advance(t *game.Tick, b *Bullet) bool {
	to := b.Pos.Add(b.Vel)
	first, rock, victim := fixed.One+1, false, -1
	for line := w.rockAt.along(b.Pos, to, maxRock); line.next(); {
		for _, i := range line.items() {
			a := &w.rocks[i].V
			if at, hit := fixed.SegmentHitsCircle(b.Pos, to, a.Pos, a.Radius); hit && at < first {
				first, rock = at, true
			}
		}
	}
	for line := w.shipAt.along(b.Pos, to, ShipRadius); line.next(); {
		for _, i := range line.items() {
			s := &w.ships[i].V
			if s.Owner == b.Owner || s.HP == 0 {
				continue
			}
			if at, hit := fixed.SegmentHitsCircle(b.Pos, to, s.Pos, ShipRadius); hit && at < first {
				first, rock, victim = at, false, int(i)
			}
		}
	}
	switch {
	case victim >= 0 || rock:
		b.Pos = b.Pos.Add(b.Vel.Scale(first))
		w.strike(t, b, victim)
		return false
	case !w.inside(to):
		return false
	}
	b.Pos = to
	return true
}

// strike is what a bullet does where it ends: nothing to an asteroid but a spark.
func (w *world) strike(t *game.Tick, b *Bullet, victim int) {
	if t.Predicting() {
		return
	}
	hit := Hit{Pos: b.Pos}
	if victim >= 0 {
		s := &w.ships[victim].V
		hit.Target = s.Owner
		if s.Flags&Shielded == 0 {
			hit.Damage = min(bulletDamage, s.HP)
			s.HP -= hit.Damage
		}
		if s.HP == 0 {
			w.die(t, s, b.Owner)
		}
	}
	Hits.Emit(t, &hit)
}
