package monkey_test

import (
	"slices"
	"testing"

	"tickwire/bench/monkey"
	"tickwire/game"
	"tickwire/game/arena"
)

func TestPress(t *testing.T) {
	schema := arena.Definition().Schema
	m, same, other := monkey.New(schema, 1), monkey.New(schema, 1), monkey.New(schema, 2)
	fields := schema.Input().Fields
	changes, on, differs := 0, make([]int, len(fields)), false
	var last []int32
	for range 1000 {
		vals := m.Press()
		if !slices.Equal(vals, same.Press()) {
			t.Fatal("equal seeds press differently")
		}
		differs = differs || !slices.Equal(vals, other.Press())
		for i, f := range fields {
			if vals[i] != 0 {
				on[i]++
			}
			if vals[i] < 0 || vals[i] > 65535 || f.Interp == game.InterpStep && vals[i] > 1 {
				t.Fatalf("%s is %d", f.Name, vals[i])
			}
		}
		if last != nil && !slices.Equal(last, vals) {
			changes++
		}
		last = slices.Clone(vals)
	}
	if !differs || changes < 100 {
		t.Errorf("only %d changes in 1000 ticks; different seeds differ: %v", changes, differs)
	}
	for i, f := range fields {
		if on[i] == 0 || f.Edge && on[i] > 100 {
			t.Errorf("%s was on in %d of 1000 ticks", f.Name, on[i])
		}
	}
}
