package rig

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// Keep writes a PNG where a person can look at it later, into the folder TICKWIRE_SHOTS if that is
// set, else one that goes with the test, and decodes it.
func Keep(t testing.TB, name string, data []byte) image.Image {
	t.Helper()
	dir := os.Getenv("TICKWIRE_SHOTS")
	if dir == "" {
		dir = t.TempDir()
	}
	if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return img
}

// Bright counts the pixels in a square around a point whose brightest channel is at least level,
// of 255. A ship is bright, the sky behind it is not.
func Bright(img image.Image, x, y, half, level int) int {
	n := 0
	area := image.Rect(x-half, y-half, x+half, y+half).Intersect(img.Bounds())
	for py := area.Min.Y; py < area.Max.Y; py++ {
		for px := area.Min.X; px < area.Max.X; px++ {
			r, g, b, _ := img.At(px, py).RGBA()
			if int(max(r, g, b)>>8) >= level {
				n++
			}
		}
	}
	return n
}
