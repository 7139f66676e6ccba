package redial

import (
	"context"
	"slices"
	"time"

	"tickwire/client/link"
)

// round is the tries of one Dial.
type round struct {
	dialer  *Dialer
	timeout time.Duration
	tries   []*try
	news    chan *try // each that opened or failed
	over    chan struct{}
	begun   int
	after   time.Duration // pause after the newest try, should it fail at once
}

type try struct {
	link  *link.Link
	began time.Duration
}

// begin makes a try. Where as many are under way as may be, the oldest ends.
func (r *round) begin() {
	cfg := r.dialer.Link
	cfg.DialTimeout = r.timeout
	t := &try{link: link.New(cfg), began: cfg.Now()}
	if len(r.tries) == r.dialer.atOnce() {
		r.tries[0].giveUp()
		r.tries = slices.Delete(r.tries, 0, 1)
	}
	r.tries = append(r.tries, t)
	// A link that is to end says so by itself; no context cuts that short.
	r.dialer.running.Go(func() { _ = t.link.Run(context.Background()) }) // Closed tells why
	r.dialer.running.Go(func() {
		for t.link.State() == link.Connecting {
			<-t.link.Wait() // the dial's own timeout ends it
		}
		select {
		case r.news <- t:
		case <-r.over:
		}
	})
}

// The time that a try has for itself where there is one at once: three times what the last good one
// took, and this at least. Each fourth has longer, should the path have become that slow.
const (
	leastAlone = 700 * time.Millisecond
	longAlone  = 2 * time.Second
)

// next makes a try and tells when the one after it is due, unless this one fails before.
func (r *round) next(plan *Plan) time.Duration {
	r.begin()
	r.begun++
	r.after = plan.Pause(r.dialer.random())
	if r.dialer.atOnce() > 1 {
		return r.after
	}
	alone := max(leastAlone, min(3*r.dialer.took, mostHope))
	if r.begun%4 == 0 {
		alone = max(alone, longAlone)
	}
	return max(r.after, alone)
}

// once makes a single try.
func (r *round) once(ctx context.Context, again <-chan struct{}) *link.Link {
	r.begin()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-again:
			r.giveUp()
			r.begin()
		case t := <-r.news:
			if slices.Contains(r.tries, t) {
				return r.take(t)
			}
		}
	}
}

// take takes a try that opened or failed out of the round.
func (r *round) take(t *try) *link.Link {
	if t.link.State() == link.Open {
		r.dialer.took = r.dialer.Link.Now() - t.began
	}
	r.tries = slices.DeleteFunc(r.tries, func(o *try) bool { return o == t })
	return t.link
}

// giveUp ends the tries that there are.
func (r *round) giveUp() {
	for _, t := range r.tries {
		t.giveUp()
	}
	r.tries = nil
}

func (t *try) giveUp() { t.link.Close(1000, "") }

// end leaves nothing behind but what was taken.
func (r *round) end() {
	close(r.over)
	r.giveUp()
}
