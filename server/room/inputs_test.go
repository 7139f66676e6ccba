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
	if b.add(17, 18, []int32{7}, 0); b.row(18 % 4)[1] != 0 {
		t.Error("a missing value at the end is not 0")
	}
}

// TestInputsAheadMakeRoom sends inputs of many leads, each when its turn comes, while ticks go on.
func TestInputsAheadMakeRoom(t *testing.T) {
	const lead = 60
	in := game.NewInput(game.Step("held", func(p *pad) *int32 { return &p.Held }))
	def := &game.Definition{Schema: game.NewSchema(game.SchemaConfig{Input: in}), Limits: game.Limits{InputHold: 2, MaxInputLead: lead}}
	b := newInputBuffer(def)
	if got := len(b.slots); got != fewInputs {
		t.Errorf("%d slots for one who has sent nothing, want %d", got, fewInputs)
	}
	sent := map[game.TickNumber]bool{}
	for now := game.TickNumber(0); now < 300; now++ {
		ahead := game.TickNumber(1) + now*7%lead
		want := accepted
		if sent[now+ahead] {
			want = duplicate
		}
		if got := b.add(now, now+ahead, []int32{int32(now + ahead)}, 0); got != want {
			t.Fatalf("tick %d at %d: got %d, want %d", now+ahead, now, got, want)
		}
		sent[now+ahead] = true
		vals, _, present := b.take(now + 1)
		if present != sent[now+1] || present && vals[0] != int32(now+1) {
			t.Fatalf("tick %d: got %d %t, want it %t", now+1, vals, present, sent[now+1])
		}
	}
	if got := len(b.slots); got != lead {
		t.Errorf("%d slots, want %d", got, lead)
	}
}
