package app

import (
	"fmt"
	"image/color"
	"math"

	"github.com/hajimehoshi/ebiten/v2"
)

// bannerOf is what a player who plays is told of what is to come; empty for nothing.
func bannerOf(st *status) string {
	switch {
	case !st.drain || st.phase != playing:
		return ""
	case st.drainIn <= 0:
		return "The server restarts now"
	default:
		return fmt.Sprintf("The server restarts in %d s", int(math.Ceil(st.drainIn.Seconds())))
	}
}

// drawBanner writes it at the upper edge, where it hides little.
func drawBanner(dst *ebiten.Image, s *Scene, line string) {
	if line == "" {
		return
	}
	t := Text{Font: Bold, Size: 20 * s.UI, Color: warn, Align: 0.5}
	w, y := t.Width(line)+32*s.UI, 12*s.UI
	fill(dst, (s.Width-w)/2, y, w, 36*s.UI, color.NRGBA{3, 5, 11, 200})
	t.Draw(dst, line, s.Width/2, y+6*s.UI)
}
