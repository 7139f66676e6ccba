package room_test

import (
	"testing"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/room"
)

// swarm is a game of dots that do nothing and of pings that everyone hears: as many of both as a
// test wants.
type swarm struct{ dots, pings int }

type dot struct{ X int32 }

var (
	dots = game.NewKind(game.KindConfig[dot]{Name: "dot", Fields: []game.Field[dot]{
		game.Step("x", func(d *dot) *int32 { return &d.X }),
	}})
	pings = game.NewEvent(game.EventConfig[dot]{Name: "ping", Fields: []game.Field[dot]{
		game.Step("x", func(d *dot) *int32 { return &d.X }),
	}})
	swarmSchema = game.NewSchema(game.SchemaConfig{
		Kinds: []game.AnyKind{dots}, Input: game.NewInput[dot](), Events: []game.AnyEvent{pings},
	})
)

func (*swarm) Join(*game.Tick, game.Player)    {}
func (*swarm) Leave(*game.Tick, game.PlayerID) {}
func (*swarm) Load(*game.Rows)                 {}

func (w *swarm) Step(t *game.Tick) {
	for i := range w.pings {
		pings.Emit(t, &dot{X: int32(i)})
	}
}

func (w *swarm) Save(r *game.Rows) {
	for i := range w.dots {
		dots.Append(r, game.EntityID(i+1), &dot{X: int32(i)})
	}
}

func swarmOf(t *testing.T, w *swarm) *game.Definition {
	t.Helper()
	def := &game.Definition{Name: "swarm", Version: 1, Schema: swarmSchema, New: func(uint64) game.World { return w }}
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	return def
}

// TestLostEventsAreCounted has a tick emit more than a client takes.
func TestLostEventsAreCounted(t *testing.T) {
	w := &swarm{pings: wire.MaxEvents + 7}
	core := room.NewCore(swarmOf(t, w), "r", room.Seeds{})
	join(t, core, "ada", sink{})
	core.Step(0)
	w.pings = 3
	core.Step(period)
	got := core.Counts()
	if got.EventsLost != 7 {
		t.Errorf("%d events are counted as lost, want 7", got.EventsLost)
	}
	if got.Add(got); got.EventsLost != 14 {
		t.Errorf("%d in two such rooms, want 14", got.EventsLost)
	}
}
