// Command server serves the arena: to browsers at its own page, to desktop clients, and to bots.
//
//	go run ./server [flags]
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"tickwire/server/host"
)

func main() {
	cfg, err := configure(os.Args[1:])
	var text help
	switch {
	case errors.As(err, &text):
		fmt.Print(string(text))
		return
	case err != nil:
		fmt.Fprintln(os.Stderr, "server:", err)
		os.Exit(2)
	}
	if err := run(cfg); err != nil {
		fmt.Fprintln(os.Stderr, "server:", err)
		os.Exit(1)
	}
}

func run(cfg host.Config) error {
	s, err := host.Listen(cfg)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // the second Ctrl-C finds nobody who listens, and ends the process
	return s.Run(ctx)
}
