package crowd_test

import (
	"fmt"
	"testing"

	"tickwire/bench/crowd"
	"tickwire/bench/monkey"
	"tickwire/game"
	"tickwire/game/gametest"
	"tickwire/proto/wire"
	"tickwire/server/replicate"
)

func TestRules(t *testing.T) {
	t.Run("sized", func(t *testing.T) { gametest.Run(t, crowd.Sized(200)) })
	t.Run("full", func(t *testing.T) { gametest.Run(t, crowd.Full(200)) })
}

// TestInSight lets a crowd walk for five seconds and counts what its players are sent, by the
// server's own choice of scopes.
func TestInSight(t *testing.T) {
	for _, row := range []struct {
		name      string
		def       *game.Definition
		players   int
		low, high float64
	}{
		{"sized 200", crowd.Sized(200), 200, 28, 34},
		{"sized 1000", crowd.Sized(1000), 1000, 28, 34},
		{"sized 3000", crowd.Sized(3000), 3000, 28, 34},
		{"full", crowd.Full(100), 100, 100, 100},
	} {
		t.Run(row.name, func(t *testing.T) {
			rows, scopes := look(t, row.def, row.players)
			t.Logf("%.1f rows in %.1f scopes in view", rows, scopes)
			if rows < row.low || rows > row.high {
				t.Errorf("a player is sent %.1f walkers, want %v to %v", rows, row.low, row.high)
			}
		})
	}
}

// look is how many rows in how many scopes a player holds on average.
func look(t *testing.T, def *game.Definition, players int) (rows, scopes float64) {
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	world, host, saved := def.New(1), game.NewHost(def, game.HostConfig{}), game.NewRows(def.Schema)
	rep := replicate.New(def)
	viewer, ok := world.(game.Viewer)
	if !ok {
		t.Fatal("the crowd sees nothing")
	}
	var keys []*monkey.Monkey
	var clients []*replicate.Client
	const ticks, every = 100, 10
	n := 0
	for tick := range game.TickNumber(ticks) {
		tk := host.Begin(tick + 1)
		if tick == 0 {
			for p := range game.PlayerID(players) {
				host.AddPlayer(p+1, false)
				world.Join(tk, game.Player{ID: p + 1, Name: fmt.Sprint(p)})
				keys = append(keys, monkey.New(def.Schema, uint64(p)))
				clients = append(clients, replicate.NewClient(p+1, wire.EncodingPacked))
			}
		}
		for p, m := range keys {
			host.SetInput(game.PlayerID(p+1), m.Press(), 0)
		}
		world.Step(tk)
		saved.Reset()
		world.Save(saved)
		rep.Advance(tick+1, saved, host.Events())
		var held []game.ScopeID
		for p, c := range clients {
			rep.Gather(c, viewer.View(game.PlayerID(p+1)))
			if tick%every != every-1 {
				continue
			}
			n++
			held = c.Scopes(held[:0])
			for _, s := range held {
				content, _ := rep.Content(s, tick+1)
				if k := len(content.Block(0).IDs); k > 0 {
					rows += float64(k)
					scopes++
				}
			}
		}
	}
	return rows / float64(n), scopes / float64(n)
}
