//go:build !js

package app

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"tickwire/client/redial"
)

const usage = `Plays %s on a Tickwire server.

Usage: client [flags]

%s
Examples:
  client                                              a server on this machine
  client -server wss://play.example.com/ws -name ada  one elsewhere
  client -room friends                                a room by its name
  client -state -screenshot game.png -after 5s        look at what it does, then exit

Keys:
%s`

// options reads the command line into a Config.
func options(c *Config) error { return parse(c, os.Args[1:]) }

func parse(c *Config, args []string) error {
	f := flag.NewFlagSet("client", flag.ContinueOnError)
	f.StringVar(&c.URL, "server", "ws://localhost:8080/ws", "`address` of the server: ws://host:port/ws or wss://host/ws")
	f.StringVar(&c.Name, "name", c.Name, "your `name`; without one you are anonymous")
	f.StringVar(&c.Room, "room", c.Room, "`room` to join, or new for one of your own; without one the server chooses")
	f.StringVar(&c.Token, "token", c.Token, "`token` for a server that asks for one")
	f.Func("transport", "`how` to reach the server: auto, websocket, long-polling or polling; auto is a WebSocket, or long polling where none gets through", func(s string) (err error) {
		c.Transport, err = redial.ParseTransport(s)
		return err
	})
	f.DurationVar(&c.PollEvery, "poll-every", time.Second, "how often to look with -transport polling; a minute at most")
	resume := f.Bool("resume", true, "come back to the place of a client that crashed, which a file of yours keeps")
	state := f.Bool("state", false, "write what the client knows as lines of JSON to standard output, ten a second")
	f.StringVar(&c.Screenshot, "screenshot", "", "write a picture of the window to a PNG `file`, then exit")
	f.DurationVar(&c.After, "after", 5*time.Second, "how long to play before -screenshot is taken")
	f.SetOutput(io.Discard) // a mistake is told in one line by Main, not above a page of help
	switch err := f.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintf(os.Stdout, usage, c.Def.Name, flags(f), keys(c.View))
		return err
	case err != nil:
		return fmt.Errorf("%w; -h lists the flags", err)
	case f.NArg() > 0:
		return fmt.Errorf("%q is no flag; -h lists them", f.Arg(0))
	}
	if *resume && c.Memory == nil {
		c.Memory = newMemory(c.placeKey())
	}
	if c.Ways == nil {
		c.Ways = newWays(c.placeKey())
	}
	if *state {
		c.State = os.Stdout
	}
	return nil
}

// keys lists the keys of a view and of the app, one a line.
func keys(v View) string {
	var b strings.Builder
	all := ownKeys
	if g, ok := v.(Guide); ok {
		all = append(g.Keys(), all...)
	}
	for _, k := range all {
		fmt.Fprintf(&b, "  %-19s %s\n", k.Name, k.Does)
	}
	return b.String()
}
