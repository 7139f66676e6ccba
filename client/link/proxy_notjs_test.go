//go:build !js

package link_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"sync/atomic"
	"testing"

	"tickwire/client/link"
)

// TestRequestsGoByTheProxy has a program whose environment names a proxy play on a server that only the
// proxy knows. It is another program, because net/http reads the environment once.
func TestRequestsGoByTheProxy(t *testing.T) {
	if os.Getenv("TICKWIRE_LINK_PROXIED") != "" {
		l, _ := openBy(t, link.Config{URL: "ws://tickwire.invalid/ws", Transport: link.LongPolling})
		send(t, l, "echo one")
		if got := string(receive(t, l).Data); got != "one" {
			t.Errorf("got %q", got)
		}
		return
	}
	p := newPoller(verb)
	defer close(p.over)
	var asked atomic.Int32
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Host != "tickwire.invalid" {
			t.Errorf("the proxy is asked for %s", r.URL)
		}
		asked.Add(1)
		p.ServeHTTP(w, r)
	}))
	defer proxy.Close()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), exe, "-test.run=^TestRequestsGoByTheProxy$", "-test.timeout=60s")
	child.Env = append(os.Environ(), "TICKWIRE_LINK_PROXIED=1", "HTTP_PROXY="+proxy.URL, "http_proxy="+proxy.URL, "NO_PROXY=", "no_proxy=")
	if out, err := child.CombinedOutput(); err != nil || asked.Load() < 3 {
		t.Errorf("%d requests came by the proxy: %v\n%s", asked.Load(), err, out)
	}
}
