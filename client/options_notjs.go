//go:build !js

package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	"tickwire/client/app"
)

const usage = `Plays arena on a Tickwire server.

Usage: client [flags]

%s
Examples:
  client                                              a server on this machine
  client -server wss://play.example.com/ws -name ada  one elsewhere
  client -room friends                                a room by its name
  client -state -screenshot arena.png -after 5s       look at what it does, then exit

Keys: mouse or arrows to steer, W A S D to fly, button or space to fire,
right button or shift to dash, H for all of them, F3 for what the network does.
`

// options reads the command line.
func options() (app.Config, error) {
	var c app.Config
	f := flag.NewFlagSet("client", flag.ContinueOnError)
	f.StringVar(&c.URL, "server", "ws://localhost:8080/ws", "`address` of the server: ws://host:port/ws or wss://host/ws")
	f.StringVar(&c.Name, "name", "", "your `name`; without one the server makes one up")
	f.StringVar(&c.Room, "room", "", "`room` to join; without one the server chooses")
	f.StringVar(&c.Token, "token", "", "`token` for a server that asks for one")
	state := f.Bool("state", false, "write what the client knows as lines of JSON to standard output, ten a second")
	f.StringVar(&c.Screenshot, "screenshot", "", "write a picture of the window to a PNG `file`, then exit")
	f.DurationVar(&c.After, "after", 5*time.Second, "when -screenshot is taken")
	f.Usage = func() {
		fmt.Fprintf(f.Output(), usage, flags(f))
	}
	if err := f.Parse(os.Args[1:]); err != nil {
		return c, err
	}
	if f.NArg() > 0 {
		return c, fmt.Errorf("%q is no flag; see client -h", f.Arg(0))
	}
	if *state {
		c.State = os.Stdout
	}
	return c, nil
}
