package arena

import (
	"testing"

	rules "tickwire/game/arena"
	"tickwire/game/fixed"
)

func TestControls(t *testing.T) {
	// Each row follows the one before: what steers depends on what was used last.
	var c controls
	at := devices{mouseX: 300, mouseY: 200, shipX: 300, shipY: 100}
	for _, row := range []struct {
		name string
		with func(*devices)
		want rules.Input
		by   steering
	}{
		{"nothing yet", func(*devices) {}, rules.Input{}, byKeys},
		{"forward", func(d *devices) { d.forward = true }, rules.Input{Forward: true}, byKeys},
		{"A turns without a mouse", func(d *devices) { d.left = true }, rules.Input{Left: true}, byKeys},
		{"the mouse trembles", func(d *devices) { d.mouseX += 3 }, rules.Input{}, byKeys},
		{"the mouse moves", func(d *devices) { d.mouseX += 100; d.mouseY -= 100 }, rules.Input{UseAim: true, Aim: 0}, byMouse},
		{"it rests", func(d *devices) { d.mouseY += 100 }, rules.Input{UseAim: true, Aim: fixed.FromDegrees(90)}, byMouse},
		{"A goes sideways with a mouse", func(d *devices) { d.left = true }, rules.Input{UseAim: true, Aim: fixed.FromDegrees(90), Left: true}, byMouse},
		{"fire and dash", func(d *devices) { d.fire, d.boost = true, true }, rules.Input{UseAim: true, Aim: fixed.FromDegrees(90), Fire: true, Boost: true}, byMouse},
		{"an arrow turns", func(d *devices) { d.turnRight = true }, rules.Input{Right: true}, byKeys},
		{"it is let go", func(*devices) {}, rules.Input{}, byKeys},
		{"a click takes over", func(d *devices) { d.clicked, d.fire = true, true }, rules.Input{UseAim: true, Aim: fixed.FromDegrees(90), Fire: true}, byMouse},
		{"a thumb", func(d *devices) { d.touch, d.stickX = true, -1 }, rules.Input{UseAim: true, Aim: fixed.FromDegrees(180), Forward: true}, byTouch},
		{"half a way", func(d *devices) { d.touch, d.stickX = true, -0.4 }, rules.Input{UseAim: true, Aim: fixed.FromDegrees(180)}, byTouch},
		{"a thumb at rest", func(d *devices) { d.touch = true }, rules.Input{}, byTouch},
	} {
		d := at
		row.with(&d)
		got := c.input(&d)
		if got != row.want || c.by != row.by {
			t.Errorf("%s: got %+v by %v, want %+v by %v", row.name, got, c.by, row.want, row.by)
		}
	}
}
