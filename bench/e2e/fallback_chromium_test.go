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
	const plays = `globalThis.tickwire?.state === "playing" && tickwire.alive`
	first := true
	for _, how := range []rig.Treatment{rig.Refuse, rig.Drop, rig.Silence} {
		way.Treat(how)
		tab := browser.Open("http://" + way.Addr() + "/?name=" + how.String())
		tab.Resize(640, 360)
		if first {
			tab.Within(4*time.Minute, `states.includes("running")`) // the build is part of it
			first = false
		}
		tab.Until(`globalThis.tickwire?.state !== undefined`)
		began := time.Now()
		tab.Until(plays)
		look := func() (now seen) {
			tab.Read("tickwire", &now)
			return now
		}
		before := look()
		t.Logf("%v: in after %v by %s", how, time.Since(began), before.Transport)
		if before.Transport != "long-polling" || !before.Fallback {
			t.Errorf("%v: in by %s, fallback %v", how, before.Transport, before.Fallback)
		}
		ship := s.id(before.Player)
		way.Treat(rig.LetThrough)
		var told bool
		tab.Read(`window.dispatchEvent(new Event("online"))`, &told)
		tab.Until(`tickwire.transport === "websocket"`)
		tab.Until(plays)
		if now := look(); now.Player != before.Player || s.id(now.Player) != ship || now.Fallback || now.Resumes != 1 || now.News != "" {
			t.Errorf("%v: was %+v, is %+v", how, before, now)
		}
		tab.Close()
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
