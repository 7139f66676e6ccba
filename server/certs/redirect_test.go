package certs_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"tickwire/server/certs"
)

func TestRedirect(t *testing.T) {
	for _, row := range []struct {
		method, host, path, port string
		status                   int
		to                       string
	}{
		{"GET", "play.test", "/", "443", 307, "https://play.test/"},
		{"GET", "play.test:80", "/?room=x%20y", "443", 307, "https://play.test/?room=x%20y"},
		{"HEAD", "play.test:8080", "/a/b", "8443", 307, "https://play.test:8443/a/b"},
		{"GET", "[::1]", "/", "8443", 307, "https://[::1]:8443/"},
		{"GET", "[::1]:80", "/", "443", 307, "https://[::1]/"},
		{"GET", "play.test", "//evil.test/", "443", 307, "https://play.test//evil.test/"},
		{"POST", "play.test", "/", "443", 400, ""},
	} {
		w, r := httptest.NewRecorder(), httptest.NewRequest(row.method, row.path, nil)
		r.Host = row.host
		if row.path == "//evil.test/" {
			r.URL.Path, r.URL.Host = row.path, ""
		}
		certs.Redirect(row.port).ServeHTTP(w, r)
		if got := w.Header().Get("Location"); w.Code != row.status || got != row.to || w.Code == http.StatusOK {
			t.Errorf("%s %s%s: %d %q, want %d %q", row.method, row.host, row.path, w.Code, got, row.status, row.to)
		}
	}
}
