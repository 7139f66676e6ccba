package e2e_test

import (
	"context"
	"time"
)

// pulse tells how busy a machine is, without asking what is tested: a goroutine that has next to
// nothing to do wants to run every few milliseconds, and it counts for how long it was kept waiting.
type pulse struct{ waited, whole time.Duration }

const (
	pulseEvery = 5 * time.Millisecond
	pulseLate  = 20 * time.Millisecond // what is shorter, games do not notice
)

func (p *pulse) run(ctx context.Context) {
	ticker := time.NewTicker(pulseEvery)
	defer ticker.Stop()
	began := time.Now()
	for last := began; ; {
		select {
		case <-ctx.Done():
			p.whole = time.Since(began)
			return
		case <-ticker.C:
			now := time.Now()
			if late := now.Sub(last) - pulseEvery; late > pulseLate {
				p.waited += late
			}
			last = now
		}
	}
}

// share is the part of the time for which it was kept waiting, in percent.
func (p *pulse) share() int { return int(100 * p.waited / max(p.whole, 1)) }
