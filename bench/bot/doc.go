// Package bot is a client without a screen: netplay over a link, played by the game's own bot, or
// by a monkey where the game has none. It does all that a person's client does but draw, so what
// it measures is what a person feels.
//
//	b := bot.New(bot.Config{URL: "ws://localhost:8080/ws", Def: def})
//	err := b.Run(ctx) // until ctx ends, which is no error, or the link does
//
// Where time is not the machine's, as in the lab, Update takes the place of Run:
//
//	go b.Link().Run(ctx)
//	err := b.Update() // twice in each tick
//
// Goroutines: Run, and the two of its link. Stats may be asked for by any goroutine; all else in
// Config is called by Run's.
package bot
