package room

import "time"

// catchUp is how many steps follow one another at once after a stall. Five bridge a pause of the
// garbage collector or of a busy machine; more would only make the next tick late too.
const catchUp = 5

// pace says when ticks are due. Time that cannot be made up is given up and counted: an
// overloaded room runs in slow motion and does not spiral.
type pace struct {
	period time.Duration
	next   time.Duration // when the next tick is due
}

// due is the number of steps to make at a time, and the number of those given up.
func (p *pace) due(now time.Duration) (steps, lost int) {
	if now < p.next {
		return 0, 0
	}
	n := int((now-p.next)/p.period) + 1
	p.next += time.Duration(n) * p.period
	return min(n, catchUp), max(n-catchUp, 0)
}
