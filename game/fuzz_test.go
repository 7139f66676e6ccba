package game_test

import (
	"testing"

	"tickwire/game"
)

// FuzzSeenBy asks for the past at any moment that a client may name. What it gets must lie within the
// rewind that the game allows and within what is remembered, and hold the row as it then was.
func FuzzSeenBy(f *testing.F) {
	kind := game.NewKind(game.KindConfig[seen]{Name: "seen", Fields: []game.Field[seen]{
		game.Lerp("x", 1, func(s *seen) *int32 { return &s.X }),
		game.Step("count", func(s *seen) *int32 { return &s.Count }),
	}})
	input := game.NewInput[seen]()
	const last, rewind = 40, 10
	def := &game.Definition{
		Name: "seen", Schema: game.NewSchema(game.SchemaConfig{Kinds: []game.AnyKind{kind}, Input: input}),
		New: func(uint64) game.World { return nil }, Limits: game.Limits{MaxRewind: rewind},
	}
	if err := def.Complete(); err != nil {
		f.Fatal(err)
	}
	f.Add(uint64(game.MakeViewTick(35, 128)), uint8(last), uint8(last+1))
	f.Add(uint64(1), uint8(3), uint8(4))
	f.Add(^uint64(0), uint8(last), uint8(0))
	f.Add(uint64(game.MakeViewTick(last, 255)), uint8(last), uint8(255))
	f.Fuzz(func(t *testing.T, view uint64, ticks, now uint8) {
		h := game.NewHistory(def.Schema, rewind+1)
		rows, n := game.NewRows(def.Schema), game.TickNumber(ticks%last)
		for i := range n {
			rows.Reset()
			kind.Append(rows, 7, &seen{X: int32(i+1) * 256, Count: int32(i + 1)})
			h.Add(i+1, rows)
		}
		host := game.NewHost(def, game.HostConfig{History: h})
		host.AddPlayer(1, false)
		host.SetInput(1, nil, game.ViewTick(view))
		past, ok := host.Begin(game.TickNumber(now)).SeenBy(1)
		if !ok {
			if view != 0 && n > 0 {
				t.Fatalf("no past at %d after %d ticks", view, n)
			}
			return
		}
		at := past.Moment()
		if oldest := min(int64(now)-rewind, int64(n)); at.Tick() < 1 || int64(at.Tick()) < oldest || at > game.MakeViewTick(n, 0) {
			t.Fatalf("the past of tick %d is %d and %d/256", n, at.Tick(), at.Fraction())
		}
		var got seen
		if !kind.Seen(past, 7, &got) || got.X != int32(at) || got.Count != int32(at.Tick()) {
			t.Fatalf("at %d and %d/256 got %+v", at.Tick(), at.Fraction(), got)
		}
		if kind.Seen(past, 8, &got) {
			t.Fatal("a row that never was is seen")
		}
	})
}
