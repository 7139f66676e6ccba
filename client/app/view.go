package app

import (
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"tickwire/client/netplay"
	"tickwire/game"
	"tickwire/proto/wire"
)

// View is what the author of a game writes to show it. All methods are called by one goroutine,
// in the order Input, Event, Draw for each picture.
type View interface {
	// Input appends to dst the values of the game's input as the devices are now; see
	// game.Input.Encode. A field that is an edge is true in the picture in which it happened,
	// and the app keeps it until a tick has taken it.
	Input(dst []int32, s *Scene) []int32

	// Event tells what has happened since the last picture, each event once. It is not called
	// for what happened while nobody could see it.
	Event(log *game.EventLog, s *Scene)

	// Draw draws one picture. The screen has the resolution of the display, or less of it on a
	// machine that is too slow for that.
	Draw(screen *ebiten.Image, s *Scene)
}

// Reporter is a View with state of its own for tests and tools.
type Reporter interface {
	// Report adds to what the app tells of a scene; see the package's documentation.
	Report(state map[string]any, s *Scene)
}

// Guide is a View that can tell its keys. They are shown in the first seconds and on H.
type Guide interface {
	// Keys may depend on what the player has at hand. They are only read.
	Keys() []Key
}

// Key is one line of a Guide.
type Key struct{ Name, Does string }

// Scene is all that a view may know for one picture. It is valid until the method returns.
type Scene struct {
	// Rows is the world at this moment: the local player as predicted, others interpolated.
	// Without a link it is the world as it was seen last.
	Rows   *game.Rows
	Tick   game.TickNumber // newest frame
	Moment game.ViewTick   // at which the others are shown
	Local  game.PlayerID   // 0 before the server has let the player in
	Rate   int             // ticks per second
	Roster []wire.RosterEntry

	Now    time.Duration // since the app began
	Passed time.Duration // since the last picture, at most a quarter second: for animations

	// Playing is false without a link, when the picture is only the background of a message.
	Playing bool
	// Fresh says that the last picture shows another time or another world: the link is new or
	// the tab was hidden. Effects in flight should be forgotten and cameras should jump.
	Fresh bool
	// Typing says that the keyboard belongs to the chat; the result of Input is not used.
	Typing bool

	Width, Height float64 // of the screen, in its pixels
	// UI is how many pixels a unit of the user interface has: 1 in a window of 1280 by 720,
	// more in larger ones, never so little that text of 13 units cannot be read.
	UI float64

	MouseX, MouseY float64 // on the screen, in its pixels

	pixel float64 // see Pixel
	part  float64 // of the display's resolution that the screen has
}

// OnWindow is where in the window, in device pixels, a point of the screen is seen. The two differ
// where the machine is too slow for a screen of full resolution.
func (s *Scene) OnWindow(x, y float64) (float64, float64) { return x / s.part, y / s.part }

// Pixel is where on the screen a point lies that Ebitengine tells, as of a finger.
func (s *Scene) Pixel(x, y float64) (float64, float64) { return x * s.pixel, y * s.pixel }

// Name is the name of a player, empty for one who is not in the room.
func (s *Scene) Name(p game.PlayerID) string {
	if e := s.Entry(p); e != nil {
		return e.Name
	}
	return ""
}

// Entry is a player's entry in the roster, nil for one who is not in the room.
func (s *Scene) Entry(p game.PlayerID) *wire.RosterEntry {
	lo, hi := 0, len(s.Roster)
	for lo < hi {
		mid := (lo + hi) / 2
		switch e := &s.Roster[mid]; {
		case e.Player == p:
			return e
		case e.Player < p:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return nil
}

// take makes the scene show what a client would draw now, as copies.
func (s *Scene) take(c *netplay.Client, now time.Duration) {
	v := c.Draw(now)
	s.Rows.CopyFrom(v.Rows)
	s.Tick, s.Moment, s.Local, s.Rate = v.Tick, v.Moment, v.Local, c.TickRate()
	s.Roster = append(s.Roster[:0], c.Roster()...)
}
