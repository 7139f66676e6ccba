package arena_test

import (
	"testing"

	"tickwire/game/arena"
	"tickwire/game/fixed"
)

// duel is player 1 firing at player 2, 200 units to the right.
func duel() *scene {
	s := newScene()
	s.ships[1].Pos = at(700, 500)
	return s
}

func TestShots(t *testing.T) {
	rock := []arena.Asteroid{{Pos: at(600, 500), Radius: fixed.FromInt(30)}}
	tests := []struct {
		name       string
		change     func(*scene)
		predicting bool
		hp         uint8
	}{
		{"hit", func(*scene) {}, false, 80},
		{"prediction does not hurt", func(*scene) {}, true, 100},
		{"asteroid blocks", func(s *scene) { s.rocks = rock }, false, 100},
		{"asteroid behind does not", func(s *scene) { s.rocks = rock; s.rocks[0].Pos = at(800, 500) }, false, 80},
		{"miss", func(s *scene) { s.ships[1].Pos.Y += arena.ShipRadius + fixed.FromInt(2) }, false, 100},
		{"graze", func(s *scene) { s.ships[1].Pos.Y += arena.ShipRadius }, false, 80},
		{"asteroid first", func(s *scene) { s.rocks = []arena.Asteroid{{Pos: at(684, 500), Radius: fixed.One}} }, false, 100},
		{"ship first", func(s *scene) {
			s.ships[1].Pos = fixed.Vec{X: fixed.FromInt(690), Y: fixed.FromInt(513) + fixed.One/2}
			s.rocks = []arena.Asteroid{{Pos: at(696, 499), Radius: fixed.One}}
		}, false, 80},
		{"out of range", func(s *scene) { s.ships[1].Pos = at(1300, 500) }, false, 100},
		{"shielded", func(s *scene) { s.ships[1].ShieldUntil = 1000 }, false, 100},
		{"no energy", func(s *scene) { s.ships[0].Energy = 0 }, false, 100},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := duel()
			tt.change(s)
			b := s.open(t, tt.predicting)
			b.input(1, arena.Input{Fire: true})
			b.step()
			b.input(1, arena.Input{})
			for range 40 {
				b.step()
			}
			if got, _ := b.ship(2); got.HP != tt.hp {
				t.Errorf("hp of the target: got %d, want %d", got.HP, tt.hp)
			}
			if n := arena.Bullets.Len(b.save()); n != 0 {
				t.Errorf("%d bullets are left", n)
			}
		})
	}
}

func TestFiring(t *testing.T) {
	b := newScene().open(t, false)
	b.input(1, arena.Input{Fire: true})
	shots := 0
	for range 22 {
		b.step()
		n, last := count(b, arena.Shots)
		shots += n
		if n > 0 && (last.Owner != 1 || last.Key.Tick() != b.now) {
			t.Errorf("tick %d: shot %+v", b.now, last)
		}
	}
	if shots != 4 { // ticks 1, 8, 15, 22
		t.Errorf("got %d shots in 22 ticks, want 4", shots)
	}
	for id, v := range arena.Bullets.All(b.save()) {
		if v.Owner != 1 || v.Key == 0 || id <= 99 {
			t.Errorf("bullet %d: %+v", id, v)
		}
	}
}

func TestFiringEndsTheShield(t *testing.T) {
	s := newScene()
	s.ships[0].ShieldUntil = 100
	b := s.open(t, false)
	b.step()
	if got, _ := b.ship(1); got.Flags != arena.Shielded {
		t.Errorf("before: flags %b", got.Flags)
	}
	b.input(1, arena.Input{Fire: true})
	b.step()
	if got, _ := b.ship(1); got.Flags != 0 || got.ShieldUntil != 0 {
		t.Errorf("after: flags %b, shield until %d", got.Flags, got.ShieldUntil)
	}
}

func TestPredictedShots(t *testing.T) {
	b := newScene().open(t, true)
	b.input(1, arena.Input{Fire: true})
	b.input(2, arena.Input{Fire: true, Forward: true})
	b.step()
	if n, last := count(b, arena.Shots); n != 1 || last.Owner != 1 {
		t.Errorf("got %d shots, the last by %d; want one by the local player", n, last.Owner)
	}
	for id, v := range arena.Bullets.All(b.save()) {
		if v.Owner != 1 || !id.Predicted() {
			t.Errorf("bullet %d of player %d is predicted", id, v.Owner)
		}
	}
	if other, _ := b.ship(2); other.Vel.X <= 0 {
		t.Error("the other ship does not go on with its input")
	}
}

func TestDeathAndRespawn(t *testing.T) {
	s := duel()
	s.ships[1].HP = 20
	b := s.open(t, false)
	b.input(1, arena.Input{Fire: true})
	for range 30 {
		b.step()
		if n, k := count(b, arena.Kills); n > 0 {
			if k != (arena.Kill{Killer: 1, Victim: 2}) {
				t.Errorf("kill: %+v", k)
			}
			break
		}
	}
	if n, _ := count(b, arena.Booms); n != 1 {
		t.Fatalf("got %d explosions, want 1", n)
	}
	if n, h := count(b, arena.Hits); n != 1 || h.Target != 2 || h.Damage != 20 {
		t.Errorf("%d hits, %+v", n, h)
	}
	if _, alive := b.ship(2); alive {
		t.Error("the victim is alive")
	}
	died := b.now
	want := arena.Pilot{Owner: 2, Deaths: 1, Respawn: died + 90, Last: at(700, 500)}
	if got := b.pilot(2); got != want {
		t.Errorf("victim: got %+v, want %+v", got, want)
	}
	if got := b.world.Score(1); got != 1 || b.pilot(1).Score != 1 {
		t.Errorf("score of the killer: got %d, want 1", got)
	}
	if v := b.world.View(2); v.X != int32(fixed.FromInt(700)) {
		t.Errorf("the dead looks at %d", v.X)
	}
	b.input(1, arena.Input{})
	for b.now < died+89 {
		b.step()
	}
	if _, alive := b.ship(2); alive {
		t.Error("came back too early")
	}
	b.step()
	ship, alive := b.ship(2)
	if !alive || ship.HP != arena.MaxHP || ship.ShieldUntil != b.now+60 || ship.Flags != arena.Shielded {
		t.Errorf("came back as %+v (%t)", ship, alive)
	}
	if p := b.pilot(2); p.Ship <= 99 || p.Respawn != 0 {
		t.Errorf("pilot after respawn: %+v", p)
	}
}

func TestLeaveTakesAll(t *testing.T) {
	b := duel().open(t, false)
	b.input(1, arena.Input{Fire: true})
	b.step()
	b.world.Leave(b.host.Begin(b.now+1), 1)
	r := b.save()
	if arena.Ships.Len(r) != 1 || arena.Pilots.Len(r) != 1 || arena.Bullets.Len(r) != 0 {
		t.Errorf("left: %d ships, %d pilots, %d bullets", arena.Ships.Len(r), arena.Pilots.Len(r), arena.Bullets.Len(r))
	}
	if v := b.world.View(2); v.X != int32(fixed.FromInt(700)) {
		t.Errorf("the other looks at %d", v.X)
	}
}
