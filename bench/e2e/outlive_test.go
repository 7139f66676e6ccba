package e2e_test

import (
	"fmt"
	"testing"
	"time"

	"tickwire/bench/bot"
	"tickwire/bench/rig"
	"tickwire/client/redial"
)

// TestPollsOutliveTheirConnections plays by long polling and by polling while connections are cut and
// held: requests are made again, and no link ends. It ends when nothing comes for long, and everybody
// comes back. Every frame is checked against the server.
func TestPollsOutliveTheirConnections(t *testing.T) {
	p := newParty(t)
	defer p.end()
	path := rig.Through(t, p.s.Addr().String())
	for i, way := range []redial.Transport{redial.LongPolling, redial.LongPolling, redial.Polling} {
		p.invite(&guest{}, bot.Config{
			URL: "ws://" + path.Addr() + "/ws", Name: fmt.Sprint(way, " ", i), Transport: way, PollEvery: 150 * time.Millisecond,
		})
	}
	fresh := func(what string) {
		t.Helper()
		now := p.tick.Load()
		p.until("frames "+what, func(g *guest) bool { return uint32(g.bot.Stats().Tick) > now+10 })
	}
	resumes := func() (n uint64) {
		for _, g := range p.guests {
			n += g.bot.Stats().Resumes
		}
		return n
	}
	fresh("at first")
	for round := range 3 {
		path.Cut()
		path.Mend()
		fresh("after a cut")
		path.Hold()
		p.play(10)
		path.Mend()
		fresh("after waiting")
		if n := resumes(); n != 0 {
			t.Errorf("round %d: %d links have ended", round, n)
		}
	}
	path.Swallow()
	p.play(7 * 30)
	path.Mend()
	fresh("after nothing came for long")
	for _, g := range p.guests {
		_, gap := g.since()
		t.Logf("%s: %d resumes, nothing came for %v", g.me.Name, g.bot.Stats().Resumes, gap)
		if g.bot.Stats().Resumes == 0 {
			t.Errorf("%s: the link did not end", g.me.Name)
		}
	}
}
