package chat_test

import (
	"testing"

	"tickwire/game"
	"tickwire/game/chat"
	"tickwire/game/gametest"
)

func TestRules(t *testing.T) { gametest.Run(t, chat.Definition()) }

// TestTyping follows three members, of whom one types and one goes.
func TestTyping(t *testing.T) {
	def := chat.Definition()
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	world, host, rows := def.New(1), game.NewHost(def, game.HostConfig{}), game.NewRows(def.Schema)
	tick := host.Begin(1)
	for p := range game.PlayerID(3) {
		host.AddPlayer(p+1, false)
		world.Join(tick, game.Player{ID: p + 1})
	}
	step := func(n game.TickNumber) (typing []game.PlayerID) {
		world.Step(host.Begin(n))
		rows.Reset()
		world.Save(rows)
		for _, m := range chat.Members.All(rows) {
			if m.Typing {
				typing = append(typing, m.Owner)
			}
		}
		return typing
	}
	if got := step(2); len(got) != 0 {
		t.Errorf("at first %v are typing", got)
	}
	host.SetInput(2, chat.Pressed.Encode(nil, &chat.Keys{Typing: true}), 0)
	if got := step(3); len(got) != 1 || got[0] != 2 {
		t.Errorf("%v are typing, want 2", got)
	}
	world.Leave(host.Begin(4), 2)
	host.RemovePlayer(2)
	if got := step(5); len(got) != 0 || len(rows.Block(0).IDs) != 2 {
		t.Errorf("%v are typing among %d", got, len(rows.Block(0).IDs))
	}
}
