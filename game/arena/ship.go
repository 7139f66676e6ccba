package arena

import (
	"tickwire/game"
	"tickwire/game/fixed"
)

// What a ship can do. Distances are units, speeds units per tick, times ticks.
const (
	ShipRadius = 14 * fixed.One // of the circle that collides
	MaxHP      = 100
	MaxEnergy  = 120

	maxSpeed   = 9 * fixed.One
	boostSpeed = 16 * fixed.One
	thrust     = 90 * fixed.One / 256
	strafe     = 60 * fixed.One / 256
	dragNum    = 31 // of dragDen is left of a velocity after a tick
	dragDen    = 32
	turnKeys   = fixed.Angle(65536 * 7 / 360)
	turnAim    = fixed.Angle(65536 * 14 / 360)
	quarter    = fixed.Angle(1 << 14)

	shotEnergy  = 8
	boostEnergy = 40
	boostTicks  = 12
	boostPause  = 36
	shieldTicks = 60
)

// The bits of Ship.Flags. They are for drawing, except Shielded.
const (
	Thrusting uint8 = 1 << iota // the main engine burns
	Reversing                   // the front engine burns
	Boosting                    // in a dash: faster than engines allow
	Shielded                    // cannot be hurt
)

// Ship is the vessel of a living player.
type Ship struct {
	Owner game.PlayerID
	Pos   fixed.Vec
	Vel   fixed.Vec // units per tick
	Angle fixed.Angle
	HP    uint8 // 1 to MaxHP
	Flags uint8

	// What follows is the owner's secret; others read 0.
	Cooldown    uint8           // ticks until the gun is ready
	Energy      uint8           // 0 to MaxEnergy; shots and dashes cost it
	Boost       uint8           // ticks of dash and pause left
	ShieldUntil game.TickNumber // first tick in which it can be hurt
}

// Ships declares the kind.
var Ships = game.NewKind(game.KindConfig[Ship]{
	Name: "ship", Place: game.InCell("x", "y"),
	Fields: []game.Field[Ship]{
		game.Owner("owner", func(s *Ship) *game.PlayerID { return &s.Owner }),
		game.Lerp("x", fixed.Quantum, func(s *Ship) *fixed.Scalar { return &s.Pos.X }),
		game.Lerp("y", fixed.Quantum, func(s *Ship) *fixed.Scalar { return &s.Pos.Y }),
		game.Step("vx", func(s *Ship) *fixed.Scalar { return &s.Vel.X }),
		game.Step("vy", func(s *Ship) *fixed.Scalar { return &s.Vel.Y }),
		game.Angle("angle", func(s *Ship) *fixed.Angle { return &s.Angle }),
		game.Step("hp", func(s *Ship) *uint8 { return &s.HP }),
		game.Step("flags", func(s *Ship) *uint8 { return &s.Flags }),
		game.OwnerOnly(game.Step("cooldown", func(s *Ship) *uint8 { return &s.Cooldown })),
		game.OwnerOnly(game.Step("energy", func(s *Ship) *uint8 { return &s.Energy })),
		game.OwnerOnly(game.Step("boost", func(s *Ship) *uint8 { return &s.Boost })),
		game.OwnerOnly(game.Step("shield_until", func(s *Ship) *game.TickNumber { return &s.ShieldUntil })),
	},
})

// steer turns the ship and changes its velocity as the input says.
func (s *Ship) steer(in *Input, now game.TickNumber) {
	if s.Cooldown > 0 {
		s.Cooldown--
	}
	if s.Energy < MaxEnergy {
		s.Energy++
	}
	if s.Boost > 0 {
		s.Boost--
	}
	s.Flags = 0
	if now < s.ShieldUntil {
		s.Flags |= Shielded
	}
	s.turn(in)
	if in.Forward && !in.Back {
		s.Flags |= Thrusting
		s.Vel = s.Vel.Add(s.Angle.Unit(thrust))
	}
	if in.Back && !in.Forward {
		s.Flags |= Reversing
		s.Vel = s.Vel.Sub(s.Angle.Unit(strafe))
	}
	if in.Boost && s.Boost == 0 && s.Energy >= boostEnergy {
		s.Boost, s.Energy = boostTicks+boostPause, s.Energy-boostEnergy
		s.Vel = s.Vel.Add(s.Angle.Unit(boostSpeed))
	}
	limit := maxSpeed
	if s.Boost > boostPause {
		s.Flags |= Boosting
		limit = boostSpeed
	}
	s.Vel = drag(s.Vel).Clamped(limit)
}

// turn follows the mouse, and then Left and Right are sideways; or the keys.
func (s *Ship) turn(in *Input) {
	side := 0
	if in.Right {
		side++
	}
	if in.Left {
		side--
	}
	switch {
	case in.UseAim:
		s.Angle = fixed.Turn(s.Angle, in.Aim, turnAim)
		s.Vel = s.Vel.Add((s.Angle + quarter).Unit(fixed.Scalar(side) * strafe))
	case side > 0:
		s.Angle += turnKeys
	case side < 0:
		s.Angle -= turnKeys
	}
}

// drag rounds toward zero, so that a drifting ship stops in the end.
func drag(v fixed.Vec) fixed.Vec {
	return fixed.Vec{X: v.X * dragNum / dragDen, Y: v.Y * dragNum / dragDen}
}

// bounce pushes the ship out of a circle and reflects half of its speed toward it.
func (s *Ship) bounce(centre fixed.Vec, radius fixed.Scalar) {
	reach := radius + ShipRadius
	d := s.Pos.Sub(centre)
	if d.LenSq() >= int64(reach)*int64(reach) {
		return
	}
	if d.IsZero() {
		d.X = fixed.One
	}
	if dot := s.Vel.Dot(d); dot < 0 {
		// The part of the velocity along d, one and a half times: it stops and comes back.
		part := func(c fixed.Scalar) fixed.Scalar {
			return fixed.Scalar(int64(c) * dot * 3 / (2 * d.LenSq()))
		}
		s.Vel = s.Vel.Sub(fixed.Vec{X: part(d.X), Y: part(d.Y)}).Clamped(boostSpeed)
	}
	s.Pos = centre.Add(d.WithLen(reach))
}

// confine keeps the ship inside a square arena, reflecting half of its speed.
func (s *Ship) confine(side fixed.Scalar) {
	confine(&s.Pos.X, &s.Vel.X, side)
	confine(&s.Pos.Y, &s.Vel.Y, side)
}

func confine(pos, vel *fixed.Scalar, side fixed.Scalar) {
	lo, hi := ShipRadius, side-ShipRadius
	if *pos < lo && *vel < 0 || *pos > hi && *vel > 0 {
		*vel = -*vel / 2
	}
	*pos = fixed.Clamp(*pos, lo, hi)
}
