package room_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/room"
)

// swarm is a game of things that do nothing and of pings that everyone hears: as many of both as a
// test wants.
type swarm struct{ dots, wide, mine, pings int }

type (
	dot  struct{ X int32 }
	wide struct{ V [32]int32 }
	mine struct {
		Owner     game.PlayerID
		X, Secret int32
	}
)

var (
	dots = game.NewKind(game.KindConfig[dot]{Name: "dot", Fields: []game.Field[dot]{
		game.Step("x", func(d *dot) *int32 { return &d.X }),
	}})
	wides = game.NewKind(game.KindConfig[wide]{Name: "wide", Fields: wideFields()})
	mines = game.NewKind(game.KindConfig[mine]{Name: "mine", Fields: []game.Field[mine]{
		game.Owner("owner", func(m *mine) *game.PlayerID { return &m.Owner }),
		game.Step("x", func(m *mine) *int32 { return &m.X }),
		game.OwnerOnly(game.Step("secret", func(m *mine) *int32 { return &m.Secret })),
	}})
	pings = game.NewEvent(game.EventConfig[dot]{Name: "ping", Fields: []game.Field[dot]{
		game.Step("x", func(d *dot) *int32 { return &d.X }),
	}})
	swarmSchema = game.NewSchema(game.SchemaConfig{
		Kinds: []game.AnyKind{dots, wides, mines}, Input: game.NewInput[dot](), Events: []game.AnyEvent{pings},
	})
)

func wideFields() (all []game.Field[wide]) {
	for i := range len(wide{}.V) {
		all = append(all, game.Step(fmt.Sprint("v", i), func(w *wide) *int32 { return &w.V[i] }))
	}
	return all
}

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
	for i := range w.wide {
		var v wide
		for f := range v.V {
			v.V[f] = -1 << 31
		}
		wides.Append(r, game.EntityID(i+1), &v)
	}
	for i := range w.mine {
		mines.Append(r, game.EntityID(i+1), &mine{Owner: game.PlayerID(i%2 + 1)})
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

// TestAFrameThatNoClientTakesIsNotSent shows one row and one byte more than a client takes: the
// server knows it first, and ends the link as by a broken game.
func TestAFrameThatNoClientTakesIsNotSent(t *testing.T) {
	for _, row := range []struct {
		name   string
		world  swarm
		frames int
		closed wire.CloseCode
	}{
		{"as many rows as a client takes", swarm{dots: wire.MaxRows}, 1, 0},
		{"a row too many", swarm{dots: wire.MaxRows + 1}, 0, wire.CloseInternal},
		{"too many with those of owners", swarm{dots: 1, mine: wire.MaxRows*2/3 + 1}, 0, wire.CloseInternal},
		{"too many bytes", swarm{wide: wire.MaxMessage / 64}, 0, wire.CloseInternal},
	} {
		t.Run(row.name, func(t *testing.T) {
			core := room.NewCore(swarmOf(t, &row.world), "r", room.Seeds{})
			a, b := newClient(t, swarmSchema), newClient(t, swarmSchema)
			join(t, core, "ada", a)
			join(t, core, "bob", b)
			core.Step(0)
			refused := 2 - 2*row.frames
			if n := core.Counts(); n.TooLarge != uint64(refused) || int(n.Frames) != 2*row.frames || n.Skipped != 0 {
				t.Errorf("counts %+v", n)
			}
			for _, c := range []*client{a, b} {
				if c.frames != row.frames || c.closed != row.closed {
					t.Errorf("%d frames and close code %d, want %d and %d", c.frames, c.closed, row.frames, row.closed)
				}
			}
			core.Step(period)
			if got := core.People(); got != 2*row.frames {
				t.Errorf("%d people are in the room, want %d", got, 2*row.frames)
			}
		})
	}
}

// TestAGameThatShowsTooMuchIsTold reads the log of a room: one line for however many links.
func TestAGameThatShowsTooMuchIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		def := swarmOf(t, &swarm{dots: wire.MaxRows + 1})
		r := room.New(room.Config{Def: def, Name: "r", Log: slog.New(slog.NewTextHandler(&out, nil))})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- r.Run(ctx) }()
		for range 3 {
			sit(t, r, "ada", &recorder{})
			time.Sleep(time.Second)
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if n := r.Status().Counts.TooLarge; n != 3 {
			t.Errorf("%d frames are counted as too large, want 3", n)
		}
		if got := out.String(); strings.Count(got, "level=ERROR") != 1 || !strings.Contains(got, "rows=65537 most_rows=65536") {
			t.Errorf("the log says %q", got)
		}
	})
}
