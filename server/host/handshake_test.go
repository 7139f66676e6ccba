package host_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"tickwire/server/host"
)

// TestHandshakesOfAListener is what the public listener adds to what the gate tests of itself: paths, and
// bounds of what a request may hold.
func TestHandshakesOfAListener(t *testing.T) {
	s, _ := start(t, host.Config{NoPage: true})
	for _, row := range []struct {
		name, line, header string
		want               int
		says               string
	}{
		{"the socket", "GET /ws HTTP/1.1", "", http.StatusSwitchingProtocols, ""},
		{"the socket with a query", "GET /ws?token=x HTTP/1.1", "", http.StatusSwitchingProtocols, ""},
		{"the socket by its whole address", "GET http://play.example/ws HTTP/1.1", "", http.StatusSwitchingProtocols, ""},
		{"no path of ours", "GET /socket HTTP/1.1", "", http.StatusNotFound, ""},
		{"a path below the socket", "GET /ws/ HTTP/1.1", "", http.StatusNotFound, ""},
		{"a path like the socket", "GET /WS HTTP/1.1", "", http.StatusNotFound, ""},
		{"POST", "POST /ws HTTP/1.1", "", http.StatusMethodNotAllowed, "GET"},
		{"a body", "GET /ws HTTP/1.1", "Content-Length: 4", http.StatusRequestEntityTooLarge, "body"},
		{"a body in pieces", "GET /ws HTTP/1.1", "Transfer-Encoding: chunked", http.StatusRequestEntityTooLarge, "body"},
		{"a body in pieces and not", "GET /ws HTTP/1.1", "Content-Length: 4\r\nTransfer-Encoding: gzip", http.StatusNotImplemented, ""},
		{"a long header", "GET /ws HTTP/1.1", "Cookie: " + strings.Repeat("x", 8<<10), http.StatusSwitchingProtocols, ""},
		{"a longer header", "GET /ws HTTP/1.1", "Cookie: " + strings.Repeat("x", 32<<10), http.StatusRequestHeaderFieldsTooLarge, ""},
		{"many headers", "GET /ws HTTP/1.1", strings.Repeat("X-Y: z\r\n", 8<<10) + "X-Y: z", http.StatusRequestHeaderFieldsTooLarge, ""},
		{"a long path", "GET /" + strings.Repeat("x", 32<<10) + " HTTP/1.1", "", http.StatusRequestHeaderFieldsTooLarge, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			c, err := net.Dial("tcp", s.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			_ = c.SetDeadline(time.Now().Add(10 * time.Second))
			if row.header != "" {
				row.header += "\r\n"
			}
			fmt.Fprintf(c, "%s\r\nHost: play.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"+
				"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: tickwire.v1\r\n%s\r\n", row.line, row.header)
			resp, err := http.ReadResponse(bufio.NewReader(c), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			var body []byte
			if resp.StatusCode != http.StatusSwitchingProtocols {
				body, _ = io.ReadAll(resp.Body)
			}
			if resp.StatusCode != row.want || !strings.Contains(string(body), row.says) {
				t.Errorf("%s, %q; want %d and %q", resp.Status, body, row.want, row.says)
			}
		})
	}
}
