// Package page is the browser's side of the chat: a page without a framework, and the client of
// client/js in one file. Handler serves it.
package page

import (
	"embed"
	"net/http"
)

//go:embed index.html chat.css *.js
var files embed.FS

// policy lets the page load its own files and reach servers, and nothing else: of this host, or of the
// one that ?server= names.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; " +
	"connect-src 'self' ws: wss: http: https:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

// Handler serves the page at the root of where it is mounted.
func Handler() http.Handler {
	site := http.FileServerFS(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cache-Control", "no-cache") // 85 kB; the files of one build belong together
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			h.Set("Allow", "GET, HEAD")
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		site.ServeHTTP(w, r)
	})
}
