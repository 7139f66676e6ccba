package host_test

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"tickwire/client/link"
	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/proto/wire"
	"tickwire/server/gate"
	"tickwire/server/host"
)

// stepper is a world that a function is called for before each step.
type stepper struct {
	game.World
	step func()
}

func (w stepper) Step(t *game.Tick) {
	w.step()
	w.World.Step(t)
}

// steps is the arena with that function in its first world alone.
func steps(step func()) *game.Definition {
	def := arena.Definition()
	whole, worlds := def.New, new(atomic.Int64)
	def.New = func(seed uint64) game.World {
		if worlds.Add(1) > 1 {
			return whole(seed)
		}
		return stepper{whole(seed), step}
	}
	return def
}

// TestABrokenGameIsNotTheEnd has players of one room see it break, by real sockets, while the server
// goes on.
func TestABrokenGameIsNotTheEnd(t *testing.T) {
	for _, row := range []struct {
		name, counter string
		hangs         bool
	}{
		{"panic", "tickwire_room_panics_total", false},
		{"hang", "tickwire_room_hangs_total", true},
	} {
		t.Run(row.name, func(t *testing.T) {
			bothWays(t, func(t *testing.T, way gate.IO) {
				var broken atomic.Bool
				free := make(chan struct{})
				s, stop := start(t, host.Config{IO: way, NoPage: true, Watchdog: time.Second, Def: steps(func() {
					if !broken.Load() {
						return
					}
					if !row.hangs {
						panic("out of cheese")
					}
					<-free
				})})
				url := "ws://" + s.Addr().String() + "/ws"
				a, b := join(t, link.Config{URL: url}), join(t, link.Config{URL: url})
				broken.Store(true)
				<-a.ended
				<-b.ended
				for _, p := range []*player{a, b} {
					if code, reason, _ := p.link.Closed(); code != uint16(wire.CloseInternal) || reason != wire.CloseInternal.Reason() {
						t.Errorf("closed with %d %q", code, reason)
					}
				}
				var c *player
				for began := time.Now(); c == nil; { // the place rests for a second
					if time.Since(began) > 5*time.Second {
						t.Fatal("no other room is opened")
					}
					c = tryJoin(t, link.Config{URL: url})
				}
				c.until(func() bool { return c.net.Stats(0).Frames > 10 })
				status, page := get(t, "http://"+s.AdminAddr().String()+"/metrics")
				if status != http.StatusOK || metric(t, page, row.counter) != 1 || metric(t, page, "tickwire_rooms") != 1 ||
					metric(t, page, `tickwire_players{kind="person"}`) != 1 || metric(t, page, "tickwire_connections") != 1 {
					t.Errorf("metrics: %d %s", status, page)
				}
				began := time.Now()
				stop() // while the game still hangs
				if took := time.Since(began); took > 3*time.Second {
					t.Errorf("the end took %v", took)
				}
				close(free)
			})
		})
	}
}
