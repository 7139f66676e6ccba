package web_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"tickwire/server/web"
)

var (
	testWasm = bytes.Repeat([]byte("\x00asm, or so it says. "), 5000)
	testExec = []byte("globalThis.Go = class {};\n")
)

func testBundle(t *testing.T) *web.Bundle {
	t.Helper()
	b, err := web.Pack(testWasm, testExec, "go1.99")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBundleRoundTrip(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "dist")
	b := testBundle(t)
	// Twice and at once: servers that start together share the cache.
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := b.WriteDir(dir); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	got, err := web.ReadBundle(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	if got.WasmName() != b.WasmName() || got.ExecName() != b.ExecName() || got.Size() != int64(len(testWasm)) {
		t.Errorf("read %s %s %d, want %s %s %d", got.WasmName(), got.ExecName(), got.Size(), b.WasmName(), b.ExecName(), len(testWasm))
	}
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) != 4 {
		t.Errorf("%d files in the folder, want 4 and nothing temporary", len(left))
	}
}

func TestReadBundleRefusesDamage(t *testing.T) {
	for _, name := range []string{"client.wasm.br", "client.wasm.gz", "wasm_exec.js", "manifest.json"} {
		for _, c := range []struct {
			damage string
			do     func(path string) error
			absent bool // the bundle then counts as absent, not as damaged
		}{
			{"cut", func(p string) error { return os.Truncate(p, 20) }, false},
			{"emptied", func(p string) error { return os.Truncate(p, 0) }, false},
			{"flipped", func(p string) error { return flipFirstByte(p) }, false},
			{"gone", os.Remove, name == "manifest.json"},
		} {
			dir := t.TempDir()
			if err := testBundle(t).WriteDir(dir); err != nil {
				t.Fatal(err)
			}
			if err := c.do(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
			_, err := web.ReadBundle(os.DirFS(dir))
			if err == nil {
				t.Errorf("%s %s: read without an error", name, c.damage)
			} else if got := errors.Is(err, fs.ErrNotExist); got != c.absent {
				t.Errorf("%s %s: absent = %v, want %v (%v)", name, c.damage, got, c.absent, err)
			}
		}
	}
}

func flipFirstByte(path string) error {
	body, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	body[0] ^= 0x40
	return os.WriteFile(path, body, 0o644)
}
