// Command server serves the arena: to browsers at its own page, to desktop clients, and to bots.
//
//	go run ./server [flags]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"tickwire/game/arena"
	"tickwire/server/gate"
	"tickwire/server/host"
)

const usage = `Serves the arena. Open the address that it prints in a browser, or start go run ./client.

  go run ./server                         on port 8080, with 8 bots
  go run ./server -addr :9000 -bots 0     elsewhere, people only
  go run ./server -cert c.pem -key k.pem  by https and wss

Ctrl-C tells the players and ends it; a second one ends it at once.

`

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "server:", err)
		os.Exit(1)
	}
}

func run() error {
	flags := flag.NewFlagSet("server", flag.ContinueOnError)
	flags.Usage = func() {
		fmt.Fprint(flags.Output(), usage)
		flags.PrintDefaults()
	}
	addr := flags.String("addr", ":8080", "public `address`; port 0 is any free one")
	admin := flags.String("admin", "127.0.0.1:9090", "`address` of metrics and profiles; empty for none; keep it off the public network")
	bots := flags.Int("bots", 8, "players that the server plays in each room")
	rooms := flags.Int("rooms", 64, "most rooms at a time")
	private := flags.Int("rooms-per-remote", 0, "most private rooms that one network may have open; 0 is a quarter of -rooms; behind a proxy, where all come from one, raise it")
	players := flags.Int("players", 0, "size the arena for so many players, about 30 in view of each; 0 is 4096 by 4096 units")
	rate := flags.Int("tick-rate", 30, "steps per `second`; arena moves by the tick, so a higher rate is a faster game")
	every := flags.Int("send-every", 1, "ticks from frame to frame")
	cert := flags.String("cert", "", "`file` with the TLS certificate chain; with -key")
	key := flags.String("key", "", "`file` with the TLS key")
	origins := flags.String("origin", "", "other `pages` that may connect, separated by commas, such as https://example.com; * for any")
	way := flags.String("io", "auto", "`way` in which the bytes of players come in: tick, by the room itself before each step, which costs least but needs Linux and no -cert; plain, by a goroutine per player that wakes for each message; or auto, tick where it is possible")
	workers := flags.Int("workers", 0, "most `goroutines` that read and write the sockets of one room; 0 is one per core")
	verbose := flags.Bool("v", false, "log more")
	if err := flags.Parse(os.Args[1:]); errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		os.Exit(2) // flag has said why
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q; see -h", flags.Arg(0))
	}
	adminChosen := false
	flags.Visit(func(f *flag.Flag) { adminChosen = adminChosen || f.Name == "admin" })

	def := arena.Definition()
	if *players > 0 {
		def = arena.Sized(*players)
	}
	def.TickRate, def.SendEvery = *rate, *every
	level := slog.LevelInfo
	if *verbose {
		level = slog.LevelDebug
	}
	cfg := host.Config{
		Def: def, Addr: *addr, Admin: *admin, AdminOptional: !adminChosen, CertFile: *cert, KeyFile: *key,
		Bots: *bots, MaxRooms: *rooms, RoomsPerRemote: *private, IO: gate.IO(*way), Workers: *workers, Title: "TICKWIRE ARENA", Out: os.Stdout,
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level})),
	}
	if *origins != "" {
		cfg.Origins = strings.Split(*origins, ",")
	}
	s, err := host.Listen(cfg)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // the second Ctrl-C finds nobody who listens, and ends the process
	return s.Run(ctx)
}
