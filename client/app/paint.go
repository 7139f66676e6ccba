package app

import (
	"image/color"
	"sync"

	"github.com/hajimehoshi/ebiten/v2"
)

// The colours of the user interface.
var (
	ink  = color.NRGBA{0xdf, 0xe9, 0xf5, 0xff}
	dim  = color.NRGBA{0x9a, 0xa9, 0xbd, 0xff}
	glow = color.NRGBA{0x7f, 0xe3, 0xff, 0xff}
	warn = color.NRGBA{0xff, 0xb0, 0x8a, 0xff}
)

var white = sync.OnceValue(func() *ebiten.Image {
	img := ebiten.NewImage(3, 3)
	img.Fill(color.White)
	return img
})

// fill paints a rectangle. It is one sprite, not a path.
func fill(dst *ebiten.Image, x, y, w, h float64, c color.Color) {
	var o ebiten.DrawImageOptions
	o.GeoM.Scale(w/3, h/3)
	o.GeoM.Translate(x, y)
	o.ColorScale.ScaleWithColor(c)
	dst.DrawImage(white(), &o)
}
