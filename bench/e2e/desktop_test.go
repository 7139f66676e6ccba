package e2e_test

import (
	"bufio"
	"encoding/json"
	"math"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"

	"tickwire/bench/rig"
	"tickwire/server/host"
)

// window is a desktop client with what it said last.
type window struct {
	cmd   *exec.Cmd
	ended chan error

	mu   sync.Mutex
	last seen
}

func openWindow(t *testing.T, d *rig.Display, args ...string) *window {
	t.Helper()
	w := &window{cmd: exec.Command(build(t, "tickwire/client"), args...), ended: make(chan error, 1)}
	w.cmd.Env = d.Env()
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := w.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			var now seen
			if json.Unmarshal(lines.Bytes(), &now) == nil {
				w.mu.Lock()
				w.last = now
				w.mu.Unlock()
			}
		}
		w.ended <- w.cmd.Wait()
	}()
	t.Cleanup(func() { _ = w.cmd.Process.Kill() }) // it has ended where the test went well
	return w
}

func (w *window) look() seen {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last
}

// TestTheGameInAWindow does on the desktop what TestTheGameInChromium does in a browser, and closes
// the window as Ctrl-C does.
func TestTheGameInAWindow(t *testing.T) {
	if testing.Short() {
		t.Skip("building the client and drawing without a GPU takes seconds: not with -short")
	}
	display := rig.Xvfb(t, 1280, 720)
	rig.Tool(t, "press keys in windows", "xdotool")
	rig.Tool(t, "take pictures of windows", "import")
	s := serve(t, host.Config{NoPage: true})
	w := openWindow(t, display, "-server", s.socket(), "-name", "ada", "-state")
	until(t, "the client to play", func() bool { now := w.look(); return now.State == "playing" && now.Alive })

	me := w.look().Player
	before, ok := s.ship(me)
	if !ok {
		t.Fatalf("the window says that it is player %d, who has no ship on the server", me)
	}
	display.Do("keydown", "Up")
	until(t, "the own ship to move on the server", func() bool {
		now, alive := s.ship(me)
		return alive && away(now, before.Pos) > 100
	})
	display.Do("keyup", "Up")
	until(t, "the window to show its ship where the server has it", func() bool {
		now := w.look()
		ship, _ := s.ship(me)
		return math.Hypot(now.X-ship.Pos.X.Float(), now.Y-ship.Pos.Y.Float()) < 60
	})
	other := fly(t, s, "eve", me)
	var first seenShip
	until(t, "another player's ship to come into sight", func() bool {
		now := w.look()
		first, ok = now.of(other)
		return ok
	})
	until(t, "another player's ship to move in the window", func() bool {
		now := w.look()
		ship, ok := now.of(other)
		return ok && math.Hypot(ship.X-first.X, ship.Y-first.Y) > 30
	})
	shown(t, display.Picture, "desktop.png", w.look)
	now := w.look()
	t.Logf("%d players, %d ships in sight, %.0f pictures per second", now.Players, len(now.Ships), now.FPS)

	w.interrupt(t)
	until(t, "the player to have left the server", func() bool { _, there := s.ship(me); return !there })
}

// interrupt is Ctrl-C, which closes the window.
func (w *window) interrupt(t *testing.T) {
	t.Helper()
	if err := w.cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-w.ended:
		if err != nil {
			t.Errorf("after Ctrl-C: %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("the window stays open after Ctrl-C")
	}
}
