// Command server serves the arena: to browsers at its own page, to desktop clients, and to bots.
//
//	go run ./server [flags]
package main

import (
	"errors"
	"fmt"
	"os"

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
	return s.Run(untilSignal())
}
