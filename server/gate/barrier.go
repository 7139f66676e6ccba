package gate

import (
	"sync/atomic"
	"time"
)

// barrier counts the readers that have been woken in one poll and are not back yet. One goroutine
// begins, owes and waits; any arrives.
type barrier struct {
	// The number of the poll in the upper half and that of the readers it waits for, and 1 until
	// it waits, in the lower: one who comes late must not be taken for one of the next poll.
	state atomic.Uint64
	done  chan struct{} // of size 1: the last one is there
	timer *time.Timer
}

func newBarrier() *barrier {
	b := &barrier{done: make(chan struct{}, 1), timer: time.NewTimer(time.Hour)}
	b.timer.Stop()
	return b
}

// begin starts a poll.
func (b *barrier) begin() {
	n := uint32(b.state.Load()>>32) + 1
	if n == 0 {
		n = 1 // 0 is nobody's
	}
	b.state.Store(uint64(n)<<32 | 1)
}

// owe counts one more, who arrives with the number that it gets.
func (b *barrier) owe() uint32 { return uint32(b.state.Add(1) >> 32) }

// arrive counts one less, unless the poll is over.
func (b *barrier) arrive(n uint32) {
	for {
		s := b.state.Load()
		if uint32(s>>32) != n || uint32(s) == 0 {
			return
		}
		if b.state.CompareAndSwap(s, s-1) {
			if uint32(s) == 1 {
				b.done <- struct{}{}
			}
			return
		}
	}
}

// wait returns when all have arrived or the time is over, with the number of those who have not.
func (b *barrier) wait(limit time.Duration) (late int) {
	if uint32(b.state.Load()) == 1 {
		return 0 // nobody was woken, or all are back
	}
	n := uint32(b.state.Load() >> 32)
	b.arrive(n) // the poller's own share: from here the last one rings
	b.timer.Reset(limit)
	defer b.timer.Stop()
	select {
	case <-b.done:
		return 0
	case <-b.timer.C:
	}
	// Who comes from here on finds the poll over.
	s := b.state.Swap(uint64(n) << 32)
	if late = int(uint32(s)); late == 0 {
		<-b.done // the last one came at the same moment and has rung, or is about to
	}
	return late
}
