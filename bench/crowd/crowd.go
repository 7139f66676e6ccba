package crowd

import (
	"tickwire/game"
	"tickwire/game/fixed"
)

// Lengths are centimetres, speeds centimetres per tick of 50 ms.
const (
	cell = 800
	walk = 7  // 1.4 m/s
	run  = 20 // 4 m/s

	// turn is what a walker turns in a tick at most: half a turn takes a second.
	turn = fixed.Angle(65536 / 40)

	maxHP = 100
	kinds = 4
)

// sight is how many walkers a player is sent at least, the own one among them, before the cells
// that stay held for a while when one has left them: a tenth more.
const sight = 28

// Walker is a player's body.
type Walker struct {
	Owner game.PlayerID
	X, Y  int32
	Angle fixed.Angle // that it walks in
	HP    uint8       // 1 to 100
	Kind  uint8       // what it looks like; it stays so
}

// Input is what a player's devices say in one tick.
type Input struct {
	Aim fixed.Angle // to turn to
	Run bool
}

// The tables by which the engine sends and predicts.
var (
	Walkers = game.NewKind(game.KindConfig[Walker]{
		Name: "walker", Place: game.InCell("x", "y"),
		Fields: []game.Field[Walker]{
			game.Owner("owner", func(w *Walker) *game.PlayerID { return &w.Owner }),
			game.Lerp("x", 0.01, func(w *Walker) *int32 { return &w.X }),
			game.Lerp("y", 0.01, func(w *Walker) *int32 { return &w.Y }),
			game.Angle("angle", func(w *Walker) *fixed.Angle { return &w.Angle }),
			game.Step("hp", func(w *Walker) *uint8 { return &w.HP }),
			game.Step("kind", func(w *Walker) *uint8 { return &w.Kind }),
		},
	})
	Inputs = game.NewInput(
		game.Angle("aim", func(in *Input) *fixed.Angle { return &in.Aim }),
		game.Step("run", func(in *Input) *bool { return &in.Run }),
	)
	schema = game.NewSchema(game.SchemaConfig{Kinds: []game.AnyKind{Walkers}, Input: Inputs})
)

// Sized is a crowd on a square so large that each of so many players is sent about 30 others. A
// cell is as wide as one sees, so a player holds 3 by 3 of them, fewer at the edge of the square.
func Sized(players int) *game.Definition {
	side := side(players)
	def := define(players, side)
	def.Grid = game.Grid{MaxX: side, MaxY: side, Cell: cell}
	return def
}

// Full is a crowd as dense as that of Sized without any cells: all are in one scope, which
// everyone is sent.
func Full(players int) *game.Definition { return define(players, side(players)) }

// side is that of the square: of so many cells that one who holds 3 in each direction, 2 at the
// edge, has enough walkers in them on average.
func side(players int) int32 {
	inSight := func(cells int) int {
		held := 3*cells - 2 // by all who stand in a row of cells
		return players * held * held / (cells * cells * cells * cells)
	}
	cells := 3
	for inSight(cells+1) >= sight {
		cells++
	}
	return int32(cells * cell)
}

func define(players int, side int32) *game.Definition {
	return &game.Definition{
		Name: "crowd", Version: 1, TickRate: 20, Schema: schema,
		Limits: game.Limits{MaxPlayers: players},
		New:    func(uint64) game.World { return &world{side: side} },
	}
}
