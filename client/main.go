// Command client plays arena, on the desktop and, built for js/wasm, in a browser.
//
//	go run ./client -server ws://localhost:8080/ws -name ada
//
// In a browser the page's address holds the options: ?server=, ?room= and ?name=.
package main

import (
	"os"

	"tickwire/client/app"
	arenaview "tickwire/client/view/arena"
	"tickwire/game/arena"
)

func main() {
	os.Exit(app.Main(app.Config{Def: arena.Definition(), View: arenaview.New(), Title: "Tickwire Arena"}))
}
