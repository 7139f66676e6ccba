package arena

import (
	"tickwire/game"
	"tickwire/game/fixed"
)

// Shot tells that a gun fired. The shooter's client shows it at once.
type Shot struct {
	Owner game.PlayerID
	Key   game.SpawnKey // that of the bullet
	Pos   fixed.Vec
	Angle fixed.Angle
}

// Hit tells that a bullet ended.
type Hit struct {
	Pos    fixed.Vec
	Target game.PlayerID // 0 for an asteroid
	Damage uint8         // 0 for an asteroid or a shield
}

// Boom is an explosion.
type Boom struct {
	Pos  fixed.Vec
	Size fixed.Scalar // radius
}

// Kill is a line in the kill feed.
type Kill struct{ Killer, Victim game.PlayerID }

// The events.
var (
	Shots = game.NewEvent(game.EventConfig[Shot]{
		Name: "shot", Place: game.InCell("x", "y"), Predicted: true,
		Fields: []game.Field[Shot]{
			game.Owner("owner", func(e *Shot) *game.PlayerID { return &e.Owner }),
			game.Key("key", func(e *Shot) *game.SpawnKey { return &e.Key }),
			game.Lerp("x", fixed.Quantum, func(e *Shot) *fixed.Scalar { return &e.Pos.X }),
			game.Lerp("y", fixed.Quantum, func(e *Shot) *fixed.Scalar { return &e.Pos.Y }),
			game.Angle("angle", func(e *Shot) *fixed.Angle { return &e.Angle }),
		},
	})
	Hits = game.NewEvent(game.EventConfig[Hit]{
		Name: "hit", Place: game.InCell("x", "y"),
		Fields: []game.Field[Hit]{
			game.Lerp("x", fixed.Quantum, func(e *Hit) *fixed.Scalar { return &e.Pos.X }),
			game.Lerp("y", fixed.Quantum, func(e *Hit) *fixed.Scalar { return &e.Pos.Y }),
			game.Step("target", func(e *Hit) *game.PlayerID { return &e.Target }),
			game.Step("damage", func(e *Hit) *uint8 { return &e.Damage }),
		},
	})
	Booms = game.NewEvent(game.EventConfig[Boom]{
		Name: "boom", Place: game.InCell("x", "y"),
		Fields: []game.Field[Boom]{
			game.Lerp("x", fixed.Quantum, func(e *Boom) *fixed.Scalar { return &e.Pos.X }),
			game.Lerp("y", fixed.Quantum, func(e *Boom) *fixed.Scalar { return &e.Pos.Y }),
			game.Step("size", func(e *Boom) *fixed.Scalar { return &e.Size }),
		},
	})
	Kills = game.NewEvent(game.EventConfig[Kill]{
		Name: "kill", Place: game.Everyone(),
		Fields: []game.Field[Kill]{
			game.Step("killer", func(e *Kill) *game.PlayerID { return &e.Killer }),
			game.Step("victim", func(e *Kill) *game.PlayerID { return &e.Victim }),
		},
	})
)
