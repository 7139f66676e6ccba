package gate_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"tickwire/proto/wire"
	"tickwire/server/gate"
)

// TestADrainKeepsOthersOut has one who plays and loses the link, and two who come.
func TestADrainKeepsOthersOut(t *testing.T) { bothWays(t, testADrainKeepsOthersOut) }

func testADrainKeepsOthersOut(t *testing.T, way gate.IO) {
	s := open(t, way, gate.Config{}, time.Hour)
	ada, bob := s.visit(t, true), s.visit(t, true)
	ada.frames = make(chan *wire.Frame, 10_000)
	was := s.enter(ada)
	s.enter(s.visit(t, true)) // a room whose last player goes ends at once
	s.gate.Drain()
	s.lobby.Drain(30 * time.Second)
	bob.send(s.hello(same))
	if code, reason := bob.end(); code != wire.CloseShutdown || !strings.Contains(reason, "restarts") {
		t.Errorf("a Hello is answered %d %q", code, reason)
	}
	eve := s.visit(t, true)
	eve.send(s.hello(func(h *wire.Hello) { h.ResumeToken = bytes.Repeat([]byte{2}, 40) })) // of who knows what
	if code, reason := eve.end(); code != wire.CloseShutdown || !strings.Contains(reason, "restarts") {
		t.Errorf("a Hello with a token of no use is answered %d %q", code, reason)
	}
	_ = ada.ws.NetConn().Close()
	ada = s.visit(t, true)
	ada.frames = make(chan *wire.Frame, 10_000)
	ada.send(s.hello(func(h *wire.Hello) { h.ResumeToken = was.ResumeToken }))
	select {
	case w := <-ada.welcom:
		if !w.Resumed || w.Player != was.Player {
			t.Errorf("player %d came back as %d, resumed %v", was.Player, w.Player, w.Resumed)
		}
	case err := <-ada.ended:
		t.Fatalf("who has lost the link does not come back: %v", err)
	}
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
