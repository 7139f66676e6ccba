// Package game is the contract between a game's rules and the engine.
//
// A game is Go code in one package that server, desktop client, browser client, bots and tests
// use unchanged. It declares its kinds of entities, its input and its events as tables of
// fields, implements World, and hands the engine a Definition:
//
//	type Ship struct {
//		Owner game.PlayerID
//		Pos   fixed.Vec
//		Ammo  int16
//	}
//
//	var Ships = game.NewKind(game.KindConfig[Ship]{
//		Name: "ship", Place: game.InCell("x", "y"),
//		Fields: []game.Field[Ship]{
//			game.Owner("owner", func(s *Ship) *game.PlayerID { return &s.Owner }),
//			game.Lerp("x", fixed.Quantum, func(s *Ship) *fixed.Scalar { return &s.Pos.X }),
//			game.Lerp("y", fixed.Quantum, func(s *Ship) *fixed.Scalar { return &s.Pos.Y }),
//			game.OwnerOnly(game.Step("ammo", func(s *Ship) *int16 { return &s.Ammo })),
//		},
//	})
//
// What is simulated is what is sent: values travel as 32-bit integers, so a game that simulates
// in fixed point is reproduced bit for bit on every machine, and prediction compares integers.
//
// A world is owned by one goroutine and knows nothing outside its Tick. A call that panics, or that does
// not return for some seconds, costs the players of its room their game, and no one else; what a world
// does on goroutines of its own is beyond that help. Prediction is Load of
// what the server sent plus Step for each input that it has not acknowledged; the author writes
// nothing for it but guards damage, score and spawns without an input by Tick.Predicting.
//
// A World may be more than World asks for: a Viewer chooses what each player sees, Bots play, a
// Scorer fills the roster, an Authorizer refuses guests. The engine looks once, when it makes the
// world. Example (Interest), in example_interest_test.go, is a game with most of it and an event.
//
// Package gametest checks a game against these rules in one call.
package game
