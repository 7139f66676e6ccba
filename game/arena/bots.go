package arena

import (
	"tickwire/game"
	"tickwire/game/fixed"
)

// How bots play. They see no more than a screen's worth, except to find someone to hunt.
const (
	botSight   = 700 * fixed.One
	botRange   = 420 * fixed.One // shoots from here
	botFar     = 240 * fixed.One // comes closer beyond
	botNear    = 130 * fixed.One // backs off below
	botWary    = 180 * fixed.One // looks at bullets this near
	botLook    = 16              // ticks ahead for asteroids
	botAim     = 1200            // 65536ths of a turn within which it shoots
	botTremble = 900             // by which its aim is off, at most
)

// Bot implements game.Bots: chase the nearest ship, lead the aim, step aside from bullets and
// asteroids. It needs nothing but rows and the tick's public random numbers, so a headless client
// plays by it too, on what it can see.
func (w *world) Bot(t *game.Tick, p game.PlayerID) {
	var in Input
	if s := w.ship(p); s != nil {
		r := t.Rand(streamBot + uint64(p))
		w.hunt(t, s, &r, &in)
		w.avoid(s, &in)
		w.dodge(s, &r, &in)
	}
	Inputs.Set(t, p, &in)
}

// hunt aims at the nearest ship, and moves and shoots accordingly.
func (w *world) hunt(t *game.Tick, s *Ship, r *fixed.Rand, in *Input) {
	in.UseAim, in.Aim = true, s.Angle
	prey := w.nearest(s)
	if prey == nil {
		// Nobody is in sight: go to the middle, where others come from.
		middle := fixed.Vec{X: w.bounds() / 2, Y: w.bounds() / 2}
		to := middle.Sub(s.Pos)
		in.Aim, in.Forward = fixed.Atan2(to.Y, to.X), to.Len() > botFar
		return
	}
	to := prey.Pos.Sub(s.Pos)
	far := to.Len()
	flight := fixed.Div(far, bulletSpeed)
	lead := to.Add(prey.Vel.Sub(s.Vel).Scale(flight))
	aim := fixed.Atan2(lead.Y, lead.X)
	in.Aim = aim + fixed.Angle(r.Intn(2*botTremble+1)-botTremble)
	off := fixed.Diff(s.Angle, aim)
	in.Fire = far < botRange && off > -botAim && off < botAim && prey.Flags&Shielded == 0
	in.Forward, in.Back = far > botFar, far < botNear
	if far < botRange { // circle, changing sides now and then
		in.Left = (uint32(t.Number())/50+uint32(s.Owner))%2 == 0
		in.Right = !in.Left
	}
	in.Boost = far > botSight && r.Chance(1, 60)
}

// nearest is the nearest ship of another player: in sight, or anywhere if nobody is.
func (w *world) nearest(s *Ship) *Ship {
	var best *Ship
	least := int64(1) << 62
	for line := w.shipAt.along(s.Pos, s.Pos, botSight); line.next(); {
		for _, i := range line.items() {
			best, least = nearer(s, &w.ships[i].V, best, least)
		}
	}
	if best != nil {
		return best
	}
	for i := range w.ships {
		best, least = nearer(s, &w.ships[i].V, best, least)
	}
	return best
}

func nearer(s, o, best *Ship, least int64) (*Ship, int64) {
	if d := s.Pos.DistSq(o.Pos); o.Owner != s.Owner && d < least {
		return o, d
	}
	return best, least
}

// avoid steps aside from an asteroid ahead.
func (w *world) avoid(s *Ship, in *Input) {
	ahead := s.Pos.Add(s.Vel.Scale(botLook * fixed.One))
	first := fixed.One + 1
	for line := w.rockAt.along(s.Pos, ahead, maxRock+2*ShipRadius); line.next(); {
		for _, i := range line.items() {
			a := &w.rocks[i].V
			if at, hit := fixed.SegmentHitsCircle(s.Pos, ahead, a.Pos, a.Radius+2*ShipRadius); hit && at < first {
				first = at
				s.sidestep(a.Pos.Sub(s.Pos), in)
				in.Forward = false
			}
		}
	}
}

// dodge steps aside from the first bullet that comes close, and dashes now and then.
func (w *world) dodge(s *Ship, r *fixed.Rand, in *Input) {
	for i := range w.bullets {
		b := &w.bullets[i].V
		if b.Owner == s.Owner || !fixed.Within(s.Pos, b.Pos, botWary) {
			continue
		}
		way := b.Vel.Sub(s.Vel)
		if _, hit := fixed.SegmentHitsCircle(b.Pos, b.Pos.Add(way.Scale(botLook*fixed.One)), s.Pos, 2*ShipRadius); hit {
			s.sidestep(b.Pos.Sub(s.Pos), in)
			in.Boost = r.Chance(1, 12)
			return
		}
	}
}

// sidestep goes to the side of the ship that the danger is not on.
func (s *Ship) sidestep(danger fixed.Vec, in *Input) {
	in.Left = danger.Dot((s.Angle + quarter).Unit(fixed.One)) > 0
	in.Right = !in.Left
}
