package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	// immutable is for names that hold a hash of the content: a year, never asked again.
	immutable = "public, max-age=31536000, immutable"
	// policy lets the page load its own files, compile WASM and reach servers of the game, and nothing
	// else. Neither WebSockets nor polls are limited to this host: ?server= may name another one.
	policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; " +
		"img-src 'self' data: blob:; media-src 'self' data: blob:; connect-src 'self' ws: wss: http: https:; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)

// ServeHTTP serves the page, its files, the status and the client. It knows no other names.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Content-Security-Policy", policy)

	name, now := strings.TrimPrefix(r.URL.Path, "/"), s.now.Load()
	serve := s.route(name, now)
	if serve == nil {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	serve(w, r)
}

// route returns what serves a name, or nil.
func (s *Site) route(name string, now *state) http.HandlerFunc {
	if name == "status.json" {
		return now.serveStatus
	}
	if f, ok := s.page[name]; ok {
		return f.serve
	}
	if now.bundle == nil {
		return nil
	}
	switch name {
	case now.bundle.wasmName():
		return now.bundle.serveWasm
	case now.bundle.execName():
		return file{now.bundle.files[execFile], "text/javascript; charset=utf-8", immutable}.serve
	}
	return nil
}

func (s *state) serveStatus(w http.ResponseWriter, r *http.Request) {
	// A status is strings and numbers: it always encodes.
	body, _ := json.Marshal(s.status())
	file{append(body, '\n'), "application/json", "no-store"}.serve(w, r)
}

// serve answers GET and HEAD, and 304 to a browser that has this very content.
func (f file) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", f.cache)
	if f.cache != "no-store" {
		h.Set("ETag", `"`+hashOf(f.body)+`"`)
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.body))
}

// serveWasm sends the smallest form that the browser takes. Browsers take brotli over TLS and
// from localhost only, so gzip is what a LAN party downloads.
func (b *Bundle) serveWasm(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "application/wasm")
	h.Set("Cache-Control", immutable)
	h.Set("Vary", "Accept-Encoding")

	var body []byte
	switch encodingFor(r.Header.Get("Accept-Encoding")) {
	case "br":
		h.Set("Content-Encoding", "br")
		body = b.files[brotliFile]
	case "gzip":
		h.Set("Content-Encoding", "gzip")
		body = b.files[gzipFile]
	default:
		h.Set("Content-Length", strconv.FormatInt(b.Size(), 10))
		if r.Method == http.MethodHead {
			return
		}
		// The sums were checked when the bundle was read, so what fails here is the peer.
		_ = b.writePlain(w)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}
