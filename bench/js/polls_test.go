package js_test

import (
	"bufio"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"tickwire/game/arena"
	"tickwire/server/gate"
)

// TestJavaScriptThroughARoughProxy has every second request fail in some way, and a client that talks all
// the while: each line is in the room once and in order, and each frame is what the server's world was.
func TestJavaScriptThroughARoughProxy(t *testing.T) {
	dist := build(t)
	for i, options := range []string{
		`{"transport": "long-polling", "keep": true, "lines": 20}`,
		`{"transport": "polling", "pollEvery": 50, "keep": true, "lines": 20}`,
	} {
		t.Run(strconv.Itoa(i+1), func(t *testing.T) {
			var proxy *rough
			f := follower{
				dist: dist, def: arena.Definition(), bots: 20, frames: 100, options: options, rate: 30,
				limits: gate.Limits{Chat: gate.Rate{PerSecond: -1}},
				through: func(socket string) (front string) {
					front, proxy = roughly(t, uint64(i), socket)
					return front
				},
			}
			client, counts, err := f.run(t)
			if err != nil {
				t.Fatalf("after %+v and %v: %v", counts, client.lost, err)
			}
			t.Logf("checked %+v; the proxy did %v", counts, proxy.did)
			if client.links != 1 {
				t.Errorf("%d links, which ended by %v; want 1", client.links, client.lost)
			}
			var want []string
			for n := range 20 {
				want = append(want, strconv.Itoa(n+1))
			}
			if !slices.Equal(client.lines, want) {
				t.Errorf("lines %v, want 1 to 20", client.lines)
			}
		})
	}
}

// TestJavaScriptFallsBackAndMoves keeps WebSockets from getting through, in each way that networks do it,
// until the client plays by polls; then it lets them. The client moves without losing a link.
func TestJavaScriptFallsBackAndMoves(t *testing.T) {
	dist := build(t)
	for _, row := range []struct {
		name  string
		block http.HandlerFunc
	}{
		{"refused", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no upgrades here", http.StatusForbidden) }},
		{"swallowed", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }},
		{"mute", mute},
	} {
		t.Run(row.name, func(t *testing.T) {
			var open atomic.Bool
			f := follower{
				dist: dist, def: arena.Definition(), bots: 20, rate: 20, frames: 40, options: `{"keep": true, "until": "websocket"}`,
				through: func(socket string) string { return filtered(t, socket, row.block, &open) },
				hear:    func(*client) { open.Store(true) },
			}
			client, counts, err := f.run(t)
			if err != nil {
				t.Fatalf("after %+v and %v: %v", counts, client.lost, err)
			}
			if !slices.Equal(client.transports, []string{"long-polling", "websocket"}) || client.resumed != 1 || len(client.lost) > 0 {
				t.Errorf("links by %v, of which %d resumed, and %v was lost; want long-polling, then websocket", client.transports, client.resumed, client.lost)
			}
		})
	}
}

// filtered puts a proxy in front of a server that does something else with its socket until it is open.
func filtered(t *testing.T, socket string, block http.HandlerFunc, open *atomic.Bool) string {
	t.Helper()
	to, err := url.Parse("http" + strings.TrimSuffix(strings.TrimPrefix(socket, "ws"), "/ws"))
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(to)
	transport := &http.Transport{}
	proxy.Transport = transport
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/ws" && !open.Load() {
			block(w, r)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		site.CloseClientConnections()
		site.Close()
		transport.CloseIdleConnections()
	})
	return "ws" + strings.TrimPrefix(site.URL, "http") + "/ws"
}

// mute shakes hands and reads to the end: something on the way swallows what is said.
func mute(w http.ResponseWriter, r *http.Request) {
	c, rw, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer c.Close()
	sum := sha1.Sum([]byte(r.Header.Get("Sec-Websocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	fmt.Fprintf(c, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: tickwire.v1\r\nSec-WebSocket-Accept: %s\r\n\r\n", base64.StdEncoding.EncodeToString(sum[:]))
	_, _ = bufio.NewReader(rw).WriteTo(io.Discard)
}
