package app

import (
	"bytes"
	"image/color"
	"math"
	"sync"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/text/v2"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
)

// Font is one of the fonts that are built in.
type Font uint8

// The fonts.
const (
	Regular Font = iota
	Bold
	Mono
)

// sources parses a font at its first use: it takes some milliseconds in a browser.
var sources = [...]func() *text.GoTextFaceSource{
	Regular: sync.OnceValue(func() *text.GoTextFaceSource { return parse(goregular.TTF) }),
	Bold:    sync.OnceValue(func() *text.GoTextFaceSource { return parse(gobold.TTF) }),
	Mono:    sync.OnceValue(func() *text.GoTextFaceSource { return parse(gomono.TTF) }),
}

func parse(ttf []byte) *text.GoTextFaceSource {
	s, err := text.NewGoTextFaceSource(bytes.NewReader(ttf))
	if err != nil {
		panic("app: a font that is built in does not parse: " + err.Error())
	}
	return s
}

// Text is how a line of text is drawn.
type Text struct {
	Font  Font
	Size  float64 // in pixels; drawn in whole ones, so that glyphs are crisp and few
	Color color.Color
	Align float64 // of the line around x: 0 begins there, 0.5 is centred, 1 ends there
}

func (t *Text) face() *text.GoTextFace {
	return &text.GoTextFace{Source: sources[t.Font](), Size: max(math.Round(t.Size), 6)}
}

// Width is how wide a line would be.
func (t *Text) Width(line string) float64 { return text.Advance(line, t.face()) }

// Draw writes a line with its top at y.
func (t *Text) Draw(dst *ebiten.Image, line string, x, y float64) {
	if line == "" {
		return
	}
	face := t.face()
	if t.Align != 0 {
		x -= t.Align * text.Advance(line, face)
	}
	var o text.DrawOptions
	o.GeoM.Translate(math.Round(x), math.Round(y))
	o.ColorScale.ScaleWithColor(t.Color)
	text.Draw(dst, line, face, &o)
}
