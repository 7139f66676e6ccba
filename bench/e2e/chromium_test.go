package e2e_test

import (
	"math"
	"os"
	"os/exec"
	"testing"
	"time"

	"tickwire/bench/rig"
	"tickwire/game/fixed"
	"tickwire/server/host"
)

// atRoot makes the root of the module the working directory, from where a server builds its client.
func atRoot(t *testing.T) {
	t.Helper()
	t.Chdir("../..")
	if _, err := os.Stat("go.mod"); err != nil {
		t.Fatal(err)
	}
}

// TestTheGameInChromium opens the server's page as a player would: it builds, downloads, joins; a
// held key moves the ship on the server; another player's ship moves on the page; and a picture
// shows ships where the page says they are.
func TestTheGameInChromium(t *testing.T) {
	if testing.Short() {
		t.Skip("building the client for the browser takes a minute: not with -short")
	}
	browser := rig.Chromium(t)
	atRoot(t)
	s := serve(t, host.Config{Title: "TICKWIRE ARENA"})
	tab := browser.Open("http://" + s.addr + "/?name=ada")
	tab.Resize(640, 360)
	tab.Within(4*time.Minute, `states.includes("running")`) // the build is part of it
	tab.Until(`globalThis.tickwire?.state === "playing" && tickwire.alive`)

	look := func() (now seen) {
		tab.Read("tickwire", &now)
		return now
	}
	me := look().Player
	if e, ok := s.ship(me); !ok || e.Owner != me {
		t.Fatalf("the page says that it is player %d, who has no ship on the server", me)
	}
	before, _ := s.ship(me)
	tab.Hold("ArrowUp", 38, func() {
		until(t, "the own ship to move on the server", func() bool {
			now, alive := s.ship(me)
			return alive && away(now, before.Pos) > 100
		})
	})
	// The page shows what the server has, a round trip later at most.
	until(t, "the page to show its ship where the server has it", func() bool {
		now := look()
		ship, _ := s.ship(me)
		return math.Hypot(now.X-ship.Pos.X.Float(), now.Y-ship.Pos.Y.Float()) < 60
	})

	other := fly(t, s, "eve", me)
	var first seenShip
	until(t, "another player's ship to come into sight", func() bool {
		now := look()
		ship, ok := now.of(other)
		first = ship
		return ok
	})
	until(t, "another player's ship to move on the page", func() bool {
		now := look()
		ship, ok := now.of(other)
		return ok && math.Hypot(ship.X-first.X, ship.Y-first.Y) > 30
	})
	if ship, ok := s.ship(other); !ok || away(ship, fixed.Vec{}) == 0 {
		t.Error("the other player has no ship on the server")
	}

	shown(t, tab.Picture, "chromium.png", look)
	now := look()
	t.Logf("%d players, %d ships in sight, %.0f pictures per second", now.Players, len(now.Ships), now.FPS)
	if text := browser.Complaint(); text != "" {
		t.Errorf("the browser complains: %s", text)
	}
}

// build compiles a command of the module into a folder of the test.
func build(t *testing.T, pkg string) string {
	t.Helper()
	bin := t.TempDir() + "/bin"
	if out, err := exec.Command("go", "build", "-o", bin, pkg).CombinedOutput(); err != nil {
		t.Fatalf("build %s: %v\n%s", pkg, err, out)
	}
	return bin
}
