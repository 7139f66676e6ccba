package arena

import (
	"tickwire/game"
	"tickwire/game/fixed"
)

// Input is what a player's devices say in one tick.
type Input struct {
	Forward, Back bool
	Left, Right   bool        // sideways with UseAim, else they turn
	Fire          bool        // held; the gun has its own pace
	UseAim        bool        // turn toward Aim; false for the keyboard alone
	Aim           fixed.Angle // from the ship to the mouse
	Boost         bool        // pressed now: a dash
}

// Inputs declares the input.
var Inputs = game.NewInput(
	game.Step("forward", func(in *Input) *bool { return &in.Forward }),
	game.Step("back", func(in *Input) *bool { return &in.Back }),
	game.Step("left", func(in *Input) *bool { return &in.Left }),
	game.Step("right", func(in *Input) *bool { return &in.Right }),
	game.Step("fire", func(in *Input) *bool { return &in.Fire }),
	game.Step("use_aim", func(in *Input) *bool { return &in.UseAim }),
	game.Angle("aim", func(in *Input) *fixed.Angle { return &in.Aim }),
	game.Edge(game.Step("boost", func(in *Input) *bool { return &in.Boost })),
)
