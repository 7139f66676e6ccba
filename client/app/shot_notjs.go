//go:build !js

package app

import (
	"fmt"
	"image"
	"image/png"
	"os"

	"github.com/hajimehoshi/ebiten/v2"
)

// shoot writes the content of the window to a PNG file.
func shoot(screen *ebiten.Image, name string) error {
	img := image.NewRGBA(screen.Bounds())
	screen.ReadPixels(img.Pix)
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
