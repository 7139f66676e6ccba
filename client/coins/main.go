// Command coins plays the README's game of coins, on the desktop and in a browser.
package main

import (
	"image/color"
	"os"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/vector"

	"tickwire/client/app"
	"tickwire/game"
	"tickwire/game/coins"
)

func main() { os.Exit(app.Main(app.Config{Def: coins.Game, View: view{}})) }

type view struct{}

func (view) Input(dst []int32, _ *app.Scene) []int32 {
	axis := func(less, more ebiten.Key) (v int8) {
		if ebiten.IsKeyPressed(less) {
			v--
		}
		if ebiten.IsKeyPressed(more) {
			v++
		}
		return v
	}
	return coins.Pushes.Encode(dst, &coins.Push{
		X: axis(ebiten.KeyArrowLeft, ebiten.KeyArrowRight),
		Y: axis(ebiten.KeyArrowUp, ebiten.KeyArrowDown),
	})
}

func (view) Keys() []app.Key { return []app.Key{{Name: "Arrows", Does: "push"}} }

func (view) Event(*game.EventLog, *app.Scene) {} // this game has none

// Draw sees the own dot as predicted and all others as they were a moment ago.
func (view) Draw(screen *ebiten.Image, s *app.Scene) {
	scale := s.Height / 360 // the game's world is 360 units high
	for _, t := range coins.Things.All(s.Rows) {
		c := color.RGBA{90, 160, 255, 255}
		switch t.Owner {
		case 0:
			c = color.RGBA{255, 205, 60, 255} // the coin
		case s.Local:
			c = color.RGBA{120, 255, 170, 255}
		}
		x, y := s.Width/2+t.Pos.X.Float()*scale, s.Height/2+t.Pos.Y.Float()*scale
		vector.FillCircle(screen, float32(x), float32(y), float32((8+float64(t.Coins)/4)*scale), c, true)
	}
}
