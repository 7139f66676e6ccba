package arena

import (
	"math"

	"tickwire/client/app"
)

// mapSide is the side of the map in pixels.
func mapSide(s *app.Scene) float32 {
	return float32(int(min(152*s.UI, 0.34*s.Height, 0.25*s.Width)))
}

// minimap draws the arena at the bottom right: asteroids seen so far, ships as far as the rules
// let the player see, the part that is in the picture, and the player.
func (v *View) minimap(s *app.Scene) {
	if v.side == 0 {
		return
	}
	u := float32(s.UI)
	side := mapSide(s)
	x0, y0 := float32(int(float32(s.Width)-side-14*u)), float32(int(float32(s.Height)-side-14*u))
	k := side / float32(v.side)
	v.batch.rect(x0, y0, side, side, panel)
	at := func(x, y float64) (float32, float32) { return x0 + float32(x)*k, y0 + float32(y)*k }
	for i := range v.marks.rocks {
		m := &v.marks.rocks[i]
		v.batch.spot(spriteDot, x0+m.x*k, y0+m.y*k, max(m.r*k, 1.2*u), rgba{0.30, 0.31, 0.34, 0.9})
	}
	v.frame(s, at, x0, y0, side)
	for i := range v.seen {
		p := &v.seen[i]
		if p.player == s.Local {
			continue
		}
		x, y := at(p.x, p.y)
		v.batch.spot(spriteDot, x, y, 2.7*u, colour(p.player, s.Local))
	}
	x, y := at(v.x, v.y)
	if v.alive {
		sin, cos := math.Sincos(v.ship.Angle.Radians())
		v.batch.spot(spriteGlow, x, y, 12*u, own.light(0.6))
		v.batch.sprite(spriteArrow, x, y, 5.5*u, 5.5*u, float32(cos), float32(sin), rgba{1, 1, 1, 1})
	}
	edge, line := rgba{0.42, 0.55, 0.72, 0.5}.times(0.6), max(u, 1)
	v.batch.rect(x0-line, y0-line, side+2*line, line, edge)
	v.batch.rect(x0-line, y0+side, side+2*line, line, edge)
	v.batch.rect(x0-line, y0, line, side, edge)
	v.batch.rect(x0+side, y0, line, side, edge)
}

// frame marks what the picture shows, as far as it lies on the map.
func (v *View) frame(s *app.Scene, at func(x, y float64) (float32, float32), x0, y0, side float32) {
	ax, ay := at(v.cam.world(0, 0))
	bx, by := at(v.cam.world(s.Width, s.Height))
	ax, bx = max(ax, x0), min(bx, x0+side)
	ay, by = max(ay, y0), min(by, y0+side)
	if ax < bx && ay < by {
		v.batch.rect(ax, ay, bx-ax, by-ay, rgba{0.5, 0.7, 0.9, 0}.times(0.14))
	}
}
