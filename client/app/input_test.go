package app

import (
	"slices"
	"testing"
)

func TestLatchKeepsEdgesUntilATickTakesThem(t *testing.T) {
	l := latch{edges: []int{1}}
	step := func(what string, want ...int32) {
		t.Helper()
		if !slices.Equal(l.vals, want) {
			t.Errorf("%s: got %v, want %v", what, l.vals, want)
		}
	}
	l.set([]int32{5, 1})
	step("pressed", 5, 1)
	l.set([]int32{6, 0})
	step("another picture before the tick", 6, 1)
	l.taken()
	step("taken", 6, 0)
	l.set([]int32{7, 0})
	step("still held", 7, 0)
	l.set([]int32{7, 1})
	l.release()
	step("released", 0, 0)
}
