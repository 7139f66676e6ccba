package gate

import (
	"testing"
	"time"
)

func TestABucketGivesSoManyAtOnceAndThenByTheClock(t *testing.T) {
	const ms = time.Millisecond
	q := Rate{PerSecond: 2, Burst: 5}.quota()
	for _, row := range []struct {
		name string
		at   []time.Duration // of one each
		want int             // of them that are taken
	}{
		{"at once", []time.Duration{0, 0, 0, 0, 0, 0, 0}, 5},
		{"after a pause", []time.Duration{time.Hour, time.Hour, time.Hour, time.Hour, time.Hour, time.Hour}, 5},
		{"the sixth when there is one again", []time.Duration{0, 0, 0, 0, 0, 499 * ms, 500 * ms, 501 * ms}, 6},
		{"for long", []time.Duration{0, 500 * ms, 1000 * ms, 1500 * ms, 2000 * ms, 2500 * ms, 3000 * ms}, 7},
		{"a clock that goes back a little", []time.Duration{10 * ms, 0, 10 * ms, 0, 10 * ms, 0}, 5},
	} {
		var b bucket
		got := 0
		for _, at := range row.at {
			if b.take(q, 1, at) {
				got++
			}
		}
		if got != row.want {
			t.Errorf("%s: %d, want %d", row.name, got, row.want)
		}
	}

	var b bucket
	if b.take(q, 6, 0) || !b.take(q, 5, 0) {
		t.Error("what is too much at once is taken, or in part")
	}
	if b.full(2*time.Second) || !b.full(2500*ms) {
		t.Error("full too soon, or too late")
	}
	for range 1000 {
		if !b.take(Rate{PerSecond: -1}.quota(), 1<<20, -time.Hour) {
			t.Fatal("no limit has a limit")
		}
	}
}

func TestADefaultTakesAllThatAnHonestClientSays(t *testing.T) {
	for _, rate := range []int{1, 30, 240} {
		q := Limits{}.withDefaults(rate).Inputs.quota()
		var b bucket
		now := 8 * time.Second
		for range 8 * rate { // a stall of eight seconds ends
			if !b.take(q, 1, now) {
				t.Fatalf("%d Hz: what a stall held back is too much", rate)
			}
		}
		for range 100 * rate {
			now += time.Second / time.Duration(rate)
			if !b.take(q, 1, now) {
				t.Fatalf("%d Hz: a player is too fast", rate)
			}
		}
	}
}

func TestOneNetworkLeavesPlacesForOthers(t *testing.T) {
	d := newDoor(Limits{MaxConns: 6, ConnsPerRemote: 4, HTTPPerRemote: 2, OpensPerRemote: Rate{PerSecond: 1, Burst: 5}}.withDefaults(30))
	enter := func(name string, now time.Duration, want int) {
		t.Helper()
		if got, _ := d.enter(name, now); got != want {
			t.Errorf("%s at %v: %d, want %d", name, now, got, want)
		}
	}
	for range 4 {
		enter("a", 0, 0)
	}
	enter("a", 0, 429) // one more than it may have
	enter("b", 0, 0)
	d.leave("a")
	enter("a", 0, 0)
	d.leave("a")
	enter("a", 0, 429) // faster than it may
	enter("a", time.Second, 0)
	enter("b", time.Second, 0)
	enter("c", time.Second, 503) // the house is full
	d.leave("b")
	enter("c", time.Second, 0)

	for i, want := range []bool{true, true, false} {
		if got := d.knock("a", false, 0); got != want {
			t.Errorf("knock %d: %v, want %v", i, got, want)
		}
	}
	if !d.knock("a", true, 0) {
		t.Error("a proxy is bounded like a player")
	}
	d.gone("a")
	if !d.knock("b", false, 0) {
		t.Error("another network may not knock")
	}
	if d.gone("a"); d.knock("a", false, 0) {
		t.Error("the one that was too many is not counted, though it is still there")
	}
	d.gone("a")
	d.gone("a")
	if !d.knock("a", false, 0) {
		t.Error("two have gone, and there is no place")
	}
}

func TestTheDoorForgetsWhoHasGone(t *testing.T) {
	d := newDoor(Limits{}.withDefaults(30))
	for i := range 100_000 {
		now := time.Duration(i) * time.Millisecond
		name := time.Duration(i).String()
		if status, _ := d.enter(name, now); status != 0 {
			t.Fatal(status)
		}
		d.leave(name)
	}
	if n := len(d.remotes); n > 1000 {
		t.Errorf("%d networks are remembered, want those of the last quarter second or so", n)
	}
}
