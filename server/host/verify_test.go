package host_test

import (
	"bytes"
	"math"
	"testing"

	"tickwire/client/link"
	"tickwire/game/arena"
	"tickwire/proto/wire"
	"tickwire/server/gate"
	"tickwire/server/host"
)

// TestAnUnaskedAnswerEndsTheLink has a player say what it holds to a server that does not ask, and to one
// that does, where it answers twice.
func TestAnUnaskedAnswerEndsTheLink(t *testing.T) { bothWays(t, testAnUnaskedAnswerEndsTheLink) }

func testAnUnaskedAnswerEndsTheLink(t *testing.T, way gate.IO) {
	for _, part := range []float64{0, 1} {
		s, _ := start(t, host.Config{IO: way, NoPage: true, Verify: part})
		p := join(t, link.Config{URL: "ws://" + s.Addr().String() + "/ws"})
		said := wire.AppendVerified(nil, &wire.Verified{Tick: 1, Scopes: []wire.ScopeHash{{ID: 1, Tick: 1, Hash: 5}}})
		if part > 0 {
			answer := func() bool { said = bytes.Clone(p.net.Answer()); return said != nil }
			for range 2 { // a server that has not taken one does not ask for the next
				p.until(answer)
				_ = p.link.Send(said)
			}
		}
		_ = p.link.Send(said)
		p.until(func() bool { return p.link.State() == link.Closed })
		if code, _, _ := p.link.Closed(); wire.CloseCode(code) != wire.CloseOrder {
			t.Errorf("of a server that asks in %v of all frames: closed with %d, want %d", part, code, wire.CloseOrder)
		}
	}
}

func TestVerifyIsAPart(t *testing.T) {
	for _, part := range []float64{-0.1, 1.1, math.NaN()} {
		if _, err := host.Listen(host.Config{Def: arena.Definition(), Addr: "127.0.0.1:0", Verify: part}); err == nil {
			t.Errorf("Verify %v is taken", part)
		}
	}
}
