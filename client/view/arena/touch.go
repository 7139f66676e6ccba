package arena

import (
	"math"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"tickwire/client/app"
)

// touch is for phones: a thumb on the left half is a stick around where it went down, a finger on
// the right half fires, and a second one there dashes.
type touch struct {
	used   bool // the player has a touch screen
	ids    []ebiten.TouchID
	stick  ebiten.TouchID
	held   bool
	x0, y0 float64 // where the thumb went down, as parts of the screen: its resolution may change
	x, y   float64 // where it is, in pixels
}

// stickReach is how far, in units of the interface, a thumb moves the stick to its end.
const stickReach = 56

func (t *touch) sample(d *devices, s *app.Scene) {
	t.ids = ebiten.AppendTouchIDs(t.ids[:0])
	was, fingers := t.held, 0
	t.held = false
	for _, id := range t.ids {
		ix, iy := ebiten.TouchPosition(id)
		x, y := s.Pixel(float64(ix), float64(iy))
		switch {
		case was && id == t.stick:
			t.held, t.x, t.y = true, x, y
		case !was && !t.held && x < s.Width/2:
			t.held, t.stick = true, id
			t.x0, t.y0, t.x, t.y = x/s.Width, y/s.Height, x, y
		case x >= s.Width/2:
			fingers++
			d.boost = d.boost || fingers == 2 && inpututil.TouchPressDuration(id) <= 1
		}
	}
	t.used = t.used || len(t.ids) > 0
	if len(t.ids) == 0 {
		return
	}
	d.touch = true
	d.fire = d.fire || fingers > 0
	if t.held {
		reach := stickReach * s.UI
		x, y := (t.x-t.x0*s.Width)/reach, (t.y-t.y0*s.Height)/reach
		if far := math.Hypot(x, y); far > 1 {
			x, y = x/far, y/far
		}
		d.stickX, d.stickY = x, y
	}
}
