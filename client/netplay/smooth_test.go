package netplay_test

import (
	"slices"
	"testing"
	"time"

	"tickwire/client/netplay"
)

func TestVisualErrorDecays(t *testing.T) {
	fields := schema.Kind(0).Fields // owner, x, y, facing, hp, ammo
	drawn := []int32{1, 1000, 50, 65000, 90, 3}
	corrected := []int32{1, 840, 50, 464, 80, 2}
	for _, c := range []struct {
		name  string
		limit int32
		after time.Duration
		want  []int32
	}{
		{"at once", 500, 0, []int32{1, 1000, 50, 65000, 80, 2}},
		{"after a half-life", 500, 80 * ms, []int32{1, 920, 50, 65500, 80, 2}},
		{"after two", 500, 160 * ms, []int32{1, 880, 50, 214, 80, 2}},
		{"after two seconds", 500, 2 * time.Second, corrected},
		{"at the limit", 160, 0, []int32{1, 1000, 50, 65000, 80, 2}},
		{"beyond the limit", 159, 0, corrected},
	} {
		var e netplay.VisualError
		e.Correct(fields, drawn, corrected, c.limit, time.Second)
		for range 2 { // drawing twice at one time changes nothing
			row := slices.Clone(corrected)
			if e.Apply(fields, row, time.Second+c.after); !slices.Equal(row, c.want) {
				t.Errorf("%s: got %v, want %v", c.name, row, c.want)
			}
		}
	}
}

func TestVisualErrorIsContinuous(t *testing.T) {
	fields := schema.Kind(0).Fields
	var e netplay.VisualError
	drawn := []int32{1, 1000, 0, 0, 0, 0}
	truth := slices.Clone(drawn)
	for i := range 20 {
		now := time.Duration(i) * 30 * ms
		truth[1] += 40 * int32(i%3-1) // the server disagrees in each frame
		e.Correct(fields, drawn, truth, 1000, now)
		row := slices.Clone(truth)
		if e.Apply(fields, row, now); row[1] != drawn[1] {
			t.Fatalf("correction %d moved what is drawn from %d to %d", i, drawn[1], row[1])
		}
		row = slices.Clone(truth)
		e.Apply(fields, row, now+30*ms)
		drawn = row
	}
	if size := e.Size(fields); size == 0 || size > 100 {
		t.Errorf("an error of %v is left, want some, and less than 100", size)
	}
	row := slices.Clone(truth)
	if n := testing.AllocsPerRun(20, func() { e.Correct(fields, drawn, truth, 1000, 0); e.Apply(fields, row, ms) }); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}
