package room

import (
	"sync/atomic"
	"testing"
)

// TestACrewDoesEachThingOnce divides many times among crews of all sizes.
func TestACrewDoesEachThingOnce(t *testing.T) {
	for _, size := range []int{0, 1, 2, 3, 8} {
		w := newCrew(size)
		for _, n := range []int{0, 1, grain, 2 * grain, 2*grain + 1, 1000} {
			for range 50 {
				done := make([]atomic.Int32, n)
				w.divide(n, func(worker, i int) {
					if worker < 0 || worker >= w.size {
						t.Errorf("worker %d of %d", worker, w.size)
					}
					done[i].Add(1)
				})
				for i := range done {
					if got := done[i].Load(); got != 1 {
						t.Fatalf("size %d: %d of %d was done %d times", size, i, n, got)
					}
				}
			}
		}
		w.close()
	}
}

// TestACrewSharesTheWork has two workers wait for each other: one alone would wait for ever.
func TestACrewSharesTheWork(t *testing.T) {
	w := newCrew(2)
	defer w.close()
	const n = 4 * grain
	met := make(chan int)
	w.divide(n, func(worker, i int) {
		switch i {
		case 0:
			if other := <-met; other == worker {
				t.Error("one worker did both")
			}
		case n - 1:
			met <- worker
		}
	})
}

func TestACrewAllocatesNothing(t *testing.T) {
	w := newCrew(4)
	defer w.close()
	var sum atomic.Int64
	do := func(_, i int) { sum.Add(int64(i)) }
	w.divide(1000, do)
	if n := testing.AllocsPerRun(100, func() { w.divide(1000, do) }); n > 0 {
		t.Errorf("%v allocations per division", n)
	}
}
