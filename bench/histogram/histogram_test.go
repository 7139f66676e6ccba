package histogram_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"tickwire/bench/histogram"
)

// TestQuantiles holds quantiles against those of the sorted list.
func TestQuantiles(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var h histogram.Histogram
	var all []time.Duration
	for range 20000 {
		d := time.Duration(r.ExpFloat64()*float64(20*time.Millisecond)) / time.Microsecond * time.Microsecond
		all = append(all, d)
		h.Add(d)
	}
	slices.Sort(all)
	c := h.Take()
	if c.N() != 20000 {
		t.Fatalf("got %d, want 20000", c.N())
	}
	for _, q := range []float64{0, 0.001, 0.5, 0.99, 0.999, 1} {
		want := all[max(int(q*20000)-1, 0)]
		if got := c.Quantile(q); got < want || got > want+want/32 {
			t.Errorf("quantile %v: got %v, want %v to a 32nd more", q, got, want)
		}
	}
}

func TestEdges(t *testing.T) {
	var h histogram.Histogram
	if c := h.Take(); c.N() != 0 || c.Quantile(0.5) != 0 || c.Mean() != 0 {
		t.Error("an empty histogram is not empty")
	}
	for _, d := range []time.Duration{-time.Second, 0, 63 * time.Microsecond, 64 * time.Microsecond, 65 * time.Microsecond, 1000 * time.Hour} {
		before := h.Take()
		h.Add(d)
		got := h.Take().Minus(before)
		if got.N() != 1 {
			t.Fatalf("%v: counted %d times", d, got.N())
		}
		if q := got.Quantile(1); d >= 0 && d < time.Hour && (q < d || q > d+d/32+time.Microsecond) {
			t.Errorf("%v became %v", d, q)
		}
	}
	if h.Take().Quantile(1) < time.Hour {
		t.Error("what is very long became short")
	}
}

func TestManyGoroutines(t *testing.T) {
	var h histogram.Histogram
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for i := range 1000 {
				h.Add(time.Duration(i) * time.Millisecond)
			}
		})
	}
	group.Wait()
	if c := h.Take(); c.N() != 4000 || c.Mean() != 499500*time.Microsecond {
		t.Errorf("got %d with mean %v", c.N(), c.Mean())
	}
}

// TestTogether sends what one histogram holds to another process and adds it to another's.
func TestTogether(t *testing.T) {
	var a, b histogram.Histogram
	for i := range 100 {
		a.Add(time.Duration(i) * time.Millisecond)
		b.Add(time.Duration(100+i) * time.Millisecond)
	}
	text, err := json.Marshal(a.Take())
	if err != nil {
		t.Fatal(err)
	}
	var there histogram.Counts
	if err := json.Unmarshal(text, &there); err != nil {
		t.Fatal(err)
	}
	both := there.Plus(b.Take()).Plus(nil)
	if got := both.N(); got != 200 {
		t.Errorf("got %d durations, want 200", got)
	}
	if got := both.Mean(); got != 99500*time.Microsecond {
		t.Errorf("got a mean of %v, want 99.5ms", got)
	}
}
