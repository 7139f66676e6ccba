package redial

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"tickwire/client/link"
	"tickwire/proto/wire"
)

// Dialer opens links. Link is required. It belongs to one goroutine.
type Dialer struct {
	// Link configures each try, but for its transport. Its clock is that of the plan.
	Link link.Config
	// Transport is by which transports to try. Default Auto.
	Transport Transport
	// First is what Auto begins with as long as nothing is known: LongPolling where that is what got
	// through an earlier time. Default WebSocket.
	First link.Transport
	// HopeTimeout bounds a try while there is hope, in place of Link.DialTimeout. Default 3 s. A server
	// that took long to answer before has three times as long again, whatever is said here.
	HopeTimeout time.Duration
	// AtOnce is how many tries may be under way. Default 8, in a browser 1: with one a try is ended by
	// the next, which begins later so that it has a chance.
	AtOnce int
	// Random is from 0 up to 1. Default: math/rand/v2.
	Random func() float64

	took    time.Duration // by the last try that opened
	begun   bool          // there was a Dial
	ways    ways
	last    *link.Link    // that was taken
	since   time.Duration // and when
	failed  *link.Link    // why the last Dial found none
	running sync.WaitGroup
}

// mostHope bounds HopeTimeout as it adapts.
const mostHope = 10 * time.Second

// Dial tries until a link is open, which it returns, and which the caller must close. While the plan
// has hope tries follow each other without waiting for each other; a receive from again begins one
// at once. Where there is no hope it makes one try and returns that, open or closed, and again
// begins it anew. It is nil when hope or ctx has ended.
//
// With Auto a WebSocket is tried first, and long polling where that fails or takes long; or the other
// way round, where long polling worked last and a WebSocket did not.
func (d *Dialer) Dial(ctx context.Context, plan *Plan, again <-chan struct{}) *link.Link {
	if !d.begun {
		d.begun, d.ways.polls = true, d.First == link.LongPolling
	}
	d.learn()
	r := newRound(d)
	defer r.end()
	l := d.dial(ctx, r, plan, again)
	if d.failed = r.failed; l != nil && l.State() == link.Open {
		d.take(l)
		d.failed = nil
	}
	return l
}

// take notes the link on which the client plays from now on.
func (d *Dialer) take(l *link.Link) { d.last, d.since = l, d.Link.Now() }

// learn asks the last link whether the server has spoken on it, and for how long.
func (d *Dialer) learn() {
	if d.last == nil {
		return
	}
	code, _, _ := d.last.Closed()
	spoke := d.last.Stats().MessagesIn > 0 || code >= 4000 && wire.CloseCode(code) != wire.CloseIdle
	lasted := d.last.Heard() - d.since
	if code >= 4000 || code == uint16(wire.CloseNormal) {
		lasted = lasting // an end that one of the two has made says nothing of what is between them
	}
	d.ways.ended(d.last.Transport(), spoke, lasted)
	d.last = nil
}

// Unproven reports whether nobody knows whether what is said on a link gets through: no WebSocket of
// this Dialer has brought anything yet.
func (d *Dialer) Unproven(l *link.Link) bool {
	return d.Transport == Auto && l.Transport() == link.WebSocket && !d.ways.proven
}

// Failed is the reason for which the last Dial found no link; empty when it did.
func (d *Dialer) Failed() string {
	if d.failed == nil {
		return ""
	}
	_, reason, _ := d.failed.Closed()
	return reason
}

func (d *Dialer) dial(ctx context.Context, r *round, plan *Plan, again <-chan struct{}) *link.Link {
	hope := plan.Hope(d.Link.Now())
	if hope == 0 {
		return r.once(ctx, again)
	}
	ctx, cancel := context.WithTimeout(ctx, hope)
	defer cancel()
	r.timeout = d.timeout()
	pause := plan.Pause(d.random())
	if pause == 0 {
		// Not by the timer: a browser lets those of a hidden page wait for up to a minute.
		pause = r.next(plan)
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-again:
			timer.Reset(r.next(plan))
		case <-timer.C:
			timer.Reset(r.next(plan))
		case <-r.second.C:
			r.begin(r.race.other())
		case <-r.chance.C:
			if l := r.settle(); l != nil {
				return l
			}
		case t := <-r.news:
			if l := r.take(t); l != nil {
				return l
			}
			if len(r.tries) == 0 {
				timer.Reset(r.after)
			}
		}
	}
}

// run runs a link.
func (d *Dialer) run(l *link.Link) {
	// A link that is to end says so by itself; no context cuts that short.
	d.running.Go(func() { _ = l.Run(context.Background()) }) // Closed tells why
}

// Wait returns when all links have ended.
func (d *Dialer) Wait() { d.running.Wait() }

func (d *Dialer) atOnce() int {
	if d.AtOnce > 0 {
		return d.AtOnce
	}
	return atOnce
}

func (d *Dialer) timeout() time.Duration {
	limit := d.HopeTimeout
	if limit == 0 {
		limit = 3 * time.Second
	}
	return max(limit, min(3*d.took, mostHope))
}

// around is a pause of about so long.
func (d *Dialer) around(pause time.Duration) time.Duration {
	return time.Duration((0.75 + d.random()/2) * float64(pause))
}

func (d *Dialer) random() float64 {
	if d.Random != nil {
		return d.Random()
	}
	return rand.Float64()
}
