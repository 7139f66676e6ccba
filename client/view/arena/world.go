package arena

import (
	"math"

	"github.com/hajimehoshi/ebiten/v2"

	"tickwire/client/app"
	rules "tickwire/game/arena"
)

// shipHalf is half the side of a ship's sprite, in units; the outlines in paint_ship.go are in
// these.
const shipHalf = 20

// world draws everything between the sky and the instruments, from far to near.
func (v *View) world(dst *ebiten.Image, cam *camera, s *app.Scene) {
	v.sky.draw(dst, &v.batch, cam, s.Now.Seconds())
	v.objects(cam, s)
	v.batch.draw(dst)
}

// objects adds everything but the sky to the batch.
func (v *View) objects(cam *camera, s *app.Scene) {
	v.walls(cam, s.Now.Seconds())
	v.rocks(cam, s)
	v.dust.draw(&v.batch, cam, under)
	v.bullets(cam, s)
	for i := range v.seen {
		v.drawShip(cam, &v.seen[i], s)
	}
	v.dust.draw(&v.batch, cam, over)
}

// walls draws the border of the arena and darkens what lies beyond.
func (v *View) walls(cam *camera, now float64) {
	if v.side == 0 {
		return
	}
	x0, y0 := cam.at(0, 0)
	x1, y1 := cam.at(v.side, v.side)
	w, h := float32(cam.w), float32(cam.h)
	beyond := rgba{0.05, 0.012, 0.02, 0.72}
	l, r := min(max(x0, 0), w), min(max(x1, 0), w)
	t, b := min(max(y0, 0), h), min(max(y1, 0), h)
	if x0 > 0 {
		v.batch.rect(0, 0, l, h, beyond)
	}
	if x1 < w {
		v.batch.rect(r, 0, w-r, h, beyond)
	}
	if y0 > 0 {
		v.batch.rect(l, 0, r-l, t, beyond)
	}
	if y1 < h {
		v.batch.rect(l, b, r-l, h-b, beyond)
	}
	pulse := float32(0.8 + 0.2*math.Sin(3*now))
	c := rgba{1, 0.36, 0.3, 0}.times(pulse)
	thick := float32(16 * cam.zoom)
	join := thick / 10 // half of the bright line, so that corners close
	for _, y := range []float32{y0, y1} {
		if y > -thick && y < h+thick {
			v.batch.sprite(spriteWall, (l+r)/2, y, (r-l)/2+join, thick, 1, 0, c)
		}
	}
	for _, x := range []float32{x0, x1} {
		if x > -thick && x < w+thick {
			v.batch.sprite(spriteWall, x, (t+b)/2, (b-t)/2+join, thick, 0, 1, c)
		}
		for _, y := range []float32{y0, y1} {
			if cam.shows(x, y, thick) {
				v.batch.spot(spriteGlow, x, y, 1.2*thick, c.times(0.7))
			}
		}
	}
}

// rocks draws the asteroids. Their angle chooses the look and turns it a little: the light must
// come from the same side for all.
func (v *View) rocks(cam *camera, s *app.Scene) {
	var a rules.Asteroid
	for i := range rules.Asteroids.Len(s.Rows) {
		id := rules.Asteroids.Get(s.Rows, i, &a)
		v.marks.rock(id, &a)
		x, y := cam.at(a.Pos.X.Float(), a.Pos.Y.Float())
		half := float32(a.Radius.Float() * cam.zoom / (rockEdge * 1.02))
		if !cam.shows(x, y, half) {
			continue
		}
		turn := 0.5 * (a.Angle.Radians()/math.Pi - 1)
		sin, cos := math.Sincos(turn)
		v.batch.spot(spriteGlow, x, y, 1.35*half, rgba{0, 0, 0, 0.55})
		v.batch.sprite(spriteRock+spriteID(a.Angle>>6%rockLooks), x, y, half, half, float32(cos), float32(sin), rgba{1, 1, 1, 1})
	}
}

