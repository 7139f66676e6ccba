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
	of    Guide // nil for a view that tells none
	keys  []Key
	until time.Duration // shown until then; 0 before the first picture
}

// ownKeys are those of the app.
var ownKeys = []Key{
	{"Enter", "chat; /name to change yours, /msg NAME to one alone"},
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

// draw puts the keys at the top left, beside what is there: the player looks at the middle.
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
	g.keys = g.keys[:0]
	if g.of != nil {
		g.keys = append(g.keys, g.of.Keys()...)
	}
	g.keys = append(g.keys, ownKeys...)
	name := Text{Font: Bold, Size: size, Color: fade(glow), Align: 1}
	does := Text{Font: Regular, Size: size, Color: fade(ink)}
	left, right := 0.0, 0.0
	for _, k := range g.keys {
		left, right = max(left, name.Width(k.Name)), max(right, does.Width(k.Does))
	}
	pad, gap := 14*s.UI, 14*s.UI
	w, h := left+gap+right+2*pad, step*float64(len(g.keys))+2*pad-step+size
	x, y := beside+12*s.UI, 12*s.UI
	if x+w > 0.66*s.Width { // a phone held upright: the top is taken by lists
		x, y = 12*s.UI, 0.4*s.Height
	}
	fill(dst, x, y, w, h, fade(color.NRGBA{6, 10, 20, 140}))
	for i, k := range g.keys {
		at := y + pad + step*float64(i) - 0.1*size
		name.Draw(dst, k.Name, x+pad+left, at)
		does.Draw(dst, k.Does, x+pad+left+gap, at)
	}
}
