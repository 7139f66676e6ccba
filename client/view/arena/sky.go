package arena

import (
	"image"
	"math"

	"github.com/hajimehoshi/ebiten/v2"
)

// starLayer is stars at one distance: a square of them that repeats.
type starLayer struct {
	depth float64 // by how much they move with the camera: 0 is infinitely far
	side  float64 // of the square, in units
	stars []skyStar
}

type skyStar struct {
	x, y, size float32 // units
	c          rgba
	twinkle    float32 // phase
}

// sky is stars in layers over two clouds of gas.
type sky struct {
	layers []starLayer
	pix    *image.RGBA
	nebula *ebiten.Image
}

// The clouds: a picture so large that the smallest part that moves past never shows its edge.
const (
	nebulaSide  = 320
	nebulaDepth = 0.06
	nebulaUnits = 1500 // across
)

func newSky() sky {
	s := sky{pix: image.NewRGBA(image.Rect(0, 0, nebulaSide, nebulaSide))}
	for j := range nebulaSide {
		for i := range nebulaSide {
			s.pix.Set(i, j, gas(float64(i)/nebulaSide, float64(j)/nebulaSide, uint64(j*nebulaSide+i)))
		}
	}
	for i, l := range []struct {
		depth, side float64
		n           int
		size, light float64
	}{
		{0.12, 420, 230, 0.9, 0.7},
		{0.28, 480, 90, 1.35, 0.95},
		{0.5, 620, 30, 1.9, 1},
	} {
		s.layers = append(s.layers, newStars(l.depth, l.side, l.n, l.size, l.light, uint64(i)))
	}
	return s
}

func newStars(depth, side float64, n int, size, light float64, seed uint64) starLayer {
	l := starLayer{depth: depth, side: side}
	for i := range uint64(n) {
		r := func(k uint64) float64 { return unit(seed*7919 + i*16 + k) }
		v := float32(light * (0.35 + 0.65*r(3)*r(3)))
		warm := float32(r(4))
		l.stars = append(l.stars, skyStar{
			x: float32(side * r(0)), y: float32(side * r(1)), size: float32(size * (0.6 + 0.8*r(2)*r(2))),
			c: rgba{v * (0.75 + 0.25*warm), v * 0.88, v * (1 - 0.3*warm), 0}, twinkle: float32(6.3 * r(5)),
		})
	}
	return l
}

// draw fills the picture.
func (s *sky) draw(dst *ebiten.Image, b *batch, cam *camera, now float64) {
	s.gas(dst, cam)
	for i := range s.layers {
		s.layers[i].draw(b, cam, now, i == len(s.layers)-1)
	}
}

func (s *sky) gas(dst *ebiten.Image, cam *camera) {
	if s.nebula == nil {
		s.nebula = ebiten.NewImageFromImage(s.pix)
	}
	var o ebiten.DrawImageOptions
	scale := nebulaUnits / nebulaSide * cam.zoom
	o.GeoM.Translate(-nebulaSide/2, -nebulaSide/2)
	o.GeoM.Scale(scale, scale)
	// An arena of 4096 units moves it by 246; from its middle that leaves room on either side.
	drift := func(at float64) float64 { return min(max((at-2048)*nebulaDepth, -400), 400) }
	o.GeoM.Translate(cam.w/2-drift(cam.x)*cam.zoom, cam.h/2-drift(cam.y)*cam.zoom)
	o.Filter, o.DisableMipmaps, o.Blend = ebiten.FilterLinear, true, ebiten.BlendCopy
	dst.DrawImage(s.nebula, &o)
}

func (l *starLayer) draw(b *batch, cam *camera, now float64, near bool) {
	// The corner of the picture in the layer's own units.
	x0 := cam.x*l.depth - cam.w/2/cam.zoom
	y0 := cam.y*l.depth - cam.h/2/cam.zoom
	z := float32(cam.zoom)
	for tx := math.Floor(x0 / l.side); tx*l.side < x0+cam.w/cam.zoom; tx++ {
		for ty := math.Floor(y0 / l.side); ty*l.side < y0+cam.h/cam.zoom; ty++ {
			for i := range l.stars {
				p := &l.stars[i]
				x, y := (float32(tx*l.side-x0)+p.x)*z, (float32(ty*l.side-y0)+p.y)*z
				if !cam.shows(x, y, 8*z) {
					continue
				}
				c := p.c
				if near {
					c = c.times(0.8 + 0.2*float32(math.Sin(1.7*now+float64(p.twinkle))))
					b.spot(spriteFlare, x, y, 3.4*p.size*z, c.times(0.5))
				}
				b.spot(spriteStar, x, y, max(p.size*z, 0.9), c)
			}
		}
	}
}

// gas is the colour of the clouds at a point from 0 to 1, dithered so that it shows no steps.
func gas(x, y float64, n uint64) rgbaColor {
	warp := fractal(3*x, 3*y, 3, 71)
	blue := smooth(0.36, 0.82, fractal(4*x+1.8*warp, 4*y+1.2*warp, 5, 72))
	red := smooth(0.42, 0.86, fractal(3.4*x-warp+9, 3.4*y+1.6*warp, 5, 73))
	dark := smooth(0.3, 0.7, fractal(8*x+2*warp, 8*y-2*warp, 5, 74))
	r := 0.018 + 0.20*red + 0.03*blue
	g := 0.024 + 0.05*red + 0.14*blue
	b := 0.052 + 0.16*red + 0.27*blue
	k := 0.45 + 0.75*dark
	d := (unit(n) - 0.5) / 255
	return rgbaColor{r*k + d, g*k + d, b*k + d}
}

// rgbaColor is an opaque colour.Color.
type rgbaColor struct{ r, g, b float64 }

// RGBA implements color.Color.
func (c rgbaColor) RGBA() (r, g, b, a uint32) {
	to := func(v float64) uint32 { return uint32(clamp01(v) * 0xffff) }
	return to(c.r), to(c.g), to(c.b), 0xffff
}
