package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// polite is a shell script that prints a URL and waits for SIGINT, which it answers with a status.
func polite(url string, status int) string {
	return fmt.Sprintf("trap 'exit %d' INT; echo listening on %s; while :; do read -t 1 <> <(:); done", status, url)
}

func TestServe(t *testing.T) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
		case "/plain/":
			w.Header().Set("Content-Type", "text/plain")
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer site.Close()
	for _, row := range []struct{ name, script, want string }{
		{"good", polite(site.URL, 0), ""},
		{"leaves in anger", polite(site.URL, 7), "after SIGINT: exit status 7"},
		{"not a page", polite(site.URL+"/plain", 0), "text/plain"},
		{"not found", polite(site.URL+"/none", 0), "404"},
		{"dies", "exit 3", "exit status 3"},
		{"prints nothing and ends", "true", "ended before it printed a URL"},
		{"nobody listens", polite("http://127.0.0.1:1/", 0), "connection refused"},
	} {
		lent := ""
		err := withServer(row.script, func(url string) error { lent = url; return nil })
		if row.want == "" {
			if err != nil || lent != site.URL {
				t.Errorf("%s: got %q, %v, want %q", row.name, lent, err, site.URL)
			}
		} else if err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: got %v, want %q", row.name, err, row.want)
		}
	}
}

func TestAim(t *testing.T) {
	for _, row := range []struct{ command, want string }{
		{"go run ./client", "go run ./client -server ws://h:1/ws"},
		{"go run ./client -server ws://a/ws -x", "go run ./client -server ws://h:1/ws -x"},
	} {
		if got := aim(row.command, "http://h:1"); got != row.want {
			t.Errorf("got %q, want %q", got, row.want)
		}
	}
}
