//go:build embedclient

package web

import (
	"embed"
	"fmt"
	"io/fs"
)

// If the compiler points here: run `go run ./server/web/bundle` first, which writes dist.
//
//go:embed dist/client.wasm.br dist/client.wasm.gz dist/wasm_exec.js dist/manifest.json
var dist embed.FS

// embeddedBundle returns the client that this binary carries.
func embeddedBundle() (*Bundle, error) {
	dir, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, fmt.Errorf("web: embedded client: %w", err)
	}
	return readBundle(dir)
}
