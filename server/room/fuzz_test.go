package room

import (
	"slices"
	"testing"

	"tickwire/game"
	"tickwire/proto/wire"
)

// FuzzInputs takes messages of one player between ticks: each byte of the script is so many steps, and
// then a message comes, if one decodes. The first input for a tick that is yet to come, and not too
// far, must be what is taken at that tick, and nothing else may be.
func FuzzInputs(f *testing.F) {
	in := game.NewInput(
		game.Step("held", func(p *pad) *int32 { return &p.Held }),
		game.Edge(game.Step("press", func(p *pad) *bool { return &p.Press })),
	)
	def := &game.Definition{Schema: game.NewSchema(game.SchemaConfig{Input: in}), Limits: game.Limits{InputHold: 3, MaxInputLead: 20}}
	for _, ticks := range [][]game.TickNumber{{1, 2, 3}, {5, 9, 21}, {20}, {40}, {1<<32 - 1}} {
		msg := &wire.Inputs{View: game.MakeViewTick(1, 9)}
		for _, n := range ticks {
			msg.Inputs = append(msg.Inputs, wire.Input{Tick: n, Vals: []int32{int32(n), 1}})
		}
		b := wire.AppendInputs(nil, msg)
		f.Add(b, wire.AppendInputs(nil, &wire.Inputs{Inputs: []wire.Input{{Tick: 8, Vals: []int32{8}}}}), []byte{3, 1, 9, 30})
		f.Add(b, b, []byte{0, 0, 22})
	}
	f.Fuzz(func(t *testing.T, first, second, steps []byte) {
		b, now := newInputBuffer(def), game.TickNumber(0)
		due := map[game.TickNumber][]int32{}
		var held []int32
		missed := def.Limits.InputHold
		for i, n := range steps[:min(len(steps), 64)] {
			var msg wire.Inputs
			if wire.DecodeInputs(&msg, [][]byte{first, second}[i%2], 2) == nil {
				for _, in := range msg.Inputs {
					want := accepted
					switch {
					case in.Tick <= now:
						want = late
					case int64(in.Tick) > int64(now)+int64(def.Limits.MaxInputLead):
						want = tooEarly
					case due[in.Tick] != nil:
						want = duplicate
					default:
						due[in.Tick] = slices.Clone(in.Vals)
					}
					if got := b.add(now, in.Tick, in.Vals, msg.View); got != want {
						t.Fatalf("an input for tick %d at %d: got %d, want %d", in.Tick, now, got, want)
					}
				}
			}
			for range n % 32 {
				now++
				want, came := due[now]
				if came {
					held, missed = []int32{want[0], 0}, 0
				} else if missed++; missed > def.Limits.InputHold || held == nil {
					want = []int32{0, 0}
				} else {
					want = held
				}
				if vals, _, present := b.take(now); present != came || !slices.Equal(vals, want) {
					t.Fatalf("tick %d: got %v, %t, want %v, %t", now, vals, present, want, came)
				}
			}
			if len(b.slots) > def.Limits.MaxInputLead {
				t.Fatalf("%d slots for %d ticks", len(b.slots), def.Limits.MaxInputLead)
			}
		}
	})
}
