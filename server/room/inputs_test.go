package room

import (
	"testing"

	"tickwire/game"
)

type pad struct {
	Held  int32
	Press bool
}

func TestInputBuffer(t *testing.T) {
	in := game.NewInput(
		game.Step("held", func(p *pad) *int32 { return &p.Held }),
		game.Edge(game.Step("press", func(p *pad) *bool { return &p.Press })),
	)
	def := &game.Definition{Schema: game.NewSchema(game.SchemaConfig{Input: in}), Limits: game.Limits{InputHold: 2, MaxInputLead: 4}}
	b := newInputBuffer(def)
	for _, c := range []struct {
		now, tick game.TickNumber
		want      verdict
	}{{10, 10, late}, {10, 15, tooEarly}, {10, 14, accepted}, {10, 11, accepted}, {10, 11, duplicate}} {
		if got := b.add(c.now, c.tick, []int32{int32(c.tick), 1}, game.MakeViewTick(c.tick-3, 9)); got != c.want {
			t.Errorf("tick %d at %d: got %d, want %d", c.tick, c.now, got, c.want)
		}
	}
	for _, c := range []struct {
		tick        game.TickNumber
		held, press int32
		view        game.ViewTick
		present     bool
	}{
		{11, 11, 1, game.MakeViewTick(8, 9), true},
		{12, 11, 0, game.MakeViewTick(9, 9), false}, // held buttons repeat, edges do not
		{13, 11, 0, game.MakeViewTick(10, 9), false},
		{14, 14, 1, game.MakeViewTick(11, 9), true},
		{15, 14, 0, game.MakeViewTick(12, 9), false},
		{16, 14, 0, game.MakeViewTick(13, 9), false},
		{17, 0, 0, 0, false}, // not for ever
	} {
		vals, view, present := b.take(c.tick)
		if vals[0] != c.held || vals[1] != c.press || view != c.view || present != c.present {
			t.Errorf("tick %d: got %v view %d present %t, want %+v", c.tick, vals, view, present, c)
		}
	}
	if b.add(17, 18, []int32{7}, 0); b.vals[int(18)%5*2+1] != 0 {
		t.Error("a missing value at the end is not 0")
	}
}
