package e2e_test

import (
	"strconv"
	"testing"
	"time"

	"tickwire/bench/rig"
	"tickwire/game"
	"tickwire/server/host"
)

// TestAPageComesBackToItsShip is loaded again, is frozen, has its place taken by another tab, and that
// one loses its server, as happens to pages.
func TestAPageComesBackToItsShip(t *testing.T) {
	if testing.Short() {
		t.Skip("building the client for the browser takes a minute: not with -short")
	}
	browser := rig.Chromium(t)
	atRoot(t)
	s := serve(t, host.Config{Title: "TICKWIRE ARENA"})
	path := rig.Through(t, s.addr)
	url := "http://" + path.Addr() + "/?name=ada"
	tab := browser.Open(url)
	tab.Resize(960, 540)
	tab.Within(4*time.Minute, `states.includes("running")`)
	tab.Until(plays)
	look := func(tab *rig.Tab) (now seen) {
		tab.Read("tickwire", &now)
		return now
	}
	me := look(tab).Player
	ship := s.id(me)
	if ship == 0 {
		t.Fatalf("the page says that it is player %d, who has no ship on the server", me)
	}
	same := func(when string, tab *rig.Tab, resumes int) {
		t.Helper()
		now := look(tab)
		if now.Player != me || s.id(me) != ship || now.Resumes < resumes || now.anew() {
			t.Errorf("%s: %+v on ship %d, where player %d had ship %d", when, now, s.id(now.Player), me, ship)
		}
	}

	tab.Reload()
	tab.Until(plays)
	same("loaded again", tab, 1)

	before := look(tab)
	rest := func() {
		tick := s.tick()
		until(t, "five seconds of ticks", func() bool { return s.tick() > tick+5*30 })
	}
	tab.Hide(rest, func() {
		rest()
		var hidden bool
		if tab.Read("document.hidden", &hidden); !hidden {
			t.Error("the page can be seen")
		}
	})
	woke := time.Now()
	tab.Until(plays + " && tickwire.tick > " + strconv.Itoa(int(before.Tick)+10*30) + " && tickwire.snapshot_age_ms < 200")
	t.Logf("awake after %v", time.Since(woke))
	same("hidden for ten seconds", tab, before.Resumes)
	// A browser ends the links of a page that it freezes; one that is only hidden keeps its own.
	if now := look(tab); now.Resumes > before.Resumes+1 {
		t.Errorf("the link was lost meanwhile: %+v, then %+v", before, now)
	}

	var place string
	tab.Read(`Object.keys(sessionStorage).filter(k => k.startsWith("tickwire-place")).map(k => [k, sessionStorage[k]]).join("|")`, &place)
	other := browser.Open(url)
	other.Resize(640, 360)
	other.Front()
	other.Until(plays)
	if p := look(other).Player; p == me || s.id(p) == 0 {
		t.Errorf("a second tab is player %d, as the first", p)
	}
	other.Read("(() => { const [k, v] = "+strconv.Quote(place)+`.split(/,(.*)/s); sessionStorage[k] = v; return 0 })()`, new(int))
	other.Reload()
	other.Front()
	other.Until(plays + " && tickwire.player === " + strconv.Itoa(int(me)))
	tab.Front()
	tab.Until(`tickwire.state === "ended"`)
	tab.Picture("replaced.png")
	if now := look(tab); now.Reason != "the game was continued on another connection" {
		t.Errorf("the first tab is told %q", now.Reason)
	}
	tab.Hold("Enter", 13, func() { tab.Until(plays) })
	if now := look(tab); now.Player == me || now.Player == game.PlayerID(0) {
		t.Errorf("it plays on as player %d", now.Player)
	}
	other.Front()
	other.Until(plays)
	if look(other).Player != me || s.id(me) != ship {
		t.Error("the second tab has lost the ship again")
	}
	path.Swallow()
	other.Until(`tickwire.state === "away"`)
	until(t, "a picture of the loss", func() bool { now := look(other); return now.State == "away" && now.Left < 26_000 })
	other.Picture("away.png")
	if now := look(other); len(now.Ships) == 0 || now.Left > 30_000 || now.Left <= 0 {
		t.Errorf("while it is away the page shows %+v", now)
	}
	path.Mend()
	mended := time.Now()
	other.Until(plays)
	t.Logf("back %v after the path was", time.Since(mended))
	same("after a loss", other, 2)
}
