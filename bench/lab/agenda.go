package lab

import (
	"container/heap"
	"sync"
	"testing/synctest"
	"time"
)

// agenda is all that is going to happen, in order, and the goroutine that lets it: it sleeps until
// the next event, lets it happen, and waits until every goroutine of the bubble has nothing left to
// do before it looks for another. So no two events overlap, although what one of them wakes runs on
// as many cores as there are.
//
// Ticks of the room and beats of the gate happen by timers of their own. No event is put at their
// instants, so that what a tick sends and what arrives never race.
type agenda struct {
	begin time.Time
	tick  time.Duration // between two ticks; the first is at the beginning
	beat  time.Duration // between two beats of the gate
	shift time.Duration // when the first beat is due

	wake chan struct{} // holds one token: there is something new to look at

	mu     sync.Mutex
	events events
	pushed uint64
	sleeps time.Duration // until when; 0 while it is awake
}

// event is something that happens at an instant. Of those at one instant, which belong to different
// links, the rank says which is first: several goroutines may have pushed them at the same time.
type event struct {
	at   time.Duration
	rank int
	seq  uint64
	do   func()
}

// The ranks of events are made of these by rankOf; the lab's own are below all.
const (
	rankDown = iota
	rankUp
	rankDeadline
	rankTurn

	rankLab = -1
)

// rankOf is the rank of an event of a client and one of its connections, or 0: no two of them have one
// rank, because those who push at one instant do so in any order.
func rankOf(client, connection, what int) int { return client<<32 | connection<<8 | what }

func newAgenda(tick, beat time.Duration) *agenda {
	a := &agenda{begin: time.Now(), tick: tick, beat: beat, wake: make(chan struct{}, 1)}
	a.shift = apart(tick, beat)
	return a
}

// apart is when the first beat is due so that no tick and no beat of the next hours fall together.
func apart(tick, beat time.Duration) time.Duration {
	for shift := time.Duration(1); ; shift += 2 {
		free := true
		for at := shift; free && at < 4*time.Hour; at += beat {
			free = at%tick != 0
		}
		if free || shift > 1000 {
			return shift
		}
	}
}

// now is the time since the beginning.
func (a *agenda) now() time.Duration { return time.Since(a.begin) }

// push lets something happen at a time, or as soon after as no tick and no beat is in the way. Any
// goroutine may call it; do is called by that of run.
func (a *agenda) push(at time.Duration, rank int, do func()) {
	at = max(at, a.now())
	for at%a.tick == 0 || at >= a.shift && (at-a.shift)%a.beat == 0 {
		at++
	}
	a.mu.Lock()
	a.pushed++
	heap.Push(&a.events, event{at: at, rank: rank, seq: a.pushed, do: do})
	sooner := at < a.sleeps
	a.mu.Unlock()
	if sooner {
		a.poke()
	}
}

// begun calls f so that what has a ticker of a beat ticks when the agenda thinks it does.
func (a *agenda) begun(f func()) {
	time.Sleep(a.shift)
	f()
	a.shift += a.beat // the first of a ticker comes after a beat
}

// poke has run look again.
func (a *agenda) poke() {
	select {
	case a.wake <- struct{}{}:
	default:
	}
}

// run lets everything happen until enough says that it is. Between two events it asks again.
func (a *agenda) run(enough func() bool) {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		synctest.Wait()
		if enough() {
			return
		}
		e, ok := a.next()
		if ok {
			e.do()
			continue
		}
		timer.Reset(e.at - a.now())
		select {
		case <-timer.C:
		case <-a.wake:
		}
	}
}

// next takes the first event if it is due. If not, it tells when to look again.
func (a *agenda) next() (e event, due bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.sleeps = 0
	if len(a.events) == 0 {
		e.at = a.now() + time.Hour
	} else if e = a.events[0]; e.at <= a.now() {
		heap.Pop(&a.events)
		return e, true
	}
	a.sleeps = e.at
	return e, false
}

// events is a heap, the earliest first.
type events []event

func (h events) Len() int { return len(h) }
func (h events) Less(i, j int) bool {
	a, b := &h[i], &h[j]
	switch {
	case a.at != b.at:
		return a.at < b.at
	case a.rank != b.rank:
		return a.rank < b.rank
	}
	return a.seq < b.seq
}
func (h events) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *events) Push(x any)   { *h = append(*h, x.(event)) } //nolint:errcheck // heap.Push is called with events alone
func (h *events) Pop() any {
	last := len(*h) - 1
	e := (*h)[last]
	(*h)[last] = event{}
	*h = (*h)[:last]
	return e
}
