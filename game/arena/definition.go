package arena

import (
	"tickwire/game"
	"tickwire/game/fixed"
)

const (
	worldUnits = 4096
	cellUnits  = 512
	maxPlayers = 1200

	// areaPerPlayer is in square units. A view of 768 units touches 2.5 cells of 512 in each
	// direction on average, so a client holds 1280 by 1280 units: 31 players.
	areaPerPlayer = 1280 * 1280 / 31
)

// A kind belongs to one schema, so all definitions share it.
var schema = game.NewSchema(game.SchemaConfig{
	Kinds:  []game.AnyKind{Arenas, Ships, Bullets, Asteroids, Pilots},
	Input:  Inputs,
	Events: []game.AnyEvent{Shots, Hits, Booms, Kills},
})

// Definition is the game as it ships: an arena of 4096 by 4096 units. Each call returns its own,
// to be changed at will.
func Definition() *game.Definition { return define(worldUnits, maxPlayers) }

// Sized is the game in an arena so large that each of so many players has about 30 others in
// the cells that are sent to it.
func Sized(players int) *game.Definition {
	units := 2 * cellUnits
	for units*units < players*areaPerPlayer {
		units += cellUnits
	}
	return define(units, max(players, maxPlayers))
}

func define(units, players int) *game.Definition {
	side := int32(fixed.FromInt(units))
	return &game.Definition{
		Name: "arena", Version: 1, TickRate: 30, Schema: schema,
		Grid:   game.Grid{MaxX: side, MaxY: side, Cell: int32(fixed.FromInt(cellUnits))},
		Limits: game.Limits{MaxPlayers: players},
		New:    func(uint64) game.World { return &world{side: fixed.FromInt(units)} },
	}
}
