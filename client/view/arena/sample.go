package arena

import (
	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"tickwire/client/app"
	rules "tickwire/game/arena"
)

// Input implements app.View.
func (v *View) Input(dst []int32, s *app.Scene) []int32 {
	if s.Typing {
		return rules.Inputs.Encode(dst, &rules.Input{})
	}
	d := devices{
		forward: held(ebiten.KeyW, ebiten.KeyArrowUp), back: held(ebiten.KeyS, ebiten.KeyArrowDown),
		left: held(ebiten.KeyA), right: held(ebiten.KeyD),
		turnLeft: held(ebiten.KeyArrowLeft), turnRight: held(ebiten.KeyArrowRight),
		fire:   held(ebiten.KeySpace) || ebiten.IsMouseButtonPressed(ebiten.MouseButtonLeft),
		boost:  pressed(ebiten.KeyShiftLeft, ebiten.KeyShiftRight) || inpututil.IsMouseButtonJustPressed(ebiten.MouseButtonRight),
		mouseX: s.MouseX, mouseY: s.MouseY,
		clicked: inpututil.IsMouseButtonJustPressed(ebiten.MouseButtonLeft) || inpututil.IsMouseButtonJustPressed(ebiten.MouseButtonRight),
	}
	px, py := v.cam.at(v.x, v.y)
	d.shipX, d.shipY = float64(px), float64(py)
	v.touch.sample(&d, s)
	in := v.controls.input(&d)
	return rules.Inputs.Encode(dst, &in)
}

func held(keys ...ebiten.Key) bool {
	for _, k := range keys {
		if ebiten.IsKeyPressed(k) {
			return true
		}
	}
	return false
}

func pressed(keys ...ebiten.Key) bool {
	for _, k := range keys {
		if inpututil.IsKeyJustPressed(k) {
			return true
		}
	}
	return false
}

// Keys implements app.Guide.
func (v *View) Keys() []app.Key {
	if v.touch.used {
		return fingers
	}
	return keys
}

var (
	keys = []app.Key{
		{Name: "Mouse", Does: "aim"},
		{Name: "W A S D", Does: "fly"},
		{Name: "Left button, Space", Does: "fire"},
		{Name: "Right button, Shift", Does: "dash"},
		{Name: "Arrows", Does: "fly without a mouse"},
	}
	fingers = []app.Key{
		{Name: "Left thumb", Does: "fly where it points"},
		{Name: "Right side", Does: "fire"},
		{Name: "Second finger there", Does: "dash"},
	}
)
