package app

import (
	"image/color"
	"time"

	"github.com/hajimehoshi/ebiten/v2"
)

// guideShown is for how long the keys are shown to a player who has just come in, and guideFade
// how long they take to go.
const (
	guideShown = 12 * time.Second
	guideFade  = time.Second
)

// guide shows the keys.
type guide struct {
	keys  []Key
	until time.Duration // shown until then; 0 before the first picture
}

// ownKeys are those of the app.
var ownKeys = []Key{
	{"Enter", "chat; /name to change yours"},
	{"F3", "netcode"},
	{"F11", "full screen"},
	{"H", "these keys"},
}

func (g *guide) toggle(now time.Duration) {
	if now < g.until-guideFade {
		g.until = now
	} else {
		g.until = now + time.Hour
	}
}

// strength is how opaque the keys are, from 0 to 1.
func (g *guide) strength(now time.Duration) float64 {
	if g.until == 0 {
		g.until = now + guideShown
	}
	return min(max(float64(g.until-now)/float64(guideFade), 0), 1)
}

// draw puts the keys at the top left, where no game looks for its player, beside what is there.
func (g *guide) draw(dst *ebiten.Image, s *Scene, beside float64) {
	a := g.strength(s.Now)
	if a == 0 {
		return
	}
	fade := func(c color.NRGBA) color.NRGBA {
		c.A = uint8(float64(c.A) * a)
		return c
	}
	size := 12.5 * s.UI
	step := size * 1.5
	keys := append(append([]Key(nil), g.keys...), ownKeys...)
	name := Text{Font: Bold, Size: size, Color: fade(glow), Align: 1}
	does := Text{Font: Regular, Size: size, Color: fade(ink)}
	left, right := 0.0, 0.0
	for _, k := range keys {
		left, right = max(left, name.Width(k.Name)), max(right, does.Width(k.Does))
	}
	pad, gap := 14*s.UI, 14*s.UI
	w, h := left+gap+right+2*pad, step*float64(len(keys))+2*pad-step+size
	x, y := beside+12*s.UI, 12*s.UI
	fill(dst, x, y, w, h, fade(color.NRGBA{6, 10, 20, 140}))
	for i, k := range keys {
		at := y + pad + step*float64(i) - 0.1*size
		name.Draw(dst, k.Name, x+pad+left, at)
		does.Draw(dst, k.Does, x+pad+left+gap, at)
	}
}
