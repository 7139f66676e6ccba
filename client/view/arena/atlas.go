package arena

import (
	"image"
	"math"

	"github.com/hajimehoshi/ebiten/v2"
)

// spriteID names a sprite of the atlas.
type spriteID int

// Kinds of sprites that come in several looks.
const (
	rockLooks = 6
	hullLooks = 3
	debris    = 3
)

// The sprites, in the order in which the atlas is filled: tall ones first, so that the shelves
// waste little.
const (
	spriteRock   spriteID = 0                      // rockLooks of them
	spriteRing            = spriteRock + rockLooks // of a shock wave
	spriteBubble          = spriteRing + 1         // of a shield
	spriteHull            = spriteBubble + 1       // hullLooks: what all ships have in common
	spritePaint           = spriteHull + hullLooks // hullLooks: what has the player's colour
	spriteGlow            = spritePaint + hullLooks
	spriteSmoke           = spriteGlow + 1
	spriteFlare           = spriteSmoke + 1
	spriteFlame           = spriteFlare + 1
	spriteBolt            = spriteFlame + 1
	spriteShard           = spriteBolt + 1 // debris of them
	spriteStreak          = spriteShard + debris
	spriteCross           = spriteStreak + 1 // of the mouse
	spriteArrow           = spriteCross + 1
	spriteStar            = spriteArrow + 1
	spriteDot             = spriteStar + 1
	spriteWall            = spriteDot + 1
	spriteWhite           = spriteWall + 1
	numSprites            = spriteWhite + 1
)

const atlasSide = 1024

// atlas is the image that all sprites are on. It is painted in memory, without a display, and
// becomes a texture at its first use.
type atlas struct {
	at  [numSprites]spriteRect
	pix *image.RGBA
	tex *ebiten.Image

	x, y, shelf int // where the next sprite goes
}

type spriteRect struct{ x0, y0, x1, y1 float32 }

// shade is the colour of a sprite at a point, from -1 to 1 in both directions; pixel is the size
// of a pixel there, over which edges are softened.
type shade func(x, y, pixel float64) rgba

func newAtlas() *atlas {
	a := &atlas{pix: image.NewRGBA(image.Rect(0, 0, atlasSide, atlasSide))}
	for i := range rockLooks {
		a.paint(spriteRock+spriteID(i), 256, 256, rock(uint64(i)))
	}
	a.paint(spriteRing, 256, 256, ring)
	a.paint(spriteBubble, 256, 256, bubble)
	for i := range hullLooks {
		a.paint(spriteHull+spriteID(i), 128, 128, hull(&ships[i]))
	}
	for i := range hullLooks {
		a.paint(spritePaint+spriteID(i), 128, 128, paint(&ships[i]))
	}
	a.paint(spriteGlow, 128, 128, softGlow)
	a.paint(spriteSmoke, 128, 128, smoke)
	a.paint(spriteFlare, 128, 128, flare)
	a.paint(spriteFlame, 128, 64, flame)
	a.paint(spriteBolt, 128, 64, bolt)
	for i := range debris {
		a.paint(spriteShard+spriteID(i), 64, 64, shard(uint64(i)))
	}
	a.paint(spriteStreak, 64, 32, streak)
	a.paint(spriteCross, 64, 64, cross)
	a.paint(spriteArrow, 64, 64, arrow)
	a.paint(spriteStar, 32, 32, star)
	a.paint(spriteDot, 32, 32, dot)
	a.paint(spriteWall, 32, 32, wall)
	a.paint(spriteWhite, 16, 16, func(_, _, _ float64) rgba { return rgba{1, 1, 1, 1} })
	return a
}

func (a *atlas) texture() *ebiten.Image {
	if a.tex == nil {
		a.tex = ebiten.NewImageFromImage(a.pix)
	}
	return a.tex
}

// paint puts a sprite on the current shelf, or on the next.
func (a *atlas) paint(id spriteID, w, h int, f shade) {
	if a.x+w > atlasSide {
		a.x, a.y = 0, a.y+a.shelf
		a.shelf = 0
	}
	if a.y+h > atlasSide {
		panic("arena: the atlas is full")
	}
	a.shelf = max(a.shelf, h)
	pixel := 2 / float64(max(w, h))
	for j := range h {
		row := a.pix.Pix[a.pix.PixOffset(a.x, a.y+j):]
		y := (2*float64(j) + 1 - float64(h)) / float64(h)
		for i := range w {
			x := (2*float64(i) + 1 - float64(w)) / float64(w)
			c := f(x, y, pixel)
			row[4*i], row[4*i+1], row[4*i+2], row[4*i+3] = to8(c.r), to8(c.g), to8(c.b), to8(c.a)
		}
	}
	// From the middle of the first pixel to that of the last: linear filters look half a pixel
	// around, and the neighbours would show as faint lines.
	x0, y0 := float32(a.x)+0.5, float32(a.y)+0.5
	a.at[id] = spriteRect{x0, y0, x0 + float32(w) - 1, y0 + float32(h) - 1}
	a.x += w
}

func to8(v float32) uint8 { return uint8(math.Round(float64(min(max(v, 0), 1)) * 255)) }
