package web_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"tickwire/server/web"
)

// readySite serves testBundle, as a binary that carries its client does.
func readySite(t *testing.T) (*web.Site, *web.Bundle) {
	t.Helper()
	b := testBundle(t)
	s, err := web.NewFake(web.Config{Title: "A <b>old game", CacheDir: t.TempDir()}, web.Fake{}, b)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	return s, b
}

func ask(h http.Handler, method, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// ref finds the name in the page that has this stem, a hash and this extension.
func ref(t *testing.T, s http.Handler, stem, ext string) string {
	t.Helper()
	m := regexp.MustCompile(`"(` + stem + `-[0-9a-f]{16}\.` + ext + `)"`).FindStringSubmatch(ask(s, "GET", "/").Body.String())
	if m == nil {
		t.Fatalf("the page refers to no %s.%s with a hash", stem, ext)
	}
	return "/" + m[1]
}

func TestRoutes(t *testing.T) {
	s, b := readySite(t)
	wasm, exec := "/"+b.WasmName(), "/"+b.ExecName()
	script, style := ref(t, s, "page", "js"), ref(t, s, "page", "css")
	const forever = "public, max-age=31536000, immutable"
	for _, c := range []struct {
		method, path, accept   string
		code                   int
		kind, encoding, caches string
	}{
		{"GET", "/", "", 200, "text/html; charset=utf-8", "", "no-cache"},
		{"HEAD", "/", "", 200, "text/html; charset=utf-8", "", "no-cache"},
		{"GET", script, "", 200, "text/javascript; charset=utf-8", "", forever},
		{"GET", style, "", 200, "text/css; charset=utf-8", "", forever},
		{"GET", ref(t, s, "icon", "svg"), "", 200, "image/svg+xml", "", forever},
		{"GET", "/status.json", "", 200, "application/json", "", "no-store"},
		{"GET", exec, "gzip, br", 200, "text/javascript; charset=utf-8", "", forever},
		{"GET", wasm, "gzip, deflate, br", 200, "application/wasm", "br", forever},
		{"GET", wasm, "gzip, deflate", 200, "application/wasm", "gzip", forever},
		{"GET", wasm, "", 200, "application/wasm", "", forever},
		{"HEAD", wasm, "br", 200, "application/wasm", "br", forever},
		{"HEAD", wasm, "gzip", 200, "application/wasm", "gzip", forever},
		{"HEAD", wasm, "", 200, "application/wasm", "", forever},
		{"POST", "/", "", 405, "", "", ""},
		{"PUT", wasm, "", 405, "", "", ""},
		{"DELETE", "/status.json", "", 405, "", "", ""},
		{"GET", "/client-0123456789abcdef.wasm", "", 404, "", "", ""},
		{"GET", "/client.wasm", "", 404, "", "", ""},
		{"GET", "/index.html", "", 404, "", "", ""},
		{"GET", "/page.js", "", 404, "", "", ""},
		{"GET", strings.Replace(script, ".js", ".css", 1), "", 404, "", "", ""},
		{"GET", "/page/index.html", "", 404, "", "", ""},
		{"GET", "/../go.mod", "", 404, "", "", ""},
		{"POST", "/nothing", "", 404, "", "", ""},
	} {
		w := ask(s, c.method, c.path, "Accept-Encoding", c.accept)
		name := c.method + " " + c.path + " (" + c.accept + ")"
		if w.Code != c.code {
			t.Errorf("%s: code %d, want %d", name, w.Code, c.code)
			continue
		}
		h := w.Header()
		if got := h.Get("X-Content-Type-Options"); got != "nosniff" {
			t.Errorf("%s: X-Content-Type-Options %q", name, got)
		}
		if got := h.Get("Content-Security-Policy"); !strings.Contains(got, "script-src 'self' 'wasm-unsafe-eval';") {
			t.Errorf("%s: Content-Security-Policy %q", name, got)
		}
		if c.code == 405 && h.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: Allow %q", name, h.Get("Allow"))
		}
		if c.code != 200 {
			continue
		}
		for _, f := range []struct{ key, want string }{
			{"Content-Type", c.kind}, {"Content-Encoding", c.encoding}, {"Cache-Control", c.caches},
		} {
			if got := h.Get(f.key); got != f.want {
				t.Errorf("%s: %s %q, want %q", name, f.key, got, f.want)
			}
		}
		length, err := strconv.Atoi(h.Get("Content-Length"))
		if err != nil || length == 0 {
			t.Errorf("%s: Content-Length %q", name, h.Get("Content-Length"))
		}
		want := length
		if c.method == "HEAD" {
			want = 0
		}
		if w.Body.Len() != want {
			t.Errorf("%s: %d bytes of body, want %d", name, w.Body.Len(), want)
		}
	}
}

