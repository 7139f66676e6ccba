package room

import (
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// grain is how many links make it worth to wake another goroutine, and how many one takes at a time:
// waking costs a few microseconds, reading or writing one link nearly ten.
const grain = 16

// crew is goroutines that help the room's own with what can be done for many links at once. They
// start when there is that much to do, and end with the room.
type crew struct {
	size  int // the room's own goroutine included
	began int // helpers so far
	start chan struct{}
	end   sync.WaitGroup

	do   func(worker, i int)
	n    int64
	next atomic.Int64
	busy sync.WaitGroup

	failed atomic.Pointer[failure] // the first of this division
}

// failure is what a worker panicked with, and where.
type failure struct {
	value any
	stack []byte
}

func (f *failure) String() string { return fmt.Sprintf("%v\n%s", f.value, f.stack) }

func newCrew(size int) *crew {
	return &crew{size: max(size, 1), start: make(chan struct{}, max(size, 1))}
}

// oneByOne is dividing among nobody.
func oneByOne(n int, do func(worker, i int)) {
	for i := range n {
		do(0, i)
	}
}

// divide calls do for each i below n, with the number of the worker who does it, and returns when
// all is done. Only the room's goroutine calls it. When one of them panics it does so too, but only
// after all have stopped: nobody but the room's goroutine can end the room instead of the process,
// and what ends with it must not be worked on.
func (w *crew) divide(n int, do func(worker, i int)) {
	helpers := min(w.size-1, n/grain-1)
	if helpers <= 0 {
		oneByOne(n, do)
		return
	}
	for ; w.began < helpers; w.began++ {
		worker := w.began + 1
		w.end.Go(func() {
			for range w.start {
				w.work(worker)
				w.busy.Done()
			}
		})
	}
	w.do, w.n = do, int64(n)
	w.next.Store(0)
	w.busy.Add(helpers)
	for range helpers {
		w.start <- struct{}{}
	}
	w.work(0)
	// A helper who has not come by now is not waited for: the machine had no time for it.
	for idle := true; idle; {
		select {
		case <-w.start:
			w.busy.Done()
		default:
			idle = false
		}
	}
	w.busy.Wait()
	w.do = nil
	if f := w.failed.Swap(nil); f != nil {
		panic(f)
	}
}

func (w *crew) work(worker int) {
	defer w.caught()
	for {
		end := w.next.Add(grain)
		begin := end - grain
		if begin >= w.n {
			return
		}
		for i := begin; i < min(end, w.n); i++ {
			w.do(worker, int(i))
		}
	}
}

// caught keeps a worker's panic for divide, and leaves the others nothing more to begin.
func (w *crew) caught() {
	if v := recover(); v != nil {
		w.failed.CompareAndSwap(nil, &failure{v, debug.Stack()})
		w.next.Store(w.n)
	}
}

// close ends the helpers and waits for them.
func (w *crew) close() {
	close(w.start)
	w.end.Wait()
}
