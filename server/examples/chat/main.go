// Command chat serves a chat room in the browser, over WebSockets or over requests: the example of a
// game without a simulation.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"log/slog"
	"os"
	"os/signal"

	"tickwire/game/chat"
	"tickwire/server/examples/chat/page"
	"tickwire/server/host"
)

func main() {
	addr := flag.String("addr", ":8080", "public `address`")
	admin := flag.String("admin", "127.0.0.1:8081", "`address` for operators: metrics, and POST /notice to say a line to everybody")
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), "Serves a chat room. Open the address that it prints in two tabs.\n\n")
		flag.PrintDefaults()
	}
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	s, err := host.Listen(host.Config{
		Def: chat.Definition(), Page: page.Handler(), Addr: *addr, Admin: *admin, AdminOptional: true,
		Out: os.Stdout, Log: slog.Default(),
	})
	if err == nil {
		err = s.Run(ctx) // until Ctrl-C
	}
	if err != nil {
		log.Fatal(err)
	}
}
