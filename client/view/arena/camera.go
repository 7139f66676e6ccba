package arena

import "math"

// What a picture shows of the world, in units. The rules send what lies within 384 units of the
// ship in either direction; a picture that shows more would show a void with things popping up.
const (
	viewArea = 640 * 360 // so everyone sees as much, whatever the shape of the window
	viewMost = 672       // in either direction
	leadMost = 384 - viewMost/2
)

// How the camera moves.
const (
	leadShare = 0.16 // of the way from the ship to the mouse
	leadTime  = 0.18 // seconds until it has gone most of the way
	shakeTime = 0.22
	shakeMost = 9 // units
)

// camera maps units of the world to pixels of a picture.
type camera struct {
	x, y         float64 // the middle of the picture, in units
	w, h         float64 // of the picture, in pixels
	zoom         float64 // pixels per unit
	leadX, leadY float64
	shake        float64 // strength, in units
	phase        float64
	offX, offY   float64 // of the shake
}

// fit is the zoom at which a picture of this size shows as much of the world as it should.
func fit(w, h float64) float64 {
	aspect := w / h
	wide := min(math.Sqrt(viewArea*aspect), viewMost, viewMost*aspect)
	return w / wide
}

// follow moves the camera to a place and a little toward what is aimed at, over the time that has
// passed. jump leaves no trace of where it was.
func (c *camera) follow(x, y, aimX, aimY, passed float64, jump bool) {
	leadX, leadY := leadShare*aimX, leadShare*aimY
	if far := math.Hypot(leadX, leadY); far > leadMost {
		leadX, leadY = leadX*leadMost/far, leadY*leadMost/far
	}
	if jump {
		c.leadX, c.leadY, c.shake = leadX, leadY, 0
	}
	part := 1 - math.Exp(-passed/leadTime)
	c.leadX += (leadX - c.leadX) * part
	c.leadY += (leadY - c.leadY) * part
	c.shake *= math.Exp(-passed / shakeTime)
	c.phase += passed
	c.offX = c.shake * math.Sin(71*c.phase)
	c.offY = c.shake * math.Sin(83*c.phase+1)
	c.x, c.y = x+c.leadX+c.offX, y+c.leadY+c.offY
}

// bump shakes the camera, the more the nearer it is.
func (c *camera) bump(x, y, strength float64) {
	near := 1 - math.Hypot(x-c.x, y-c.y)/500
	c.shake = min(c.shake+max(near, 0)*strength, shakeMost)
}

// size says how large the picture is.
func (c *camera) size(w, h float64) { c.w, c.h, c.zoom = w, h, fit(w, h) }

// at is where a point of the world is in the picture.
func (c *camera) at(x, y float64) (float32, float32) {
	return float32((x-c.x)*c.zoom + c.w/2), float32((y-c.y)*c.zoom + c.h/2)
}

// world is the point that a pixel of the picture shows.
func (c *camera) world(px, py float64) (x, y float64) {
	return (px-c.w/2)/c.zoom + c.x, (py-c.h/2)/c.zoom + c.y
}

// shows reports whether something around a pixel can be seen.
func (c *camera) shows(px, py, radius float32) bool {
	return px > -radius && py > -radius && px < float32(c.w)+radius && py < float32(c.h)+radius
}
