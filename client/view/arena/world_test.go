package arena

import (
	"testing"
	"time"

	"tickwire/client/app"
	"tickwire/game"
	rules "tickwire/game/arena"
	"tickwire/game/fixed"
)

// crowd is a scene with many of everything, around the middle of the picture.
func crowd() *app.Scene {
	s := &app.Scene{
		Rows: game.NewRows(rules.Definition().Schema), Local: 1, Playing: true, Rate: 30,
		Width: 1280, Height: 720, UI: 1, Now: time.Second, Passed: time.Second / 60,
	}
	rules.Arenas.Append(s.Rows, 1, &rules.Arena{Side: fixed.FromInt(4096)})
	for i := range game.EntityID(60) {
		at := fixed.Vec{X: fixed.FromInt(40 + 9*int(i)), Y: fixed.FromInt(30 + 5*int(i))}
		rules.Ships.Append(s.Rows, i+2, &rules.Ship{
			Owner: game.PlayerID(i + 1), Pos: at, HP: uint8(100 - i), Angle: fixed.Angle(1000 * i),
			Flags: uint8(i % 16), Vel: fixed.Vec{X: fixed.One},
		})
		rules.Bullets.Append(s.Rows, i+100, &rules.Bullet{Owner: game.PlayerID(i), Pos: at, Vel: fixed.Vec{X: 5 * fixed.One}})
		rules.Asteroids.Append(s.Rows, i+200, &rules.Asteroid{Pos: at, Radius: fixed.FromInt(30), Angle: fixed.Angle(7000 * i)})
	}
	return s
}

// list builds the draw list of a world, all but what needs a display.
func (v *View) list(s *app.Scene) {
	v.ships(s)
	v.emit(s)
	v.dust.step(float32(s.Passed.Seconds()))
	for i := range v.sky.layers {
		v.sky.layers[i].draw(&v.batch, &v.cam, s.Now.Seconds(), i == 2)
	}
	v.objects(&v.cam, s)
}

func TestDrawListAllocatesNothing(t *testing.T) {
	v, s := New(), crowd()
	v.cam.size(s.Width, s.Height)
	v.cam.follow(300, 200, 0, 0, 0, true)
	v.onBoom(&rules.Boom{Pos: fixed.Vec{X: fixed.FromInt(300), Y: fixed.FromInt(200)}, Size: fixed.FromInt(40)})
	for range 100 { // particles grow to their usual number
		v.list(s)
		v.batch.reset()
	}
	n := testing.AllocsPerRun(50, func() {
		v.list(s)
		if len(v.batch.indices) < 6*200 {
			t.Fatalf("only %d sprites", len(v.batch.indices)/6)
		}
		v.batch.reset()
	})
	if n != 0 {
		t.Errorf("%v allocations per picture", n)
	}
}

func TestViewFindsTheOwnShip(t *testing.T) {
	v, s := New(), crowd()
	v.ships(s)
	if !v.alive || v.x != 40 || v.y != 30 || v.side != 4096 || len(v.seen) != 60 {
		t.Errorf("got alive %v at %v, %v of %v with %d ships", v.alive, v.x, v.y, v.side, len(v.seen))
	}
	s.Local = 999
	v.ships(s)
	if v.alive {
		t.Error("a player without a ship is alive")
	}
	m := map[string]any{}
	v.Report(m, s)
	if m["hp"] != 0 || m["alive"] != false {
		t.Errorf("a dead player reports %v", m)
	}
}

func TestPoolIsBounded(t *testing.T) {
	var p particles
	for i := range 5 * maxParticles {
		p.add(particle{life: float32(1 + i%3), size: 1, grow: -10, vx: 3})
	}
	for range 10 {
		p.step(0.1)
	}
	for i := range p.ring {
		if q := &p.ring[i]; q.size < 0 {
			t.Fatalf("particle %d has the size %v", i, q.size)
		}
	}
	p.clear()
	b := batch{atlas: &atlas{}}
	c := camera{}
	c.size(100, 100)
	if p.draw(&b, &c, under); len(b.indices) != 0 {
		t.Errorf("%d particles are left", len(b.indices)/6)
	}
	n := 0
	for range 1000 {
		n += p.times(30, 0.01)
	}
	if n < 240 || n > 360 {
		t.Errorf("30 times a second for 10 seconds happened %d times", n)
	}
}

func TestAtlasHasEverySprite(t *testing.T) {
	a := newAtlas()
	for id := range numSprites {
		r := a.at[id]
		if r.x1 <= r.x0 || r.y1 <= r.y0 || r.x1 > atlasSide || r.y1 > atlasSide {
			t.Errorf("sprite %d lies at %v", id, r)
			continue
		}
		lit := 0
		for y := int(r.y0); y < int(r.y1); y++ {
			for x := int(r.x0); x < int(r.x1); x++ {
				p := a.pix.RGBAAt(x, y)
				if p.A > 0 {
					lit++
				}
				if p.R > p.A || p.G > p.A || p.B > p.A {
					t.Fatalf("sprite %d is not premultiplied at %d, %d: %v", id, x, y, p)
				}
			}
		}
		if lit == 0 {
			t.Errorf("sprite %d is empty", id)
		}
		for other := range id {
			if o := a.at[other]; r.x0 < o.x1 && o.x0 < r.x1 && r.y0 < o.y1 && o.y0 < r.y1 {
				t.Errorf("sprites %d and %d lie over each other", id, other)
			}
		}
	}
}

func BenchmarkDrawList(b *testing.B) {
	v, s := New(), crowd()
	v.cam.size(s.Width, s.Height)
	v.cam.follow(300, 200, 0, 0, 0, true)
	b.ReportAllocs()
	for b.Loop() {
		v.list(s)
		v.batch.reset()
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		New()
	}
}
