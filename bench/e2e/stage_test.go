package e2e_test

import (
	"fmt"
	"image"
	"strings"
	"sync"
	"testing"
	"time"

	"tickwire/bench/rig"
	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/game/fixed"
	"tickwire/server/host"
	"tickwire/server/room"
)

// stage is a server of the arena that a test looks into while others play.
type stage struct {
	t    *testing.T
	addr string

	mu   sync.Mutex
	rows *game.Rows // after the newest tick
	done game.TickNumber
}

// serve starts a server that ends with the test.
func serve(t *testing.T, cfg host.Config) *stage {
	t.Helper()
	cfg.Def, cfg.Addr = arena.Definition(), "127.0.0.1:0"
	s := &stage{t: t, rows: game.NewRows(cfg.Def.Schema)}
	cfg.OnTick = func(c *room.Core, _ time.Duration) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.rows.CopyFrom(c.Rows())
		s.done = c.Tick()
	}
	s.addr = rig.Run(t, cfg).Addr().String()
	return s
}

func (s *stage) socket() string { return "ws://" + s.addr + "/ws" }

// tick is the newest.
func (s *stage) tick() game.TickNumber {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.done
}

// id is the number of a player's ship; 0 while there is none.
func (s *stage) id(p game.PlayerID) game.EntityID {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, ship := range arena.Ships.All(s.rows) {
		if ship.Owner == p {
			return id
		}
	}
	return 0
}

// ship is where a player's ship is on the server; alive is false while there is none.
func (s *stage) ship(p game.PlayerID) (ship arena.Ship, alive bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, ship := range arena.Ships.All(s.rows) {
		if ship.Owner == p {
			return ship, true
		}
	}
	return arena.Ship{}, false
}

// seen is what a client says that it shows; see package client/app and client/view/arena.
type seen struct {
	State   string
	Reason  string
	Player  game.PlayerID
	Players int
	Tick    game.TickNumber
	Alive   bool
	Resumes int
	Name    string
	Score   int32

	Transport string
	Fallback  bool

	News  string  // about the place or the way
	Left  float64 `json:"left_ms"` // of the grace
	X, Y  float64
	FPS   float64 `json:"fps"`
	Ships []seenShip
}

// anew reports whether the player is told to be somebody new. That the way to the server is another is no
// such news.
func (s *seen) anew() bool { return s.News != "" && !strings.Contains(s.News, "long polling") }

type seenShip struct {
	Player  game.PlayerID
	X, Y    float64
	ScreenX float64 `json:"screen_x"`
	ScreenY float64 `json:"screen_y"`
}

// of finds a player's ship in what a client shows.
func (s *seen) of(p game.PlayerID) (seenShip, bool) {
	for _, ship := range s.Ships {
		if ship.Player == p {
			return ship, true
		}
	}
	return seenShip{}, false
}

// until looks again and again until a condition holds, for at most half a minute.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	limit := time.NewTimer(30 * time.Second)
	defer limit.Stop()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for !holds() {
		select {
		case <-limit.C:
			t.Fatal("waited in vain for ", what)
		case <-again.C:
		}
	}
}

// away is how far a ship is from a place, in units.
func away(ship arena.Ship, from fixed.Vec) float64 { return ship.Pos.Sub(from).Len().Float() }

// shown takes pictures until one has the ships where the client says that they are: it says so a
// moment earlier or later, and some of them fly a screen in a second.
func shown(t *testing.T, picture func(string) image.Image, name string, look func() seen) {
	t.Helper()
	why := ""
	// A browser without a GPU on a busy machine can show an old picture for seconds.
	for began := time.Now(); time.Since(began) < 20*time.Second; {
		before, img := look(), picture(name)
		if why = faults(img, &before); why == "" {
			return
		}
	}
	t.Errorf("%s: %s", name, why)
}

// faults says what a picture lacks: bright pixels where ships are said to be, and a dark sky.
func faults(picture image.Image, s *seen) string {
	b := picture.Bounds()
	inside := 0
	for _, ship := range s.Ships {
		x, y := int(ship.ScreenX), int(ship.ScreenY)
		if x < 30 || y < 30 || x > b.Dx()-30 || y > b.Dy()-30 {
			continue
		}
		inside++
		if n := rig.Bright(picture, x, y, 24, 150); n < 20 {
			return fmt.Sprintf("player %d's ship is said to be at %d,%d, where %d pixels are bright", ship.Player, x, y, n)
		}
	}
	if inside == 0 {
		return fmt.Sprintf("no ship is in the picture: %+v", s)
	}
	bright := 0
	for y := b.Min.Y; y < b.Max.Y; y += b.Dy() / 8 {
		for x := b.Min.X; x < b.Max.X; x += b.Dx() / 8 {
			bright += rig.Bright(picture, x, y, 8, 150)
		}
	}
	if all := 64 * 16 * 16; bright > all/4 {
		return fmt.Sprintf("%d of %d pixels of the sky are bright", bright, all)
	}
	return ""
}
