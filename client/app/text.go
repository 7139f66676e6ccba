package app

import (
	"image/color"
	"math"

	"github.com/hajimehoshi/ebiten/v2"
)

// Font is one of the fonts that are built in. They have Latin, Greek and Cyrillic letters.
type Font uint8

// The fonts.
const (
	Regular Font = iota
	Bold
	Mono
)

// Text is how a line of text is drawn.
type Text struct {
	Font  Font
	Size  float64 // in pixels; drawn in whole ones, so that glyphs are crisp and few
	Color color.Color
	Align float64 // of the line around x: 0 begins there, 0.5 is centred, 1 ends there
}

// size is the size in which glyphs are drawn.
func (t *Text) size() int { return int(min(max(math.Round(t.Size), 6), 200)) }

// Width is how wide a line would be.
func (t *Text) Width(line string) float64 { return letters.face(t.Font, t.size()).width(line) }

// Draw writes a line with its top at y. Only the goroutine of Ebitengine may call it.
func (t *Text) Draw(dst *ebiten.Image, line string, x, y float64) {
	if line == "" {
		return
	}
	f := letters.face(t.Font, t.size())
	if t.Align != 0 {
		x -= t.Align * f.width(line)
	}
	r, g, b, a := t.Color.RGBA()
	const full = 0xffff
	letters.draw(dst, f, line, math.Round(x), math.Round(y)+f.ascent,
		[4]float32{float32(r) / full, float32(g) / full, float32(b) / full, float32(a) / full})
}