func (v *View) bullets(cam *camera, s *app.Scene) {
	var b rules.Bullet
	z := float32(cam.zoom)
	for i := range rules.Bullets.Len(s.Rows) {
		rules.Bullets.Get(s.Rows, i, &b)
		x, y := cam.at(b.Pos.X.Float(), b.Pos.Y.Float())
		if !cam.shows(x, y, 30*z) {
			continue
		}
		speed := float32(math.Hypot(float64(b.Vel.X), float64(b.Vel.Y)))
		if speed == 0 {
			continue
		}
		cos, sin := float32(b.Vel.X)/speed, float32(b.Vel.Y)/speed
		c := colour(b.Owner, s.Local)
		v.batch.spot(spriteGlow, x, y, 15*z, c.light(0.55))
		v.batch.sprite(spriteBolt, x, y, 17*z, 6*z, cos, sin, c.light(1))
		v.batch.sprite(spriteBolt, x, y, 11*z, 3.4*z, cos, sin, rgba{1, 1, 1, 0}.times(0.9))
	}
}

// drawShip draws a ship with all that is fixed to it.
func (v *View) drawShip(cam *camera, p *seenShip, s *app.Scene) {
	x, y := cam.at(p.x, p.y)
	z := float32(cam.zoom)
	if !cam.shows(x, y, 3*shipHalf*z) {
		return
	}
	sin64, cos64 := math.Sincos(p.angle)
	cos, sin := float32(cos64), float32(sin64)
	half := shipHalf * z
	c := colour(p.player, s.Local)
	mine := p.player == s.Local
	now := s.Now.Seconds()

	halo := float32(0.28)
	if mine {
		halo = 0.42
	}
	v.batch.spot(spriteGlow, x, y, 1.7*half, c.light(halo))
	v.engines(p, x, y, cos, sin, half, c, now)
	kind := spriteID(look(p.player))
	v.batch.sprite(spriteHull+kind, x, y, half, half, cos, sin, rgba{1, 1, 1, 1})
	v.batch.sprite(spritePaint+kind, x, y, half, half, cos, sin, c)
	if f := v.flash(p, s); f > 0 {
		v.batch.sprite(spriteHull+kind, x, y, 1.02*half, 1.02*half, cos, sin, rgba{1, 0.9, 0.8, 0}.times(0.75*f))
		v.batch.spot(spriteGlow, x, y, 1.6*half, rgba{1, 0.7, 0.45, 0}.times(0.4*f))
	}
	if p.flags&rules.Shielded != 0 {
		beat := float32(0.75 + 0.25*math.Sin(7*now))
		v.batch.sprite(spriteBubble, x, y, 1.28*half, 1.28*half, 1, 0, rgba{0.45, 0.8, 1, 0}.times(beat))
		v.batch.spot(spriteGlow, x, y, 1.5*half, rgba{0.2, 0.45, 0.8, 0}.times(0.5*beat))
	}
}

// engines draws what comes out of a ship at this moment; its trail is particles.
func (v *View) engines(p *seenShip, x, y, cos, sin, half float32, c rgba, now float64) {
	power := float32(0)
	switch {
	case p.flags&rules.Boosting != 0:
		power = 1.9
	case p.flags&rules.Thrusting != 0:
		power = 1
	}
	flicker := float32(0.88 + 0.12*math.Sin(61*now+float64(p.player)))
	for _, e := range ships[look(p.player)].engines {
		off := float32(e) * half
		ex, ey := x-0.58*half*cos-off*sin, y-0.58*half*sin+off*cos
		if power > 0 {
			long := half * (0.55 + 0.35*power) * flicker
			fx, fy := ex-long*cos*0.9, ey-long*sin*0.9
			v.batch.sprite(spriteFlame, fx, fy, long, 0.3*half*(0.8+0.2*power), cos, sin, rgba{1, 0.6, 0.25, 0}.times(0.8))
			v.batch.sprite(spriteFlame, fx+long*0.25*cos, fy+long*0.25*sin, 0.72*long, 0.2*half, cos, sin, rgba{0.75, 0.9, 1, 0})
			v.batch.spot(spriteGlow, ex, ey, 0.75*half, c.light(0.5*power))
		} else {
			v.batch.spot(spriteGlow, ex, ey, 0.22*half, rgba{1, 0.6, 0.3, 0}.times(0.6))
		}
	}
	if p.flags&rules.Reversing != 0 {
		for _, side := range []float32{-0.2, 0.2} {
			fx, fy := x+0.75*half*cos-side*half*sin, y+0.75*half*sin+side*half*cos
			v.batch.sprite(spriteFlame, fx, fy, 0.3*half, 0.12*half, -cos, -sin, rgba{0.6, 0.8, 1, 0}.times(0.8*flicker))
		}
	}
}
