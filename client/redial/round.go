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
	race    race
	timeout time.Duration
	tries   []*try
	news    chan *try // each that opened or failed
	over    chan struct{}
	begun   int
	after   time.Duration // pause after the newest try, should it fail at once
	held    *try          // it is open, and waits for the last chance of a better one
	fresh   *try          // which is this
	failed  *link.Link    // the first that did
	second  *time.Timer   // when the second transport begins
	chance  *time.Timer   // when held is taken
}

type try struct {
	link  *link.Link
	began time.Duration
}

func newRound(d *Dialer) *round {
	r := &round{dialer: d, timeout: d.Link.DialTimeout, news: make(chan *try), over: make(chan struct{})}
	r.race.ways = d.ways.order(d.Transport)
	r.second, r.chance = time.NewTimer(headStart), time.NewTimer(0)
	<-r.chance.C
	if len(r.race.ways) == 1 {
		r.second.Stop()
	}
	return r
}

// begin makes a try. Where as many of its transport are under way as may be, the oldest ends.
func (r *round) begin(way link.Transport) *try {
	cfg := r.dialer.Link
	cfg.DialTimeout, cfg.Transport = r.timeout, way
	t := &try{link: link.New(cfg), began: cfg.Now()}
	same := func(o *try) bool { return o.link.Transport() == way }
	count := 0
	for _, o := range r.tries {
		if same(o) {
			count++
		}
	}
	if count == r.dialer.atOnce() {
		oldest := slices.IndexFunc(r.tries, same)
		r.tries[oldest].giveUp()
		r.tries = slices.Delete(r.tries, oldest, oldest+1)
	}
	r.tries = append(r.tries, t)
	r.dialer.run(t.link)
	r.dialer.running.Go(func() {
		for t.link.State() == link.Connecting {
			<-t.link.Wait() // the dial's own timeout ends it
		}
		select {
		case r.news <- t:
		case <-r.over:
		}
	})
	return t
}

// The time that a try has for itself where there is one at once: three times what the last good one
// took, and this at least. Each fourth has longer, should the path have become that slow.
const (
	leastAlone = 700 * time.Millisecond
	longAlone  = 2 * time.Second
)

// next makes a try and tells when the one after it is due, unless this one fails before.
func (r *round) next(plan *Plan) time.Duration {
	r.begin(r.race.next(r.dialer.Link.Now()))
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

// once makes a single try of each transport.
func (r *round) once(ctx context.Context, again <-chan struct{}) *link.Link {
	r.begin(r.race.next(r.dialer.Link.Now()))
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-again:
			r.giveUp()
			r.race = race{ways: r.race.ways}
			r.begin(r.race.next(r.dialer.Link.Now()))
			if len(r.race.ways) == 2 {
				r.second.Reset(headStart)
			}
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
		}
		if len(r.tries) == 0 && r.held == nil {
			return r.failed
		}
	}
}

// take takes a try that opened or failed out of the round. The link is what the round was for, or nil.
func (r *round) take(t *try) *link.Link {
	if !slices.Contains(r.tries, t) {
		return nil // it was given up
	}
	r.tries = slices.DeleteFunc(r.tries, func(o *try) bool { return o == t })
	switch way := t.link.Transport(); {
	case t.link.State() != link.Open:
		if r.failed == nil || r.failed.Transport() != r.race.ways[0] {
			r.failed = t.link
		}
		if t == r.fresh {
			return r.settle()
		}
		if r.race.lost(way) && r.second.Stop() {
			r.begin(r.race.other())
		}
		return nil
	case r.race.takes(way):
		r.dialer.took = r.dialer.Link.Now() - t.began
		return t.link
	case r.held != nil:
		t.giveUp()
		return nil
	default:
		r.held, r.fresh = t, r.begin(r.race.ways[0])
		r.chance.Reset(lastChance)
		return nil
	}
}

// settle takes the link that waited, if it has not ended meanwhile.
func (r *round) settle() *link.Link {
	t := r.held
	r.held, r.fresh = nil, nil
	r.chance.Stop()
	if t == nil {
		return nil
	}
	if t.link.State() != link.Open {
		r.failed = t.link
		return nil
	}
	r.dialer.took = r.dialer.Link.Now() - t.began
	return t.link
}

// giveUp ends the tries that there are.
func (r *round) giveUp() {
	for _, t := range r.tries {
		t.giveUp()
	}
	if r.held != nil {
		r.held.giveUp()
	}
	r.tries, r.held, r.fresh = nil, nil, nil
}

func (t *try) giveUp() { t.link.Close(1000, "") }

// end leaves nothing behind but what was taken.
func (r *round) end() {
	close(r.over)
	r.second.Stop()
	r.chance.Stop()
	r.giveUp()
}
