package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/hajimehoshi/ebiten/v2"

	"tickwire/client/redial"
	"tickwire/game"
	"tickwire/proto/wire"
)

// Config says what to show and where it comes from. Def, View and URL are required.
type Config struct {
	Def  *game.Definition
	View View
	URL  string // of the server: ws://host:port/path or wss://…

	Room  string // empty for any
	Name  string // empty for "anonymous"; the server adds a number to a name that is taken
	Token string // for the server's authorization; empty for a guest

	// Transport is by which transports to try. Default redial.Auto: a WebSocket, or long polling where
	// none gets through.
	Transport redial.Transport
	// PollEvery is the time between two looks with redial.Polling. Default 1 s, at most a minute.
	PollEvery time.Duration

	Title string // of the window; default the name of the game

	// Renamed is told of a name that the player has chosen. Nil for nobody.
	Renamed func(name string)

	// Memory keeps the player's place from one start of the program to the next. Nil for nobody.
	Memory Memory
	// Ways keeps for a day that no WebSocket got through, so that the next start does not wait for one.
	// Nil for nobody.
	Ways Memory

	// State gets the state as lines of JSON; see the package's documentation. Nil for nobody.
	State io.Writer

	// Screenshot is a file to which a picture is written After that time, and then Run returns.
	// Empty for none; desktop only.
	Screenshot string
	After      time.Duration
}

// The window, in device-independent pixels. Below the minimum texts would cover each other.
const (
	startWidth, startHeight = 1280, 720
	leastWidth, leastHeight = 480, 270
)

// Run opens the window and returns when the player closes it, when ctx ends, or with what went
// wrong. It must be called by the main goroutine, once; the server is told good-bye before it
// returns. A server that cannot be reached is no error: the player is told and it is tried again.
func Run(ctx context.Context, c Config) error {
	if err := c.check(); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := newSession(c)
	var running sync.WaitGroup
	running.Go(func() { s.run(ctx) })
	defer running.Wait() // after cancel
	defer cancel()

	ebiten.SetWindowTitle(c.Title)
	ebiten.SetWindowSize(startWidth, startHeight)
	ebiten.SetWindowSizeLimits(leastWidth, leastHeight, -1, -1)
	ebiten.SetWindowResizingMode(ebiten.WindowResizingModeEnabled)
	// One Update per picture: all that must keep time has its own goroutine.
	ebiten.SetTPS(ebiten.SyncWithFPS)
	ebiten.SetScreenClearedEveryFrame(true)
	defer watch(s.hint)()
	g := newWindow(ctx, c, s)
	publish(&g.mu, g.state)
	if err := ebiten.RunGame(g); err != nil {
		return windowError(err)
	}
	return g.err
}

func (c *Config) check() error {
	if c.Def == nil || c.View == nil {
		return errors.New("app: a Config needs Def and View")
	}
	if err := c.Def.Complete(); err != nil {
		return err
	}
	u, err := url.Parse(c.URL)
	if err != nil {
		return fmt.Errorf("app: the server's address: %w", err)
	}
	if u.Scheme != "ws" && u.Scheme != "wss" || u.Host == "" {
		return fmt.Errorf("app: the server's address %q must be like ws://host:port/ws or wss://host/ws", c.URL)
	}
	// A server ends the link of who says too much, and would again at each dial.
	if len(c.Room) > wire.MaxRoom {
		return fmt.Errorf("app: a room's name has %d bytes at most, and %.20q… has %d", wire.MaxRoom, c.Room, len(c.Room))
	}
	if len(c.Token) > wire.MaxToken {
		return fmt.Errorf("app: a token has %d bytes at most, and this one has %d", wire.MaxToken, len(c.Token))
	}
	c.Name = wire.Cut(strings.Map(printable, strings.ToValidUTF8(c.Name, "")), wire.MaxName)
	c.Room = strings.Map(printable, strings.ToValidUTF8(c.Room, ""))
	if c.Title == "" {
		c.Title = c.Def.Name
	}
	return nil
}

// printable is for strings.Map: it drops what servers take from nobody.
func printable(r rune) rune {
	if unicode.IsControl(r) {
		return -1
	}
	return r
}
