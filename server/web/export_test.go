package web

import (
	"context"
	"io"
	"io/fs"
	"time"
)

// What the tests reach inside for.

var (
	Pack        = pack
	EncodingFor = encodingFor
)

func ReadBundle(dir fs.FS) (*Bundle, error) { return readBundle(dir) }

// Fake is a source whose steps are functions.
type Fake struct {
	KeyFunc   func() (string, error)
	BuildFunc func(context.Context) (*Bundle, error)
}

func (f Fake) Key(context.Context) (string, error)        { return f.KeyFunc() }
func (f Fake) Build(ctx context.Context) (*Bundle, error) { return f.BuildFunc(ctx) }

func NewFake(cfg Config, from Fake, embedded *Bundle) (*Site, error) {
	return newSite(cfg, from, embedded)
}

// Toolchain is the real source for a folder.
func Toolchain(dir string) interface {
	Key(context.Context) (string, error)
	Build(context.Context) (*Bundle, error)
} {
	return toolchain{dir: dir}
}

// TerminalLine plays a build that ends after the given ticks on a terminal.
func TerminalLine(out io.Writer, b *Bundle, ticks ...time.Duration) {
	r := reporter{out: out, inPlace: true}
	r.building(0)
	for _, d := range ticks {
		r.tick(d)
	}
	r.ready(ticks[len(ticks)-1], false, b)
}

func (b *Bundle) WasmName() string { return b.wasmName() }
func (b *Bundle) ExecName() string { return b.execName() }
