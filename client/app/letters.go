package app

import (
	"fmt"
	"image"
	"image/draw"

	"github.com/hajimehoshi/ebiten/v2"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// The pages that glyphs are kept on. When all are full, as after many changes of the window's
// size, they are begun anew.
const (
	pageSide = 512
	maxPages = 6
)

// lettering keeps glyphs as sprites. Ebitengine's text package could do more, as writing from
// right to left, but the fonts that are built in could not, and it makes what a browser must load
// larger by two megabytes.
type lettering struct {
	parsed   [Mono + 1]*opentype.Font
	faces    map[faceKey]*face
	pages    []*ebiten.Image
	x, y     int // where the next glyph goes on the last page
	shelf    int
	vertices []ebiten.Vertex
	indices  []uint32
}

type faceKey struct {
	font Font
	size int
}

// face is a font in a size.
type face struct {
	font   font.Face
	ascent float64
	glyphs map[rune]glyph
}

// glyph is a letter: its sprite, from where the pen is, and how far the pen moves.
type glyph struct {
	page       *ebiten.Image // nil for one that leaves no mark
	from       image.Rectangle
	offX, offY float32
	advance    float64
}

// letters belong to the goroutine of Ebitengine, as images do.
var letters = lettering{faces: map[faceKey]*face{}}

// face makes a face at its first use: to parse a font takes some milliseconds in a browser.
func (l *lettering) face(f Font, size int) *face {
	key := faceKey{f, size}
	if a := l.faces[key]; a != nil {
		return a
	}
	if l.parsed[f] == nil {
		p, err := opentype.Parse([...][]byte{Regular: goregular.TTF, Bold: gobold.TTF, Mono: gomono.TTF}[f])
		if err != nil {
			panic(fmt.Sprintf("app: font %d, which is built in, does not parse: %v", f, err))
		}
		l.parsed[f] = p
	}
	x, err := opentype.NewFace(l.parsed[f], &opentype.FaceOptions{Size: float64(size), DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		panic(fmt.Sprintf("app: font %d in size %d: %v", f, size, err))
	}
	a := &face{font: x, ascent: float64(x.Metrics().Ascent.Ceil()), glyphs: map[rune]glyph{}}
	l.faces[key] = a
	return a
}

// width is how far the pen moves over a line.
func (f *face) width(line string) float64 {
	w := 0.0
	for _, r := range line {
		if g, ok := f.glyphs[r]; ok {
			w += g.advance
		} else if a, ok := f.font.GlyphAdvance(r); ok {
			w += float64(a.Round())
		}
	}
	return w
}

// glyph makes a glyph at its first use.
func (l *lettering) glyph(f *face, r rune) glyph {
	if g, ok := f.glyphs[r]; ok {
		return g
	}
	box, mask, at, advance, ok := f.font.Glyph(fixed.Point26_6{}, r)
	g := glyph{advance: float64(advance.Round())}
	if ok && !box.Empty() {
		img := image.NewRGBA(image.Rect(0, 0, box.Dx(), box.Dy()))
		draw.DrawMask(img, img.Bounds(), image.White, image.Point{}, mask, at, draw.Src)
		g.page, g.from = l.put(img)
		g.offX, g.offY = float32(box.Min.X), float32(box.Min.Y)
	}
	f.glyphs[r] = g
	return g
}

// put finds a place on the last page, or on a new one.
func (l *lettering) put(img *image.RGBA) (*ebiten.Image, image.Rectangle) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	if l.x+w > pageSide {
		l.x, l.y, l.shelf = 0, l.y+l.shelf, 0
	}
	if len(l.pages) == 0 || l.y+h > pageSide {
		l.pages = append(l.pages, ebiten.NewImage(pageSide, pageSide))
		l.x, l.y, l.shelf = 0, 0, 0
	}
	at := image.Rect(l.x, l.y, l.x+w, l.y+h)
	page := l.pages[len(l.pages)-1]
	if part, ok := page.SubImage(at).(*ebiten.Image); ok {
		part.WritePixels(img.Pix)
	}
	l.x, l.shelf = l.x+w+1, max(l.shelf, h+1)
	return page, at
}

// draw writes a line with its base line at y, in a colour with premultiplied alpha.
func (l *lettering) draw(dst *ebiten.Image, f *face, line string, x, y float64, c [4]float32) {
	if len(l.pages) > maxPages {
		l.forget()
		f.glyphs = map[rune]glyph{}
	}
	var page *ebiten.Image
	for _, r := range line {
		g := l.glyph(f, r)
		if g.page != nil {
			if g.page != page {
				l.flush(dst, page)
				page = g.page
			}
			l.quad(float32(x)+g.offX, float32(y)+g.offY, g.from, c)
		}
		x += g.advance
	}
	l.flush(dst, page)
}

func (l *lettering) quad(x, y float32, from image.Rectangle, c [4]float32) {
	n := uint32(len(l.vertices))
	for _, corner := range [...]image.Point{from.Min, {X: from.Max.X, Y: from.Min.Y}, {X: from.Min.X, Y: from.Max.Y}, from.Max} {
		l.vertices = append(l.vertices, ebiten.Vertex{
			DstX: x + float32(corner.X-from.Min.X), DstY: y + float32(corner.Y-from.Min.Y),
			SrcX: float32(corner.X), SrcY: float32(corner.Y), ColorR: c[0], ColorG: c[1], ColorB: c[2], ColorA: c[3],
		})
	}
	l.indices = append(l.indices, n, n+1, n+2, n+1, n+3, n+2)
}

// flush draws what was written from a page. Ebitengine joins calls that follow one another.
func (l *lettering) flush(dst, page *ebiten.Image) {
	if page != nil && len(l.indices) > 0 {
		dst.DrawTriangles32(l.vertices, l.indices, page, &ebiten.DrawTrianglesOptions{ColorScaleMode: ebiten.ColorScaleModePremultipliedAlpha})
	}
	l.vertices, l.indices = l.vertices[:0], l.indices[:0]
}

// forget begins the pages anew.
func (l *lettering) forget() {
	for _, p := range l.pages {
		p.Deallocate()
	}
	l.pages, l.x, l.y, l.shelf = nil, 0, 0, 0
	clear(l.faces)
}