func TestWasmIsTheSameInEveryEncoding(t *testing.T) {
	s, b := readySite(t)
	for _, c := range []struct {
		accept string
		open   func(io.Reader) (io.Reader, error)
	}{
		{"br", func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil }},
		{"gzip", func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }},
		{"", func(r io.Reader) (io.Reader, error) { return r, nil }},
	} {
		w := ask(s, "GET", "/"+b.WasmName(), "Accept-Encoding", c.accept)
		if got := w.Header().Get("Vary"); got != "Accept-Encoding" {
			t.Errorf("%q: Vary %q", c.accept, got)
		}
		r, err := c.open(w.Body)
		if err != nil {
			t.Fatalf("%q: %v", c.accept, err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatalf("%q: %v", c.accept, err)
		}
		if !bytes.Equal(body, testWasm) {
			t.Errorf("%q: %d bytes that are not the client", c.accept, len(body))
		}
	}
}

func TestPageIsRevalidated(t *testing.T) {
	s, _ := readySite(t)
	first := ask(s, "GET", "/")
	tag := first.Header().Get("ETag")
	if tag == "" {
		t.Fatal("the page has no ETag")
	}
	if again := ask(s, "GET", "/", "If-None-Match", tag); again.Code != 304 || again.Body.Len() != 0 {
		t.Errorf("same ETag: code %d with %d bytes, want 304 with none", again.Code, again.Body.Len())
	}
	if again := ask(s, "GET", "/", "If-None-Match", `"old"`); again.Code != 200 {
		t.Errorf("other ETag: code %d, want 200", again.Code)
	}
}

// The policy forbids inline code, and the page must work under a prefix.
func TestPageObeysItsPolicy(t *testing.T) {
	s, _ := readySite(t)
	html := ask(s, "GET", "/").Body.String()
	for _, bad := range []string{"<style", " style=", "onclick", "onload", "<script>", `="/`, "http:", "https:", "<b>old"} {
		if strings.Contains(html, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	if !strings.Contains(html, "A &lt;b&gt;old game") {
		t.Error("the page lacks its title")
	}
	script := ask(s, "GET", ref(t, s, "page", "js")).Body.String()
	for _, bad := range []string{"eval(", "new Function", `fetch("/`, "innerHTML"} {
		if strings.Contains(script, bad) {
			t.Errorf("the script holds %q", bad)
		}
	}
}

func TestUnderAPrefix(t *testing.T) {
	s, b := readySite(t)
	mux := http.NewServeMux()
	mux.Handle("/play/", http.StripPrefix("/play", s))
	for _, path := range []string{"/play/", "/play/status.json", "/play/" + b.WasmName()} {
		if w := ask(mux, "GET", path); w.Code != 200 {
			t.Errorf("%s: code %d, want 200", path, w.Code)
		}
	}
}

type status struct {
	State, Wasm, Exec string
	Elapsed           int
	Size              int64
	Failure           *web.Failure
}

func statusOf(t *testing.T, s http.Handler) status {
	t.Helper()
	w := ask(s, "GET", "/status.json")
	var got status
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatalf("status.json: %v in %q", err, w.Body)
	}
	return got
}
