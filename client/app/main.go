package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// Main is the whole main of a client: it reads the command line, or in a browser the address of
// the page, into a Config that has Def and View, and runs. It returns the status to exit with.
//
//	func main() { os.Exit(app.Main(app.Config{Def: coins.Game, View: view{}})) }
func Main(c Config) int {
	err := c.Def.Complete()
	if err == nil {
		err = options(&c)
	}
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintln(os.Stderr, "client:", err)
		return 1 // not 2, which a panic has: a page tells the two apart
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := Run(ctx, c); err != nil {
		fmt.Fprintln(os.Stderr, "client:", err)
		return 1
	}
	return 0
}
