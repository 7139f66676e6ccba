package gate

import (
	"testing"
	"time"
)

// TestALongPollIsNoSilence, inside the package because it looks between two steps of which a goroutine
// of the HTTP server makes the second: a poll that was held for long has just been answered, and whoever
// writes the answer has not come to that yet.
func TestALongPollIsNoSilence(t *testing.T) {
	for _, row := range []struct {
		name   string
		answer func(p *pollLink, h *hold)
	}{
		{"is held", func(*pollLink, *hold) {}},
		{"has an answer", func(p *pollLink, _ *hold) { p.send([]byte("frame")) }},
		{"has nothing to tell", func(p *pollLink, h *hold) { p.release(h) }},
	} {
		g := &Gate{start: time.Now().Add(-20 * time.Second)}
		g.cfg.Limits.IdleTimeout = 15 * time.Second
		p := &pollLink{link: &link{gate: g}} // heard of when the gate began
		p.link.out = p
		h := newHold()
		if f, _ := p.fetch(h, 0, 0); f != holding {
			t.Fatalf("%s: got %v, want that it is held", row.name, f)
		}
		row.answer(p, h)
		if p.link.silent(time.Since(g.start)) {
			t.Errorf("a link whose poll %s is taken for silent", row.name)
		}
	}
}
