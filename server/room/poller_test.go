package room_test

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tickwire/proto/wire"
	"tickwire/server/room"
)

// reading is a poller whose only link has an input in every tick, which came a while ago.
type reading struct {
	room   *room.Room
	links  []room.Link
	seat   atomic.Pointer[room.Seat]
	age    time.Duration
	polls  int
	closed int
}

func (p *reading) Add(l room.Link) { p.links = append(p.links, l) }
func (p *reading) Close()          { p.closed++ }

func (p *reading) Poll(func(int, func(worker, i int))) {
	p.polls++
	if s := p.seat.Load(); s != nil {
		n := p.room.Status().Tick
		s.Inputs(&wire.Inputs{Ack: n, Inputs: []wire.Input{{Tick: n + 1}}}, time.Now().Add(-p.age))
	}
}

// TestAPollerReadsBeforeEachStep takes what the poller brings in the step that follows, and tells
// the player how early it arrived, not when it was read.
func TestAPollerReadsBeforeEachStep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &reading{age: 5 * time.Millisecond}
		r, stop := started(t, room.Config{Poller: func(int) room.Poller { return p }})
		p.room = r
		l := &recorder{}
		s := sit(t, r, "ada", l)
		synctest.Wait() // the room sleeps until its next tick
		p.seat.Store(s)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		st := r.Status()
		if p.polls != int(st.Tick) || st.Counts.InputsLate != 0 || st.Counts.InputsMissing > 2 {
			t.Errorf("%d polls, %+v", p.polls, st)
		}
		if len(p.links) != 1 || p.links[0] != room.Link(l) || p.closed != 0 {
			t.Errorf("links %v, closed %d times", p.links, p.closed)
		}
		p.seat.Store(nil)
		stop()
		c := newClient(t, definition(t).Schema)
		for _, m := range l.sent[1:] {
			c.Send(m)
		}
		if d := time.Duration(c.margin) * time.Microsecond; d < 4*time.Millisecond || d > 6*time.Millisecond {
			t.Errorf("margin %v, want %v", d, p.age)
		}
		if p.closed != 1 {
			t.Errorf("closed %d times at the end", p.closed)
		}
	})
}
