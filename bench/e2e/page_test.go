package e2e_test

import (
	"strconv"
	"testing"
	"time"

	"tickwire/bench/rig"
	"tickwire/game"
)

// plays holds when a page is in the game.
const plays = `globalThis.tickwire?.state === "playing" && tickwire.alive`

// pager is somebody who plays on a page, and who that was when it was looked at first.
type pager struct {
	t   *testing.T
	tab *rig.Tab
	s   *stage

	me   seen
	ship game.EntityID
}

func (p *pager) look() (now seen) {
	p.t.Helper()
	p.tab.Read("tickwire", &now)
	return now
}

// openPage opens a page and waits until its client runs, which may have to be built before.
func openPage(t *testing.T, browser *rig.Browser, s *stage, url string) *pager {
	t.Helper()
	p := &pager{t: t, tab: browser.Open(url), s: s}
	p.tab.Resize(960, 540)
	p.tab.Within(4*time.Minute, `states.includes("running")`)
	return p
}

// soon is the time in which a page shall be in the game, by whatever gets through. It counts from when
// the client runs, by the page's clock: the download of the client is not part of it.
const soon = 5 * time.Second

// in waits until the player is in the game by a transport. On a machine that is busy with other things
// a page may take longer than it should; it is loaded again then, twice at most.
func (p *pager) in(transport string) {
	p.t.Helper()
	for again := 2; ; again-- {
		took := p.tab.Took(plays)
		now := p.look()
		p.t.Logf("in after %v by %s", took, now.Transport)
		if now.Transport != transport || now.Fallback != (transport == "long-polling") {
			p.t.Errorf("it plays by %s, fallback %v; want %s", now.Transport, now.Fallback, transport)
		}
		if took <= soon {
			break
		}
		if again == 0 {
			p.t.Errorf("in the game after %v, three times more than %v", took, soon)
			break
		}
		p.tab.Reload()
		p.tab.Until(`states.includes("running")`)
	}
	p.me = p.look()
	if p.ship = p.s.id(p.me.Player); p.ship == 0 {
		p.t.Fatalf("the page says that it is player %d, who has no ship on the server", p.me.Player)
	}
}

// same wants the player to be who it was, in the same ship and with no point less.
func (p *pager) same(when string) {
	p.t.Helper()
	now := p.look()
	if ship := p.s.id(now.Player); now.Player != p.me.Player || now.Name != p.me.Name || now.Score != p.me.Score || ship != p.ship || now.anew() {
		p.t.Errorf("%s: player %d %q with %d points in ship %d, told %q; was %d %q with %d in %d", when,
			now.Player, now.Name, now.Score, ship, now.News, p.me.Player, p.me.Name, p.me.Score, p.ship)
	}
}

// by waits until the player plays by a transport.
func (p *pager) by(transport string) {
	p.t.Helper()
	p.tab.Within(time.Minute, plays+` && tickwire.transport === `+strconv.Quote(transport))
	now := p.look()
	if now.Fallback != (transport == "long-polling") {
		p.t.Errorf("by %s, fallback %v", now.Transport, now.Fallback)
	}
}

// steer has the ship move on the server by a key that is held on the page.
func (p *pager) steer() {
	p.t.Helper()
	before, _ := p.s.ship(p.me.Player)
	p.tab.Hold("ArrowUp", 38, func() {
		until(p.t, "the own ship to move on the server", func() bool {
			now, alive := p.s.ship(p.me.Player)
			return alive && away(now, before.Pos) > 100
		})
	})
}

// score has the player shoot somebody who comes near and harms nobody, with the mouse.
func (p *pager) score() {
	p.t.Helper()
	other := fly(p.t, p.s, "eve", p.me.Player)
	x, y := 480.0, 270.0
	until(p.t, "a point for the player", func() bool {
		now := p.look()
		if ship, ok := now.of(other); ok {
			x, y = ship.ScreenX, ship.ScreenY
			p.tab.Point(x, y, true)
		}
		p.me = now
		return now.Score > 0
	})
	p.tab.Point(x, y, false)
}

// figures shows what the network does, and takes a picture of it. A key must be down for a picture or
// two to be seen.
func (p *pager) figures(name string) {
	p.t.Helper()
	show := func() {
		p.tab.Hold("F3", 114, func() {
			tick := p.s.tick()
			until(p.t, "half a second", func() bool { return p.s.tick() > tick+15 })
		})
	}
	show()
	p.tab.Picture(name)
	show()
}
