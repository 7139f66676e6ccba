// Command client plays arena, on the desktop and, built for js/wasm, in a browser.
//
//	go run ./client -server ws://localhost:8080/ws -name ada
//
// In a browser the page's address holds the options: ?server=, ?room= and ?name=.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"tickwire/client/app"
	arenaview "tickwire/client/view/arena"
	"tickwire/game/arena"
)

func main() { os.Exit(run()) }

func run() int {
	cfg, err := options()
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintln(os.Stderr, "client:", err)
		return 2
	}
	cfg.Def, cfg.View, cfg.Title = arena.Definition(), arenaview.New(), "Tickwire Arena"
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := app.Run(ctx, cfg); err != nil {
		fmt.Fprintln(os.Stderr, "client:", err)
		return 1
	}
	return 0
}
