package hostile_test

import (
	"bytes"
	"errors"
	"testing"

	"tickwire/proto/wire"
	"tickwire/server/gate"
	"tickwire/server/host"
)

// TestResumeTokensAreWorthNothingTwice shows a token of a session that somebody has gone on with, one
// that was changed, and one of another server, beside the player whose session it is.
func TestResumeTokensAreWorthNothingTwice(t *testing.T) {
	bothWays(t, testResumeTokensAreWorthNothingTwice)
}

func testResumeTokensAreWorthNothingTwice(t *testing.T, way gate.IO) {
	s := perform(t, way, host.Config{})
	resume := func(token []byte) (*peer, error) {
		p := s.open()
		return p, p.enter(func(h *wire.Hello) { h.Name, h.ResumeToken = "thief", token })
	}
	first := s.join("victim")
	old := first.welcome.ResumeToken
	victim, err := resume(old)
	if err != nil || !victim.welcome.Resumed || victim.welcome.Player != first.welcome.Player {
		t.Fatalf("the victim itself does not come back: %v, %+v", err, victim.welcome)
	}
	if code, _ := first.end(); code != wire.CloseReplaced {
		t.Errorf("the older link was closed with %d, want %d", code, wire.CloseReplaced)
	}
	// Shown again: it is a new player, in nobody's place.
	for acked := false; !acked; { // what proves that the new token has come
		op, msg, err := victim.read()
		if err != nil || op == opClose {
			t.Fatalf("the victim was stopped by %v %v", err, closed(msg))
		}
		if acked = op == opBinary; acked {
			f, err := victim.decoder.Decode(msg)
			if err != nil {
				t.Fatal(err)
			}
			_ = victim.write(opBinary, wire.AppendInputs(nil, &wire.Inputs{Ack: f.Tick}))
		}
	}
	s.steps(3)
	thief, err := resume(old)
	if err != nil || thief.welcome.Resumed || thief.welcome.Player == victim.welcome.Player {
		t.Errorf("a token that was used: %v, resumed %v as %d", err, thief.welcome.Resumed, thief.welcome.Player)
	}

	for i := 0; i < len(old)*8; i += 37 {
		forged := bytes.Clone(victim.welcome.ResumeToken)
		forged[i/8] ^= 1 << (i % 8)
		p, err := resume(forged)
		var e *closedError
		switch {
		case err == nil && !p.welcome.Resumed && p.welcome.Player != victim.welcome.Player: // a key that nobody knows
		case errors.As(err, &e) && e.code == wire.CloseToken:
		default:
			t.Errorf("bit %d changed: %v, resumed %v", i, err, p.welcome.Resumed)
		}
	}
	s.until("most are found to be forged", func() bool { return s.metric(`tickwire_closes_total{code="4017"}`) >= 8 })
	other := perform(t, way, host.Config{}).join("elsewhere")
	if p, err := resume(other.welcome.ResumeToken); err != nil || p.welcome.Resumed {
		t.Errorf("a token of another server: %v, resumed %v", err, p.welcome.Resumed)
	}

	// None of this has moved the victim, or taken its place.
	if again, err := resume(victim.welcome.ResumeToken); err != nil || again.welcome.Player != victim.welcome.Player {
		t.Errorf("the victim does not come back: %v, %+v", err, again.welcome)
	}
}
