package e2e_test

import (
	"testing"
	"time"

	"tickwire/bench/bot"
	"tickwire/bench/rig"
	"tickwire/client/link"
)

// TestNobodyNeedsAWebSocket puts somebody on the way who does not let WebSockets through, in each way
// in which people do that. Everybody is in the game soon, by long polling; tries for something better
// that come to nothing change nothing, and once it is possible everybody moves to a WebSocket as the
// player that they are. Every frame is checked against the server.
func TestNobodyNeedsAWebSocket(t *testing.T) {
	p := newParty(t)
	defer p.end()
	began := time.Now()
	for _, how := range []rig.Treatment{rig.Refuse, rig.Drop, rig.Silence} {
		g := &guest{censor: rig.Before(t, p.s.Addr().String(), how)}
		p.invite(g, bot.Config{URL: "ws://" + g.censor.Addr() + "/ws", Name: how.String()})
	}
	p.until("everybody to be in", func(g *guest) bool { return g.bot.Stats().Joined })
	for _, g := range p.guests {
		came, _ := g.since()
		st := g.bot.Stats()
		t.Logf("%s is in after %v by %v", g.me.Name, came.Sub(began), st.Transport)
		if came.Sub(began) > 9*time.Second || // three on a machine that has time
			st.Transport != link.LongPolling {
			t.Errorf("%s is in after %v by %v", g.me.Name, came.Sub(began), st.Transport)
		}
	}
	before := make([]int, len(p.guests))
	for i, g := range p.guests {
		before[i] = g.censor.Upgrades()
	}
	for i, g := range p.guests {
		until(t, "a try for something better", func() bool { return g.censor.Upgrades() > before[i] || p.ctx.Err() != nil })
	}
	p.play(3 * 30) // longer than a try is waited for
	for _, g := range p.guests {
		_, gap := g.since()
		st := g.bot.Stats()
		if st.Transport != link.LongPolling || st.Resumes != 0 || gap > 2*time.Second {
			t.Errorf("%s: a try that came to nothing: %v, %d resumes, nothing came for %v", g.me.Name, st.Transport, st.Resumes, gap)
		}
		g.censor.Treat(rig.LetThrough)
	}
	p.until("everybody to have moved", func(g *guest) bool { return g.bot.Stats().Transport == link.WebSocket })
	p.play(30)
	for _, g := range p.guests {
		_, gap := g.since()
		st := g.bot.Stats()
		t.Logf("%s has moved, and nothing came for %v", g.me.Name, gap)
		// The server never gave the place up: a resume is what moving is.
		if st.Resumes != 1 || gap > 2*time.Second {
			t.Errorf("%s: %d resumes, nothing came for %v", g.me.Name, st.Resumes, gap)
		}
	}
}
