package arena

import "github.com/hajimehoshi/ebiten/v2"

// rgba is a colour with premultiplied alpha. An alpha of 0 with light in it adds to what is
// beneath: so one blend mode draws solid things and glowing ones, in one call.
type rgba struct{ r, g, b, a float32 }

// times dims a colour evenly.
func (c rgba) times(f float32) rgba { return rgba{c.r * f, c.g * f, c.b * f, c.a * f} }

// light is the colour as a glow.
func (c rgba) light(f float32) rgba { return rgba{c.r * f, c.g * f, c.b * f, 0} }

// batch collects sprites and draws them in one call. Its memory is used again.
type batch struct {
	atlas    *atlas
	vertices []ebiten.Vertex
	indices  []uint32
}

// sprite adds a sprite around a point, turned by an angle given as cosine and sine. Sizes are
// half of the sprite's, in pixels of the destination.
func (b *batch) sprite(id spriteID, x, y, halfW, halfH, cos, sin float32, c rgba) {
	s := &b.atlas.at[id]
	n := uint32(len(b.vertices))
	ax, ay := halfW*cos, halfW*sin
	bx, by := -halfH*sin, halfH*cos
	b.vertices = append(b.vertices,
		vertex(x-ax-bx, y-ay-by, s.x0, s.y0, c),
		vertex(x+ax-bx, y+ay-by, s.x1, s.y0, c),
		vertex(x-ax+bx, y-ay+by, s.x0, s.y1, c),
		vertex(x+ax+bx, y+ay+by, s.x1, s.y1, c))
	b.indices = append(b.indices, n, n+1, n+2, n+1, n+3, n+2)
}

// spot adds a sprite that is not turned.
func (b *batch) spot(id spriteID, x, y, half float32, c rgba) {
	b.sprite(id, x, y, half, half, 1, 0, c)
}

// rect fills a rectangle given by its corner and size.
func (b *batch) rect(x, y, w, h float32, c rgba) {
	b.sprite(spriteWhite, x+w/2, y+h/2, w/2, h/2, 1, 0, c)
}

func vertex(x, y, u, v float32, c rgba) ebiten.Vertex {
	return ebiten.Vertex{DstX: x, DstY: y, SrcX: u, SrcY: v, ColorR: c.r, ColorG: c.g, ColorB: c.b, ColorA: c.a}
}

// draw puts everything on the screen and empties the batch.
func (b *batch) draw(dst *ebiten.Image) {
	if len(b.indices) > 0 {
		dst.DrawTriangles32(b.vertices, b.indices, b.atlas.texture(), &ebiten.DrawTrianglesOptions{
			ColorScaleMode: ebiten.ColorScaleModePremultipliedAlpha, Filter: ebiten.FilterLinear, DisableMipmaps: true,
		})
	}
	b.reset()
}

func (b *batch) reset() { b.vertices, b.indices = b.vertices[:0], b.indices[:0] }
