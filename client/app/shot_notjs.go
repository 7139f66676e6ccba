//go:build !js

package app

import (
	"fmt"
	"image"
	"image/png"
	"math"
	"os"

	"github.com/hajimehoshi/ebiten/v2"
)

// shoot writes the content of the window to a PNG file, in the window's resolution.
func shoot(screen *ebiten.Image, part float64, name string) error {
	b := screen.Bounds()
	w, h := int(math.Round(float64(b.Dx())/part)), int(math.Round(float64(b.Dy())/part))
	seen := ebiten.NewImage(w, h)
	defer seen.Deallocate()
	var o ebiten.DrawImageOptions
	o.GeoM.Scale(float64(w)/float64(b.Dx()), float64(h)/float64(b.Dy()))
	o.Filter = ebiten.FilterLinear
	seen.DrawImage(screen, &o)
	img := image.NewRGBA(seen.Bounds())
	seen.ReadPixels(img.Pix)
	for i := 3; i < len(img.Pix); i += 4 {
		img.Pix[i] = 0xff // a window shows no transparency, and viewers should not either
	}
	f, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("app: screenshot: %w", err)
	}
	if err := png.Encode(f, img); err != nil {
		f.Close()
		return fmt.Errorf("app: screenshot: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("app: screenshot: %w", err)
	}
	return nil
}
