package gate_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"tickwire/proto/wire"
	"tickwire/server/gate"
)

// TestHeadersMayComeInSeveralLines writes requests line by line, which no library does: a list may
// come in several lines (RFC 9110 section 5.3), and who gets one wrong is told what is wrong.
func TestHeadersMayComeInSeveralLines(t *testing.T) {
	t.Parallel()
	s := open(t, gate.IOAuto, gate.Config{}, time.Minute)
	const (
		connection = "Connection: Upgrade"
		upgrade    = "Upgrade: websocket"
		key        = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
		protocol   = "Sec-WebSocket-Protocol: " + wire.Subprotocol
	)
	for _, row := range []struct {
		name  string
		lines []string
		want  string // the status, and what the answer says
		says  string
	}{
		{"a line each", []string{connection, upgrade, key, protocol}, "101", protocol},
		{"ours is in the second line", []string{connection, upgrade, key, "Sec-WebSocket-Protocol: chat", protocol}, "101", protocol},
		{"ours is in the first line", []string{connection, upgrade, key, protocol, "Sec-WebSocket-Protocol: chat"}, "101", protocol},
		{"two lines of Connection", []string{"Connection: keep-alive", connection, upgrade, key, protocol}, "101", protocol},
		{"two lines of Upgrade", []string{connection, "Upgrade: h2c", upgrade, key, protocol}, "101", protocol},
		{"two upgrades in a line", []string{connection, "Upgrade: h2c, websocket", key, protocol}, "101", protocol},
		{"none is ours", []string{connection, upgrade, key, "Sec-WebSocket-Protocol: chat", "Sec-WebSocket-Protocol: soap"}, "400", wire.Subprotocol + " is needed"},
		{"ours in capitals", []string{connection, upgrade, key, "Sec-WebSocket-Protocol: TICKWIRE.V1"}, "400", wire.Subprotocol + " is needed"},
		{"no key", []string{connection, upgrade, protocol}, "400", "Sec-WebSocket-Key"},
		{"a key that is too short", []string{connection, upgrade, "Sec-WebSocket-Key: AAAA", protocol}, "400", "Sec-WebSocket-Key"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c, err := net.Dial("tcp", s.addr)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			_ = c.SetDeadline(time.Now().Add(10 * time.Second))
			fmt.Fprintf(c, "GET / HTTP/1.1\r\nHost: %s\r\nSec-WebSocket-Version: 13\r\n%s\r\n\r\n", s.addr, strings.Join(row.lines, "\r\n"))
			resp, err := http.ReadResponse(bufio.NewReader(c), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			says := "Sec-WebSocket-Protocol: " + resp.Header.Get("Sec-WebSocket-Protocol")
			if resp.StatusCode != http.StatusSwitchingProtocols {
				body, _ := io.ReadAll(resp.Body)
				says = string(body)
			}
			if !strings.HasPrefix(resp.Status, row.want) || !strings.Contains(says, row.says) {
				t.Errorf("%s, %q; want %s and %q", resp.Status, says, row.want, row.says)
			}
		})
	}
}
