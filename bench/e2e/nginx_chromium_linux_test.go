package e2e_test

import (
	"strings"
	"testing"

	"tickwire/bench/rig"
	"tickwire/server/host"
)

// noUpgrade makes of the file one as most people write it who have no WebSockets in mind.
var noUpgrade = []change{
	{"proxy_set_header Upgrade    $http_upgrade;", ""},
	{"proxy_set_header Connection $connection_upgrade;", `proxy_set_header Connection "";`},
}

// TestAPageBehindAProxyWithoutUpgrade plays in Chromium through an nginx that ends TLS, serves the game
// under a path of its own and lets no WebSocket through: page, client, polls and what else the server
// tells are all below that path. Once nginx lets WebSockets through the player moves to one by itself.
func TestAPageBehindAProxyWithoutUpgrade(t *testing.T) {
	if testing.Short() {
		t.Skip("building the client for the browser takes a minute: not with -short")
	}
	atRoot(t)
	s, log := behind(t, host.Config{Title: "TICKWIRE ARENA"})
	prefix := change{"/game", "/games/arena"}
	f := nginx(t, s.addr, append(noUpgrade, prefix)...)
	browser := rig.Chromium(t, f.cert)
	path := rig.From(t, "127.0.0.7", f.secure)
	p := openPage(t, browser, s, "https://"+path.Addr()+"/games/arena/?name=ada")
	p.in("long-polling")
	until(t, "the log to name the player", func() bool { return log.has("msg=join", "remote=127.0.0.7:0") })
	var rooms struct {
		Status int
		Text   string
	}
	p.tab.Read(`(globalThis.rooms = undefined, fetch("v1/rooms").then(async (r) => { globalThis.rooms = { status: r.status, text: await r.text() } }), 0)`, new(int))
	p.tab.Until("globalThis.rooms")
	if p.tab.Read("rooms", &rooms); rooms.Status != 200 || !strings.Contains(rooms.Text, `"lobby"`) {
		t.Errorf("v1/rooms beside the page is answered %d %s", rooms.Status, rooms.Text)
	}
	p.steer()
	p.score()
	p.figures("blocked.png")
	f.reload(prefix)
	p.by("websocket")
	p.same("on a WebSocket")
	p.steer()
	p.figures("unblocked.png")
}

// TestAPageOutlivesItsProxy has nginx end and come back while a page plays through it: as it was, and as
// one that lets no WebSocket through any more. Requests go by HTTP/2, as they do where people have turned
// that on.
func TestAPageOutlivesItsProxy(t *testing.T) {
	if testing.Short() {
		t.Skip("building the client for the browser takes a minute: not with -short")
	}
	atRoot(t)
	s, _ := behind(t, host.Config{Title: "TICKWIRE ARENA"})
	h2 := change{" ssl;", " ssl http2;"}
	f := nginx(t, s.addr, h2)
	browser := rig.Chromium(t, f.cert)
	p := openPage(t, browser, s, "https://"+f.secure+"/game/?name=ada")
	p.in("websocket")
	p.score()
	resumes := p.look().Resumes
	back := func(transport, when string) {
		t.Helper()
		p.by(transport)
		p.same(when)
		if now := p.look(); now.Resumes <= resumes {
			t.Errorf("%s: it never lost its link", when)
		} else {
			resumes = now.Resumes
		}
	}
	restart := func(changes ...change) {
		t.Helper()
		f.stop()
		p.tab.Until(`tickwire.state === "away"`)
		f.write(append([]change{h2}, changes...))
		f.start()
	}
	restart()
	back("websocket", "restarted, on a WebSocket")
	restart(noUpgrade...)
	back("long-polling", "restarted, and no WebSocket gets through any more")
	restart(noUpgrade...)
	back("long-polling", "restarted, on long polling")
	var protocol string
	p.tab.Read(`performance.getEntriesByType("resource").findLast((e) => e.name.includes("/poll/")).nextHopProtocol`, &protocol)
	if protocol != "h2" {
		t.Errorf("it polls by %s", protocol)
	}
	f.reload(h2)
	p.tab.Read(`window.dispatchEvent(new Event("online"))`, new(bool))
	back("websocket", "on a WebSocket again")
}
