package arena

import (
	"math"

	rules "tickwire/game/arena"
	"tickwire/game/fixed"
)

// devices are what the player holds and has just pressed. Keys that do the same are one field.
type devices struct {
	forward, back       bool // W and S, or the arrows
	left, right         bool // A and D
	turnLeft, turnRight bool // the arrows
	fire, boost         bool // boost: pressed now
	mouseX, mouseY      float64
	clicked             bool    // a button of the mouse went down
	shipX, shipY        float64 // of the own ship, in the same pixels as the mouse
	touch               bool    // the fields below count
	stickX, stickY      float64 // -1 to 1
}

// steering is what turns the ship.
type steering uint8

const (
	byKeys steering = iota
	byMouse
	byTouch
)

func (s steering) String() string { return [...]string{"keys", "mouse", "touch"}[s] }

// mouseSlop is how far the mouse must move, in pixels, to take over: a hand that rests on it, or
// a window that opens under it, does not.
const mouseSlop = 6

// controls remember which device steers: the one that was used last.
type controls struct {
	by     steering
	mouseX float64
	mouseY float64
	seen   bool // a first place of the mouse
}

// input is what devices say, as the rules want it.
func (c *controls) input(d *devices) rules.Input {
	c.choose(d)
	in := rules.Input{Forward: d.forward, Back: d.back, Fire: d.fire, Boost: d.boost}
	switch c.by {
	case byTouch:
		far := math.Hypot(d.stickX, d.stickY)
		in.UseAim = far > 0.15
		in.Aim = aim(d.stickX, d.stickY)
		in.Forward = far > 0.55
	case byMouse:
		in.UseAim = true
		in.Aim = aim(d.mouseX-d.shipX, d.mouseY-d.shipY)
		in.Left, in.Right = d.left, d.right
	case byKeys:
		in.Left, in.Right = d.left || d.turnLeft, d.right || d.turnRight
	}
	return in
}

// choose gives the ship to the device that was used last.
func (c *controls) choose(d *devices) {
	moved := math.Hypot(d.mouseX-c.mouseX, d.mouseY-c.mouseY) > mouseSlop
	if !c.seen || moved {
		c.mouseX, c.mouseY = d.mouseX, d.mouseY
	}
	switch {
	case d.touch:
		c.by = byTouch
	case d.turnLeft || d.turnRight:
		c.by = byKeys
	case c.seen && moved || d.clicked:
		c.by = byMouse
	}
	c.seen = true
}

// aim is the direction of a vector in pixels.
func aim(x, y float64) fixed.Angle {
	const fine = 16 // keeps the direction of short vectors
	return fixed.Atan2(fixed.Scalar(math.Round(fine*y)), fixed.Scalar(math.Round(fine*x)))
}
