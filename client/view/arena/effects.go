package arena

import (
	"math"
	"time"

	"tickwire/client/app"
	"tickwire/game"
	rules "tickwire/game/arena"
)

// flashTime is how long a ship that was hit shines.
const flashTime = 130 * time.Millisecond

// Event implements app.View.
func (v *View) Event(log *game.EventLog, s *app.Scene) {
	var shot rules.Shot
	var hit rules.Hit
	var boom rules.Boom
	var kill rules.Kill
	for i := range log.Len() {
		switch {
		case rules.Shots.Read(log, i, &shot):
			v.onShot(&shot, s)
		case rules.Hits.Read(log, i, &hit):
			v.onHit(&hit, s)
		case rules.Booms.Read(log, i, &boom):
			v.onBoom(&boom)
		case rules.Kills.Read(log, i, &kill):
			v.onKill(&kill, s)
		}
	}
}

func (v *View) onShot(e *rules.Shot, s *app.Scene) {
	x, y := float32(e.Pos.X.Float()), float32(e.Pos.Y.Float())
	sin, cos := math.Sincos(e.Angle.Radians())
	c := colour(e.Owner, s.Local)
	d := &v.dust
	d.add(particle{sprite: spriteFlare, layer: over, x: x, y: y, life: 0.09, size: 19, grow: -60, turn: d.random(0, 6), c: rgba{1, 0.95, 0.85, 0}})
	d.add(particle{sprite: spriteGlow, layer: over, x: x, y: y, life: 0.12, size: 26, c: c.light(0.9)})
	for range 3 {
		speed := d.random(120, 260)
		side := d.random(-0.5, 0.5)
		d.add(particle{
			sprite: spriteStreak, layer: over, along: true, x: x, y: y, life: d.random(0.08, 0.16), size: 5, flat: 0.3, drag: 3,
			vx: speed * (float32(cos) - side*float32(sin)), vy: speed * (float32(sin) + side*float32(cos)), c: c.light(1),
		})
	}
	if e.Owner == s.Local {
		v.counts.shots++
		v.cam.bump(v.x, v.y, 0.5)
	}
}

func (v *View) onHit(e *rules.Hit, s *app.Scene) {
	v.counts.hits++
	x, y := float32(e.Pos.X.Float()), float32(e.Pos.Y.Float())
	switch {
	case e.Target == 0:
		v.sparks(x, y, 7, rgba{1, 0.78, 0.5, 0})
		v.puff(x, y, 3, 10, rgba{0.34, 0.3, 0.27, 0.4})
	case e.Damage == 0:
		v.dust.add(particle{sprite: spriteRing, layer: over, x: x, y: y, life: 0.28, size: 6, grow: 90, c: rgba{0.45, 0.8, 1, 0}})
		v.sparks(x, y, 5, rgba{0.5, 0.85, 1, 0})
	default:
		v.flashes[e.Target] = s.Now
		v.sparks(x, y, 13, rgba{1, 0.85, 0.6, 0})
		v.dust.add(particle{sprite: spriteFlare, layer: over, x: x, y: y, life: 0.16, size: 30, grow: -90, turn: v.dust.random(0, 6), c: rgba{1, 0.9, 0.8, 0}})
		if e.Target == s.Local {
			v.hurt = min(v.hurt+0.45, 1)
			v.cam.bump(v.x, v.y, 3.2)
		}
	}
}

func (v *View) onBoom(e *rules.Boom) {
	x, y, size := float32(e.Pos.X.Float()), float32(e.Pos.Y.Float()), float32(e.Size.Float())
	d := &v.dust
	d.add(particle{sprite: spriteGlow, layer: over, x: x, y: y, life: 0.5, size: 4.2 * size, grow: -size, c: rgba{1, 0.62, 0.28, 0}.times(0.9)})
	d.add(particle{sprite: spriteFlare, layer: over, x: x, y: y, life: 0.3, size: 3.2 * size, grow: -4 * size, turn: d.random(0, 6), c: rgba{1, 0.95, 0.85, 0}.times(1.3)})
	d.add(particle{sprite: spriteRing, layer: over, x: x, y: y, life: 0.65, size: 0.5 * size, grow: 5.5 * size, c: rgba{0.65, 0.85, 1, 0}.times(0.9)})
	d.add(particle{sprite: spriteRing, layer: under, x: x, y: y, life: 0.45, size: 0.3 * size, grow: 3.4 * size, c: rgba{1, 0.6, 0.3, 0}.times(0.8)})
	for range 16 {
		a, speed := d.random(0, 2*math.Pi), d.random(20, 150)
		s64, c64 := math.Sincos(float64(a))
		hot := d.random(0, 1)
		d.add(particle{
			sprite: spriteSmoke, layer: over, x: x, y: y, vx: speed * float32(c64), vy: speed * float32(s64), drag: 3, turn: a, spin: d.random(-2, 2),
			life: d.random(0.35, 0.9), size: d.random(8, 16), grow: d.random(14, 34), c: rgba{1, 0.35 + 0.4*hot, 0.12 + 0.2*hot, 0.1}.times(0.85),
		})
	}
	v.puff(x, y, 9, 16, rgba{0.09, 0.085, 0.1, 0.5})
	v.sparks(x, y, 34, rgba{1, 0.8, 0.45, 0})
	for i := range 11 {
		a, speed := d.random(0, 2*math.Pi), d.random(40, 190)
		s64, c64 := math.Sincos(float64(a))
		d.add(particle{
			sprite: spriteShard + spriteID(i%debris), layer: under, x: x, y: y, vx: speed * float32(c64), vy: speed * float32(s64), drag: 0.7,
			life: d.random(0.9, 2), size: d.random(2, 5.5), turn: a, spin: d.random(-9, 9), c: rgba{1, 1, 1, 1},
		})
	}
	v.cam.bump(float64(x), float64(y), 8)
}

