// Command coins serves the README's game of coins.
package main

import (
	"context"
	"flag"
	"log"
	"log/slog"
	"os"
	"os/signal"

	"tickwire/game/coins"
	"tickwire/server/host"
)

func main() {
	addr := flag.String("addr", ":8080", "public `address`")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	s, err := host.Listen(host.Config{
		Def: coins.Game, Addr: *addr, ClientDir: "client/coins", Out: os.Stdout, Log: slog.Default(),
	})
	if err == nil {
		err = s.Run(ctx) // until Ctrl-C
	}
	if err != nil {
		log.Fatal(err)
	}
}
