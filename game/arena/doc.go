// Package arena is the shipped game: the rules of a top-down space arena at 30 Hz.
//
// Ships have inertia, turn toward the mouse or by the keyboard, shoot, dash, bounce off asteroids
// and walls, die and come back. Everything is integer arithmetic at the resolution of the wire,
// so server, desktop and browser agree bit for bit.
//
// A world belongs to the goroutine that steps it. All its state is in rows; what it keeps besides
// (indexes of places and owners) is rebuilt from them. Values are per tick: a velocity of
// fixed.One is one unit per tick, 30 units per second.
//
//	def := arena.Definition()
//	world := def.New(seed)
//	host := game.NewHost(def, game.HostConfig{PublicSeed: seed})
//	host.AddPlayer(1, false)
//	t := host.Begin(1)
//	world.Join(t, game.Player{ID: 1, Name: "ada"})
//	arena.Inputs.Set(t, 1, &arena.Input{Forward: true, Fire: true})
//	world.Step(t)
package arena
