package bot

import (
	"time"

	"tickwire/bench/histogram"
	"tickwire/game"
)

// pending is when the last inputs were made, until a frame shows them.
type pending struct {
	slots   [256]madeInput
	settled game.TickNumber // all up to this one are shown or given up
	newest  game.TickNumber
}

type madeInput struct {
	tick game.TickNumber
	at   time.Duration
}

// made notes an input. Inputs are made in order.
func (p *pending) made(n game.TickNumber, at time.Duration) {
	p.slots[n%256] = madeInput{n, at}
	p.newest = n
}

// arrived says that a frame shows all inputs up to n. late says that the server had the last of
// them too late to use it: the frame shows that it did not count, and it is not measured.
func (p *pending) arrived(n game.TickNumber, at time.Duration, late bool, into *histogram.Histogram) {
	n = min(n, p.newest)
	if n > p.settled+256 {
		p.settled = n - 256
	}
	for p.settled < n {
		p.settled++
		m := p.slots[p.settled%256]
		if m.tick == p.settled && !(late && m.tick == n) {
			into.Add(at - m.at)
		}
	}
}