func (v *View) onKill(e *rules.Kill, s *app.Scene) {
	v.counts.kills++
	v.feed.add(e, s)
}

// sparks fly from a point in all directions.
func (v *View) sparks(x, y float32, n int, c rgba) {
	d := &v.dust
	for range n {
		a, speed := d.random(0, 2*math.Pi), d.random(60, 330)
		s64, c64 := math.Sincos(float64(a))
		d.add(particle{
			sprite: spriteStreak, layer: over, along: true, x: x, y: y, vx: speed * float32(c64), vy: speed * float32(s64), drag: 4,
			life: d.random(0.18, 0.55), size: d.random(3, 7), flat: 0.28, c: c,
		})
	}
}

// puff leaves smoke or dust.
func (v *View) puff(x, y float32, n int, size float32, c rgba) {
	d := &v.dust
	for range n {
		d.add(particle{
			sprite: spriteSmoke, layer: under, x: x + d.random(-6, 6), y: y + d.random(-6, 6), vx: d.random(-34, 34), vy: d.random(-34, 34), drag: 1.6,
			life: d.random(0.5, 1.3), size: size * d.random(0.5, 1), grow: size * d.random(0.6, 1.4), turn: d.random(0, 6), spin: d.random(-1, 1), c: c,
		})
	}
}

// flash is how much a ship shines from a hit, from 0 to 1.
func (v *View) flash(p *seenShip, s *app.Scene) float32 {
	at, ok := v.flashes[p.player]
	if !ok || s.Now-at > flashTime {
		return 0
	}
	return 1 - float32(s.Now-at)/float32(flashTime)
}

// emit adds what ships leave behind while the picture shows them.
func (v *View) emit(s *app.Scene) {
	passed := float32(s.Passed.Seconds())
	d := &v.dust
	for i := range v.seen {
		p := &v.seen[i]
		if px, py := v.cam.at(p.x, p.y); !v.cam.shows(px, py, float32(80*v.cam.zoom)) {
			continue
		}
		sin64, cos64 := math.Sincos(p.angle)
		cos, sin := float32(cos64), float32(sin64)
		c := colour(p.player, s.Local)
		if p.flags&rules.Thrusting != 0 {
			for range d.times(46, passed) {
				e := ships[look(p.player)].engines
				v.exhaust(p, cos, sin, float32(e[int(d.random(0, float32(len(e))))]), c)
			}
		}
		if p.flags&rules.Boosting != 0 {
			for range d.times(90, passed) {
				back := d.random(8, 22)
				d.add(particle{
					sprite: spriteGlow, layer: under, x: float32(p.x) - back*cos, y: float32(p.y) - back*sin, vx: 0.1 * float32(p.vx), vy: 0.1 * float32(p.vy),
					life: d.random(0.3, 0.55), size: d.random(12, 19), grow: -18, c: c.light(0.42),
				})
			}
		}
		if p.hp <= 40 {
			for range d.times(float32(40-p.hp)/2+5, passed) {
				d.add(particle{
					sprite: spriteSmoke, layer: over, x: float32(p.x) + d.random(-6, 6), y: float32(p.y) + d.random(-6, 6), vx: 0.35 * float32(p.vx), vy: 0.35 * float32(p.vy), drag: 1,
					life: d.random(0.4, 1), size: d.random(3, 6), grow: 13, turn: d.random(0, 6), c: rgba{0.13, 0.12, 0.13, 0.4},
				})
			}
		}
	}
}

// exhaust is one puff of an engine that lies so far to the side.
func (v *View) exhaust(p *seenShip, cos, sin, side float32, c rgba) {
	d := &v.dust
	back, off := float32(0.62*shipHalf), side*shipHalf+d.random(-1.5, 1.5)
	speed := d.random(60, 120)
	d.add(particle{
		sprite: spriteGlow, layer: under, x: float32(p.x) - back*cos - off*sin, y: float32(p.y) - back*sin + off*cos,
		vx: 0.6*float32(p.vx) - speed*cos + d.random(-12, 12), vy: 0.6*float32(p.vy) - speed*sin + d.random(-12, 12), drag: 1.5,
		life: d.random(0.22, 0.5), size: d.random(3.5, 6), grow: -7,
		c: rgba{0.5 + 0.5*c.r, 0.35 + 0.45*c.g, 0.2 + 0.5*c.b, 0}.times(0.42),
	})
}
