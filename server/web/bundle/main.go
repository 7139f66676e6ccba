// Command bundle builds the WASM client and writes it where `go build -tags embedclient ./server`
// picks it up. Run it in the module's root:
//
//	go run ./server/web/bundle [-dir client] [-o server/web/dist]
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"

	"tickwire/server/web"
)

const usage = `Builds the browser's client into the folder that a server with it inside is built from:

  go run ./server/web/bundle
  go build -tags embedclient -o bin/tickwire ./server

Run it in the root of the module.

`

func main() {
	dir := flag.String("dir", "client", "`folder` of the client's main package, relative to the module's root")
	out := flag.String("o", filepath.Join("server", "web", "dist"), "`folder` to write")
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), usage)
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "bundle: unexpected argument %q; -h lists the flags\n", flag.Arg(0))
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *dir, *out); err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dir, out string) error {
	fmt.Fprintln(os.Stderr, "bundle: building for the browser, about a minute the first time")
	b, err := web.Build(ctx, dir)
	if err != nil {
		return err
	}
	if err := b.WriteDir(out); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "bundle: wrote %s (%s)\n", out, b.Sizes())
	return nil
}
