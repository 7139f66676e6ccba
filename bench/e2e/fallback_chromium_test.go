package e2e_test

import (
	"testing"
	"time"

	"tickwire/bench/rig"
	"tickwire/server/host"
)

// TestAPageNeedsNoWebSocket opens the page behind somebody who lets no WebSocket through, in each way,
// and lets the page find one later.
func TestAPageNeedsNoWebSocket(t *testing.T) {
	if testing.Short() {
		t.Skip("building the client for the browser takes a minute: not with -short")
	}
	browser := rig.Chromium(t)
	atRoot(t)
	s := serve(t, host.Config{Title: "TICKWIRE ARENA"})
	way := rig.Before(t, s.addr, rig.Refuse)
	for _, how := range []rig.Treatment{rig.Refuse, rig.Drop, rig.Silence} {
		way.Treat(how)
		p := openPage(t, browser, s, "http://"+way.Addr()+"/?name="+how.String())
		p.in("long-polling")
		if how == rig.Drop { // once is enough for a thing that takes seconds
			p.score()
		}
		p.figures(how.String() + ".png")
		way.Treat(rig.LetThrough)
		p.tab.Read(`window.dispatchEvent(new Event("online"))`, new(bool))
		p.by("websocket")
		p.tab.Until(`tickwire.news === "WebSocket gets through now: long polling is over"`)
		p.same(how.String())
		if now := p.look(); now.Resumes != p.me.Resumes+1 {
			t.Errorf("%v: %d resumes, then %d", how, p.me.Resumes, now.Resumes)
		}
		p.tab.Close()
	}
}

// TestAPageMayChoose opens the page with a transport in its address.
func TestAPageMayChoose(t *testing.T) {
	if testing.Short() {
		t.Skip("building the client for the browser takes a minute: not with -short")
	}
	browser := rig.Chromium(t)
	atRoot(t)
	s := serve(t, host.Config{Title: "TICKWIRE ARENA"})
	for _, row := range []struct{ query, want string }{
		{"transport=websocket", "websocket"},
		{"transport=long-polling", "long-polling"},
		{"transport=polling&every=200", "polling"},
	} {
		tab := browser.Open("http://" + s.addr + "/?" + row.query)
		tab.Resize(640, 360)
		tab.Within(2*time.Minute, `globalThis.tickwire?.state === "playing" && tickwire.alive`) // the build may be part of it
		var now seen
		if tab.Read("tickwire", &now); now.Transport != row.want || now.Fallback {
			t.Errorf("%s: it plays by %s, fallback %v", row.query, now.Transport, now.Fallback)
		}
		tab.Close()
	}
	if text := browser.Complaint(); text != "" {
		t.Errorf("the browser complains: %s", text)
	}
}
