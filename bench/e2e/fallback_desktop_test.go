package e2e_test

import (
	"testing"
	"time"

	"tickwire/bench/rig"
	"tickwire/server/host"
)

// TestAWindowNeedsNoWebSocket has the desktop client play where requests for a WebSocket vanish, move to
// one when none vanishes any more, and come back by long polling when its WebSocket is cut and they
// vanish again.
func TestAWindowNeedsNoWebSocket(t *testing.T) {
	if testing.Short() {
		t.Skip("building the client and drawing without a GPU takes seconds: not with -short")
	}
	display := rig.Xvfb(t, 1280, 720)
	rig.Tool(t, "press keys in windows", "xdotool")
	rig.Tool(t, "take pictures of windows", "import")
	s := serve(t, host.Config{NoPage: true})
	way := rig.Before(t, s.addr, rig.Drop)
	w := openWindow(t, display, "-server", "ws://"+way.Addr()+"/ws", "-name", "ada", "-resume=false", "-state")
	by := func(transport string) seen {
		t.Helper()
		until(t, "the client to play by "+transport, func() bool {
			now := w.look()
			return now.State == "playing" && now.Alive && now.Transport == transport
		})
		return w.look()
	}
	until(t, "the client to run", func() bool { return w.look().State != "" })
	began := time.Now()
	me := by("long-polling")
	t.Logf("in after %v", time.Since(began))
	ship := s.id(me.Player)
	if ship == 0 || !me.Fallback {
		t.Fatalf("player %d has ship %d, fallback %v", me.Player, ship, me.Fallback)
	}
	same := func(when string, now seen) {
		t.Helper()
		if now.Player != me.Player || s.id(me.Player) != ship || now.Score != me.Score || now.Name != me.Name || now.anew() {
			t.Errorf("%s: %+v in ship %d; was %+v in %d", when, now, s.id(now.Player), me, ship)
		}
	}
	before, _ := s.ship(me.Player)
	display.Do("keydown", "Up")
	until(t, "the own ship to move on the server", func() bool {
		now, alive := s.ship(me.Player)
		return alive && away(now, before.Pos) > 100
	})
	display.Do("keyup", "Up")
	display.Do("keydown", "F3")
	tick := s.tick()
	until(t, "half a second", func() bool { return s.tick() > tick+15 })
	display.Do("keyup", "F3")
	display.Picture("blocked-desktop.png")

	way.Treat(rig.LetThrough)
	same("on a WebSocket", by("websocket"))
	way.Treat(rig.Drop)
	way.Cut()
	same("cut", by("long-polling"))
	way.Treat(rig.LetThrough)
	same("on a WebSocket again", by("websocket"))
	w.interrupt(t)
}
