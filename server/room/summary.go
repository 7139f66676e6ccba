package room

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"tickwire/proto/wire"
)

const (
	// summaryEvery is how old a summary may be, and so how often at most one is made: people read it,
	// and a roster of a thousand is some 50 microseconds of a tick.
	summaryEvery = time.Second

	// summaryPlayers is how many players a summary names. It bounds what a tick spends on it: a room may
	// hold sixty times as many, and who wants to know all of them may join.
	summaryPlayers = 1024
)

// Summary is what a room looked like after one tick, with who was there. Nobody changes it any more, so
// any number of goroutines may read it.
type Summary struct {
	Status
	Age     time.Duration      // of the room in this process
	Players []wire.RosterEntry // who came first, first; at most 1,024 of Status.People and Bots

	next chan struct{} // closed when there is a newer one

	once    sync.Once
	written []byte
}

// Once is what the first call's write makes of the summary, for all who ask: like a scope's bytes it is
// encoded once, however many are told. Nobody may change it. Any goroutine may call it.
func (s *Summary) Once(write func(*Summary) []byte) []byte {
	s.once.Do(func() { s.written = write(s) })
	return s.written
}

// glance is how others see into a room that they must not touch, nor hold up: who asks leaves word and
// waits for the next tick, which makes a summary and hands it over by one pointer. While nobody asks, a
// tick pays for one look at a flag.
type glance struct {
	wanted atomic.Bool
	newest atomic.Pointer[Summary]
}

// Summary is what the room looks like, as it was a second ago at most. It waits for a tick, until ctx
// ends; then, as when the game hangs, current is false and the summary an older one. Any goroutine
// may ask.
func (r *Room) Summary(ctx context.Context) (s *Summary, current bool) {
	s = r.glance.newest.Load()
	if r.Now()-s.Age < summaryEvery {
		return s, true
	}
	r.glance.wanted.Store(true)
	select {
	case <-s.next: // also where it was made before anybody has left word
		return r.glance.newest.Load(), true
	case <-ctx.Done():
		return s, false
	}
}

// summarize makes a summary if one is wanted, and the first one in any case.
func (r *Room) summarize() {
	last := r.glance.newest.Load()
	// One that was asked for twice is not made twice: word that was left too late waits for its second.
	if last != nil && !(r.glance.wanted.Load() && r.core.at-last.Age >= summaryEvery) {
		return
	}
	r.glance.wanted.Store(false) // before the look: who asks from here on gets the one after it, or this
	s := &Summary{Status: r.status, Age: r.core.at, next: make(chan struct{})}
	s.Players = make([]wire.RosterEntry, 0, min(len(r.core.peers), summaryPlayers))
	for _, p := range r.core.peers[:cap(s.Players)] {
		s.Players = append(s.Players, p.entry())
	}
	r.glance.newest.Store(s)
	if last != nil {
		close(last.next)
	}
}
