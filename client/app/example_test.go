package app_test

import (
	"context"
	"fmt"
	"image/color"
	"os"

	"github.com/hajimehoshi/ebiten/v2"

	"tickwire/client/app"
	"tickwire/game"
	"tickwire/game/arena"
)

// plain is a view of the arena with nothing but what must be: ships are dots, and arrows fly.
type plain struct{}

func (plain) Input(dst []int32, _ *app.Scene) []int32 {
	return arena.Inputs.Encode(dst, &arena.Input{
		Forward: ebiten.IsKeyPressed(ebiten.KeyArrowUp),
		Left:    ebiten.IsKeyPressed(ebiten.KeyArrowLeft),
		Right:   ebiten.IsKeyPressed(ebiten.KeyArrowRight),
		Fire:    ebiten.IsKeyPressed(ebiten.KeySpace),
	})
}

func (plain) Event(*game.EventLog, *app.Scene) {}

func (plain) Draw(screen *ebiten.Image, s *app.Scene) {
	for _, ship := range arena.Ships.All(s.Rows) {
		x, y := ship.Pos.X.Float()/4096, ship.Pos.Y.Float()/4096
		screen.Set(int(x*s.Width), int(y*s.Height), color.White)
	}
}

// A whole client of a game: its rules, a view and an address.
func Example() {
	err := app.Run(context.Background(), app.Config{
		Def: arena.Definition(), View: plain{}, URL: "ws://localhost:8080/ws", Name: "ada",
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
