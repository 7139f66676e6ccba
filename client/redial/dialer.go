package redial

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"tickwire/client/link"
)

// Dialer opens links. Link is required. It belongs to one goroutine.
type Dialer struct {
	// Link configures each try. Its clock is that of the plan.
	Link link.Config
	// HopeTimeout bounds a try while there is hope, in place of Link.DialTimeout. Default 3 s. A server
	// that took long to answer before has three times as long again, whatever is said here.
	HopeTimeout time.Duration
	// AtOnce is how many tries may be under way. Default 8, in a browser 1: with one a try is ended by
	// the next, which begins later so that it has a chance.
	AtOnce int
	// Random is from 0 up to 1. Default: math/rand/v2.
	Random func() float64

	took    time.Duration // by the last try that opened
	running sync.WaitGroup
}

// mostHope bounds HopeTimeout as it adapts.
const mostHope = 10 * time.Second

// Dial tries until a link is open, which it returns, and which the caller must close. While the plan
// has hope tries follow each other without waiting for each other; a receive from again begins one
// at once. Where there is no hope it makes one try and returns that, open or closed, and again
// begins it anew. It is nil when hope or ctx has ended.
func (d *Dialer) Dial(ctx context.Context, plan *Plan, again <-chan struct{}) *link.Link {
	r := round{dialer: d, timeout: d.Link.DialTimeout, news: make(chan *try), over: make(chan struct{})}
	defer r.end()
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
		case t := <-r.news:
			l := r.take(t)
			if l.State() == link.Open {
				return l
			}
			if len(r.tries) == 0 {
				timer.Reset(r.after)
			}
		}
	}
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

func (d *Dialer) random() float64 {
	if d.Random != nil {
		return d.Random()
	}
	return rand.Float64()
}
