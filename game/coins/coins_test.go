package coins_test

import (
	"testing"

	"tickwire/game"
	"tickwire/game/coins"
	"tickwire/game/gametest"
)

func TestRules(t *testing.T) { gametest.Run(t, coins.Game) }

// TestTheFirstAtTheCoinGetsIt steers one of two players to the coin.
func TestTheFirstAtTheCoinGetsIt(t *testing.T) {
	def := coins.Game
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	world, host, rows := def.New(1), game.NewHost(def, game.HostConfig{}), game.NewRows(def.Schema)
	host.AddPlayer(1, false)
	host.AddPlayer(2, false)
	tick := host.Begin(1)
	world.Join(tick, game.Player{ID: 1})
	world.Join(tick, game.Player{ID: 2})
	toward := func(from, to int32) int8 { return int8(min(max((to-from)/1024, -1), 1)) }
	for n := game.TickNumber(1); n < 200; n++ {
		tick = host.Begin(n)
		world.Step(tick)
		rows.Reset()
		world.Save(rows)
		var coin, dot coins.Thing
		coins.Things.Get(rows, 0, &coin)
		coins.Things.Get(rows, 1, &dot)
		push := coins.Push{X: toward(int32(dot.Pos.X), int32(coin.Pos.X)), Y: toward(int32(dot.Pos.Y), int32(coin.Pos.Y))}
		host.SetInput(1, coins.Pushes.Encode(nil, &push), 0)
		if dot.Coins == 2 {
			return
		}
	}
	t.Error("no two coins in 200 ticks")
}
