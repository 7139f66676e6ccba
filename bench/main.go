// Command bench loads a server of arena with players and tells how it bears them.
//
//	go run ./bench -players 100 -server ws://localhost:8080/ws
//
// Most players are lean: they send inputs and acknowledge frames. One in a hundred, spread over
// the order of joining, is a full client that applies every frame and predicts. Both measure the
// time from an input to the first frame that shows its tick.
//
// More players than one process has descriptors for are shared by several.
//
// The folder's tests hold the benchmarks whose numbers are published, and
//
//	go run ./bench report
//
// writes the README's tables and charts from what they printed.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/signal"
	"syscall"
	"time"

	"tickwire/bench/load"
	"tickwire/game/arena"
)

func main() {
	do := run
	if text := os.Getenv(shareEnv); text != "" {
		do = func() error { return runShare(text) }
	} else if len(os.Args) > 1 && os.Args[1] == "report" {
		do = func() error { return runReport(os.Args[2:], os.Stdout) }
	}
	if err := do(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// options are what the command line says.
type options struct {
	server   string
	players  int
	duration time.Duration
	full     float64
	ramp     float64
	name     string
	room     string

	processes int
	loopback  bool // the server is on this machine
}

func parse() (o options) {
	flag.StringVar(&o.server, "server", "ws://localhost:8080/ws", "`URL` of the server's WebSocket")
	flag.IntVar(&o.players, "players", 100, "how many `players` join")
	flag.DurationVar(&o.duration, "duration", 0, "stop after this time from the beginning; 0 plays until Ctrl-C")
	flag.Float64Var(&o.full, "full", 0.01, "which `part` of the players are full clients, from 0 for none to 1 for all; at least one of them if not 0")
	flag.Float64Var(&o.ramp, "ramp", 200, "`players` that join per second")
	flag.StringVar(&o.name, "name", "load", "players are called by this `name` and a number")
	flag.StringVar(&o.room, "room", "", "`room` to join; empty for any")
	flag.IntVar(&o.processes, "processes", 0, fmt.Sprintf("how many `processes` share the players; 0 for one per %d", perProcess))
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), usage)
		flag.PrintDefaults()
	}
	flag.Parse()
	return o
}

const usage = `Usage: go run ./bench [flags]
       go run ./bench report [flags]   writes the README's numbers; report -h tells how

Puts players on a server of arena. Shows each second: players, frames of all, bytes of each,
p50/p99 of the time between frames and of the latency from an input to the first frame that shows
its tick: of lean players, who send for the next tick, and of full clients, who send ahead. Then
inputs that could not be sent or came too late, and links that closed, by code.

Ctrl-C lets the players leave and prints a table of the time since all had joined.

`

func (o *options) check() error {
	u, err := url.Parse(o.server)
	switch {
	case err != nil:
		return err
	case u.Scheme != "ws" || u.Host == "":
		return fmt.Errorf("-server %s: want ws://host:port/path", o.server)
	case flag.NArg() > 0:
		return fmt.Errorf("%q is no flag; -h lists them", flag.Arg(0))
	case o.players < 1 || o.ramp <= 0 || o.full < 0 || o.full > 1:
		return errors.New("-players and -ramp must be positive, and -full from 0 to 1")
	}
	if o.processes <= 0 {
		o.processes = (o.players + perProcess - 1) / perProcess
	}
	o.processes = min(o.processes, o.players)
	ip := net.ParseIP(u.Hostname())
	if o.loopback = u.Hostname() == "localhost" || ip != nil && ip.IsLoopback(); !o.loopback {
		fmt.Fprintf(os.Stderr, "bench: %s is not this machine: load only what is yours to load\n", u.Hostname())
	}
	return nil
}

func run() error {
	o := parse()
	if err := o.check(); err != nil {
		return err
	}
	def := arena.Definition()
	if err := def.Complete(); err != nil {
		return err
	}
	full := int(o.full * float64(o.players))
	if o.full > 0 {
		full = max(full, 1)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if o.duration > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, o.duration)
		defer cancel()
	}
	cfg := load.Config{
		URL: o.server, Def: def, Players: o.players, Full: full, Ramp: o.ramp, Name: o.name, Room: o.room,
	}
	var g loader = load.New(cfg)
	if o.processes > 1 {
		g = newCrew(cfg, o.processes, o.loopback)
	}
	// The players leave only when what they did has been read.
	playing, leave := context.WithCancel(context.Background())
	defer leave()
	done := make(chan error, 1)
	go func() { done <- g.Run(playing) }()
	table := watch(ctx, g, o.players, os.Stdout)
	leave()
	err := <-done
	if err != nil && g.Sample().Frames() == 0 {
		return fmt.Errorf("nobody could join %s; start a server by go run ./server, or name one by -server: %w", o.server, err)
	}
	fmt.Print("\n", table)
	return err
}
