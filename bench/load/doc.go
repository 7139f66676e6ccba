// Package load puts many players on one server: lean ones for the weight of them, and among them,
// spread over the order of joining, full clients that check what they are sent and measure what a
// person would feel.
//
//	g := load.New(load.Config{URL: url, Def: def, Players: 1000, Full: 10})
//	go g.Run(ctx)
//	before := g.Sample()
//	...
//	fmt.Print(g.Sample().Minus(before).Table())
//
// Goroutines: Run, a few that join, those of the fleet and of the bots. Run ends when ctx has
// ended and all players have left.
package load
