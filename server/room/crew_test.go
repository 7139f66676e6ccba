package room

import (
	"fmt"
	"strings"
	"sync"
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

// TestAPanicOfAHelperIsTheRooms has each worker panic in turn, while the others are at work: it comes
// out where the room's own goroutine can end the room, and not before all have stopped.
func TestAPanicOfAHelperIsTheRooms(t *testing.T) {
	w := newCrew(3)
	defer w.close()
	const n = 8 * grain
	for fails := range 3 {
		var working atomic.Int32
		var once sync.Once
		coming := make(chan struct{})
		func() {
			defer func() {
				v := fmt.Sprint(recover())
				if !strings.Contains(v, "broken") || !strings.Contains(v, "crew_test.go") {
					t.Errorf("worker %d panicked, and the room got %v", fails, v)
				}
				if k := working.Load(); k != 0 {
					t.Errorf("worker %d panicked, and %d go on", fails, k)
				}
			}()
			w.divide(n, func(worker, i int) {
				if worker == fails {
					once.Do(func() { close(coming) })
					panic("broken")
				}
				working.Add(1)
				<-coming
				working.Add(-1)
			})
		}()
	}
	var sum atomic.Int32
	w.divide(n, func(int, int) { sum.Add(1) })
	if got := sum.Load(); got != n {
		t.Errorf("after the panics %d of %d were done", got, n)
	}
}
