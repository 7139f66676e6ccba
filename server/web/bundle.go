package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/andybalholm/brotli"
)

// The files of a bundle, in the cache and in a binary alike.
const (
	brotliFile   = "client.wasm.br"
	gzipFile     = "client.wasm.gz"
	execFile     = "wasm_exec.js"
	manifestFile = "manifest.json"
)

// Bundle is a built client ready to be served: compressed, with the wasm_exec.js of the Go that
// built it (another version's does not start it). A Bundle never changes.
type Bundle struct {
	manifest manifest
	files    map[string][]byte // brotliFile, gzipFile and execFile
}

// manifest describes a bundle and is its only file that is not checked against a sum.
type manifest struct {
	Go   string `json:"go"`   // the version that built it, for whoever looks
	Hash string `json:"hash"` // of the uncompressed client
	Size int64  `json:"size"` // of the uncompressed client, bytes
	// Sums are the SHA-256 of the other files, hexadecimal.
	Sums map[string]string `json:"sums"`
}

// Build builds the client whose main package is in dir, which is relative to the root of the
// module around the working directory, or absolute. An empty dir means "client". An error that
// is a *Failure says what to do.
func Build(ctx context.Context, dir string) (*Bundle, error) {
	if dir == "" {
		dir = "client"
	}
	return toolchain{dir: dir}.Build(ctx)
}

// pack compresses a client. Measured for 14 MB on two cores: gzip 6 takes 0.9 s to 3.6 MB, and
// brotli 5 takes 1.3 s to 3.0 MB. Brotli 11 would save half a megabyte more and take 80 s.
func pack(wasm, exec []byte, goVersion string) (*Bundle, error) {
	var zipped, brotlied bytes.Buffer
	zw, err := gzip.NewWriterLevel(&zipped, 6)
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	for _, w := range []io.WriteCloser{zw, brotli.NewWriterLevel(&brotlied, 5)} {
		if _, err := w.Write(wasm); err != nil {
			return nil, fmt.Errorf("web: compress client: %w", err)
		}
		if err := w.Close(); err != nil {
			return nil, fmt.Errorf("web: compress client: %w", err)
		}
	}
	b := &Bundle{
		manifest: manifest{Go: goVersion, Hash: hashOf(wasm), Size: int64(len(wasm)), Sums: map[string]string{}},
		files:    map[string][]byte{brotliFile: brotlied.Bytes(), gzipFile: zipped.Bytes(), execFile: exec},
	}
	for name, body := range b.files {
		b.manifest.Sums[name] = sumOf(body)
	}
	return b, nil
}

// readBundle reads what WriteDir wrote and checks every file. The error is fs.ErrNotExist if
// there is no bundle at all.
func readBundle(dir fs.FS) (*Bundle, error) {
	text, err := fs.ReadFile(dir, manifestFile)
	if err != nil {
		return nil, fmt.Errorf("web: read bundle: %w", err)
	}
	b := &Bundle{files: map[string][]byte{}}
	if err := json.Unmarshal(text, &b.manifest); err != nil {
		return nil, fmt.Errorf("web: read bundle: %s: %w", manifestFile, err)
	}
	for _, name := range []string{brotliFile, gzipFile, execFile} {
		body, err := fs.ReadFile(dir, name)
		if err != nil {
			// Not wrapped: half a bundle is damage, not absence.
			return nil, fmt.Errorf("web: read bundle: %v", err)
		}
		if got, want := sumOf(body), b.manifest.Sums[name]; got != want {
			return nil, fmt.Errorf("web: read bundle: %s has sum %s, want %s", name, got, want)
		}
		b.files[name] = body
	}
	return b, nil
}

// WriteDir writes the bundle into dir, which is made if need be. Each file appears whole or not
// at all, and the manifest last. Two writers of one client do each other no harm: a build is
// reproducible, so both write the same bytes.
func (b *Bundle) WriteDir(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("web: write bundle: %w", err)
	}
	for _, name := range []string{brotliFile, gzipFile, execFile} {
		if err := writeFile(dir, name, b.files[name]); err != nil {
			return err
		}
	}
	text, err := json.MarshalIndent(b.manifest, "", "  ")
	if err != nil {
		return fmt.Errorf("web: write bundle: %w", err)
	}
	return writeFile(dir, manifestFile, append(text, '\n'))
}

// writeFile replaces dir/name in one step.
func writeFile(dir, name string, body []byte) (err error) {
	f, err := os.CreateTemp(dir, ".tmp-*")
	if err != nil {
		return fmt.Errorf("web: write %s: %w", name, err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
			err = fmt.Errorf("web: write %s: %w", name, err)
		}
	}()
	_, err = f.Write(body)
	if err == nil {
		err = f.Chmod(0o644) // a temporary file is for its owner alone; a bundle is no secret
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), filepath.Join(dir, name))
}

// Size returns the length of the uncompressed client in bytes.
func (b *Bundle) Size() int64 { return b.manifest.Size }

// Sizes says how much a browser downloads, for a human: "3.6 MB gzip, 3.0 MB brotli".
func (b *Bundle) Sizes() string {
	mb := func(name string) float64 { return float64(len(b.files[name])) / 1e6 }
	return fmt.Sprintf("%.1f MB gzip, %.1f MB brotli", mb(gzipFile), mb(brotliFile))
}

func (b *Bundle) wasmName() string { return "client-" + b.manifest.Hash + ".wasm" }

func (b *Bundle) execName() string { return "wasm_exec-" + b.manifest.Sums[execFile][:hashLen] + ".js" }

// writePlain writes the uncompressed client, for tools that take no compression.
func (b *Bundle) writePlain(w io.Writer) error {
	zr, err := gzip.NewReader(bytes.NewReader(b.files[gzipFile]))
	if err != nil {
		return fmt.Errorf("web: unpack client: %w", err)
	}
	if _, err := io.Copy(w, zr); err != nil {
		return fmt.Errorf("web: unpack client: %w", err)
	}
	return nil
}

// hashLen is the length of the hashes in names: 64 bits tell a project's builds apart for good.
const hashLen = 16

func sumOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

func hashOf(body []byte) string { return sumOf(body)[:hashLen] }
