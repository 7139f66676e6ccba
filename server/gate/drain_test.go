package gate_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"tickwire/proto/wire"
	"tickwire/server/gate"
)

// TestADrainKeepsOthersOut has one who plays, one who has not introduced himself, and one who comes.
func TestADrainKeepsOthersOut(t *testing.T) { bothWays(t, testADrainKeepsOthersOut) }

func testADrainKeepsOthersOut(t *testing.T, way gate.IO) {
	s := open(t, way, gate.Config{}, time.Hour)
	ada, bob := s.visit(t, true), s.visit(t, true)
	ada.frames = make(chan *wire.Frame, 10_000)
	s.enter(ada)
	s.gate.Drain(30 * time.Second)
	bob.send(s.hello(same))
	if code, reason := bob.end(); code != wire.CloseShutdown || !strings.Contains(reason, "restarts") {
		t.Errorf("a Hello is answered %d %q", code, reason)
	}
	for header, want := range map[string]int{"websocket": http.StatusServiceUnavailable, "": http.StatusUpgradeRequired} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+s.addr+"/", nil)
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range map[string]string{
			"Connection": "Upgrade", "Upgrade": header, "Sec-WebSocket-Version": "13",
			"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Protocol": wire.Subprotocol,
		} {
			req.Header.Set(k, v)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		again := resp.Header.Get("Retry-After")
		if resp.StatusCode != want || (again == "31" || again == "30") != (want == http.StatusServiceUnavailable) {
			t.Errorf("a request is answered %d, Retry-After %q", resp.StatusCode, again)
		}
	}
	http.DefaultClient.CloseIdleConnections()
	for range len(ada.frames) + 10 { // ada plays on
		select {
		case <-ada.frames:
		case <-time.After(5 * time.Second):
			t.Fatal("no frame comes any more")
		}
	}
	s.lobby.Drain(0)
	if code, _ := ada.end(); code != wire.CloseShutdown {
		t.Errorf("ada was told %d", code)
	}
}
