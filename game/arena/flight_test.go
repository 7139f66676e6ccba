package arena_test

import (
	"testing"

	"tickwire/game/arena"
	"tickwire/game/fixed"
)

func TestFlight(t *testing.T) {
	u := fixed.FromInt
	down := fixed.Angle(1 << 14)
	tests := []struct {
		name  string
		start arena.Ship
		in    arena.Input
		ticks int
		want  func(s arena.Ship) bool
	}{
		{"rests", arena.Ship{}, arena.Input{}, 30, func(s arena.Ship) bool { return s.Pos == at(500, 500) && s.Flags == 0 }},
		{"thrust accelerates", arena.Ship{}, arena.Input{Forward: true}, 10, func(s arena.Ship) bool {
			return s.Vel.X > u(2) && s.Vel.Y == 0 && s.Pos.X > u(510) && s.Flags == arena.Thrusting
		}},
		{"thrust has a top speed", arena.Ship{}, arena.Input{Forward: true}, 100, func(s arena.Ship) bool {
			return s.Vel.Len() <= u(9) && s.Vel.X > u(8)
		}},
		{"reverse", arena.Ship{}, arena.Input{Back: true}, 10, func(s arena.Ship) bool { return s.Vel.X < -u(1) && s.Flags == arena.Reversing }},
		{"both engines do nothing", arena.Ship{}, arena.Input{Forward: true, Back: true}, 9, func(s arena.Ship) bool { return s.Vel.IsZero() }},
		{"drag slows", arena.Ship{Vel: at(8, 0)}, arena.Input{}, 30, func(s arena.Ship) bool { return s.Vel.X > u(2) && s.Vel.X < u(4) }},
		{"drag stops", arena.Ship{Vel: at(-8, 3)}, arena.Input{}, 400, func(s arena.Ship) bool { return s.Vel.IsZero() }},
		{"keys turn right", arena.Ship{}, arena.Input{Right: true}, 10, func(s arena.Ship) bool { return s.Angle == 12740 && s.Vel.IsZero() }},
		{"keys turn left", arena.Ship{}, arena.Input{Left: true}, 1, func(s arena.Ship) bool { return fixed.Diff(0, s.Angle) == -1274 }},
		{"mouse turns", arena.Ship{}, arena.Input{UseAim: true, Aim: down}, 10, func(s arena.Ship) bool { return s.Angle == down }},
		{"mouse turns in time", arena.Ship{}, arena.Input{UseAim: true, Aim: down}, 3, func(s arena.Ship) bool { return s.Angle == 3*2548 }},
		{"with the mouse keys strafe", arena.Ship{}, arena.Input{UseAim: true, Right: true}, 10, func(s arena.Ship) bool {
			return s.Angle == 0 && s.Vel.X == 0 && s.Vel.Y > u(1)
		}},
		{"boost dashes", arena.Ship{Energy: 80}, arena.Input{Boost: true}, 1, func(s arena.Ship) bool {
			return s.Vel.X > u(14) && s.Flags == arena.Boosting && s.Energy == 41
		}},
		{"boost needs a pause", arena.Ship{Energy: 120}, arena.Input{Boost: true}, 40, func(s arena.Ship) bool { return s.Vel.X < u(6) && s.Energy == 119 }},
		{"boost needs energy", arena.Ship{Energy: 20}, arena.Input{Boost: true}, 1, func(s arena.Ship) bool { return s.Vel.IsZero() }},
		{"left wall", arena.Ship{Pos: at(20, 500), Vel: at(-8, 0)}, arena.Input{}, 2, func(s arena.Ship) bool { return s.Pos.X >= arena.ShipRadius && s.Vel.X > 0 }},
		{"corner", arena.Ship{Pos: at(2030, 2030), Vel: at(8, 8)}, arena.Input{}, 2, func(s arena.Ship) bool {
			return s.Pos.X <= u(2048)-arena.ShipRadius && s.Vel.X < 0 && s.Vel.Y < 0
		}},
		{"asteroid bounces", arena.Ship{Pos: at(700, 300), Vel: at(8, 0)}, arena.Input{}, 15, func(s arena.Ship) bool {
			return s.Vel.X < 0 && s.Vel.Y == 0 && s.Pos.X < u(800-40)-arena.ShipRadius
		}},
		{"asteroid pushes out", arena.Ship{Pos: at(800, 300)}, arena.Input{}, 1, func(s arena.Ship) bool {
			return !fixed.Within(s.Pos, at(800, 300), u(53))
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			sc := newScene()
			sc.rocks = []arena.Asteroid{{Pos: at(800, 300), Radius: u(40)}}
			pos := sc.ships[0].Pos
			sc.ships[0] = tt.start
			sc.ships[0].Owner, sc.ships[0].HP = 1, arena.MaxHP
			if tt.start.Pos.IsZero() {
				sc.ships[0].Pos = pos
			}
			b := sc.open(t, false)
			b.input(1, tt.in)
			for range tt.ticks {
				b.step()
			}
			if s, ok := b.ship(1); !ok || !tt.want(s) {
				t.Errorf("after %d ticks of %+v: got %+v", tt.ticks, tt.in, s)
			}
		})
	}
}
