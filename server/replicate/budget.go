package replicate

import (
	"slices"

	"tickwire/game"
)

// ration is what a client may be sent under a budget. Two things keep to it. Scopes away from the
// middle of the sight are looked at more seldom, the further the more, by powers of two, until what
// is expected per frame fits: at the same frames for all clients, so that they go on sharing bytes.
// What is due is then sent in order of how long it has waited over how far it is, while there is
// credit. The rest waits, its claim grows, and nothing starves: what is held comes once in RingTicks
// in any case. The order is the priority accumulator of Glenn Fiedler's "State Synchronization".
type ration struct {
	credit  int64           // bytes, times ticks per second; below zero when a frame was too large
	at      game.TickNumber // of the last frame
	squeeze uint32          // how much more seldom: the outermost ring has 2 to its power
}

// burst is for which part of a second credit is saved up: 1/burst.
const burst = 4

// newLook is how much more a keyframe is expected to take than a difference.
const newLook = 4

// allot lists what a client with a budget is sent now.
func (r *Replicator) allot(c *Client, now game.TickNumber) {
	p, a := &r.pace, &c.ration
	// A client may long be where more must come than it has credit for. What it owes beyond a second's
	// is forgotten, or it would pay, when it has gone elsewhere, for as long again.
	second := int64(p.budget) * int64(p.rate)
	a.credit, a.at = min(max(a.credit, -second)+int64(now-a.at)*int64(p.budget), second/burst), now

	var cost [maxRing + 1]int
	fixed, outermost := 0, uint32(0)
	for i := range c.held {
		h := &c.held[i]
		n := r.expect(c, h)
		if h.scope.Class() == game.ClassCell {
			cost[h.ring] += n
			outermost = max(outermost, uint32(h.ring))
		} else {
			fixed += n
		}
	}
	a.squeeze = p.squeeze(a.squeeze, fixed, &cost, outermost)
	for i := range c.held {
		h := &c.held[i]
		every := uint32(1)
		if h.scope.Class() == game.ClassCell {
			every = p.every(uint32(h.ring), outermost, a.squeeze)
			if h.far {
				every = max(every, p.far)
			}
		}
		overdue := uint32(now-h.base) >= 2*every*p.send || r.claim(h, now) == must
		if overdue || p.due(h.scope, every, now) {
			r.due = append(r.due, i)
		}
	}
	r.cut(c, now)
}

// cut leaves of what is due the most urgent for which there is credit, and one however large while
// there is any.
func (r *Replicator) cut(c *Client, now game.TickNumber) {
	left, sum, first := c.ration.credit, int64(0), false
	for _, i := range r.due {
		h := &c.held[i]
		sum += int64(r.expect(c, h) * r.pace.rate)
		first = first || h.base == 0 // nearest first, should they be larger than expected; see broke
	}
	if sum <= left && !first {
		return
	}
	slices.SortStableFunc(r.due, func(i, k int) int {
		a, b := &c.held[i], &c.held[k]
		return r.claim(b, now)*(int(a.ring)+1) - r.claim(a, now)*(int(b.ring)+1) // by claim over distance
	})
	for n, i := range r.due {
		h := &c.held[i]
		if left <= 0 && r.claim(h, now) < must {
			r.due = r.due[:n]
			return
		}
		left -= int64(r.expect(c, h) * r.pace.rate)
	}
}

// must is a claim that is not cut, and outbids all others.
const must = 1 << 20

// claim is how long a scope has waited, in ticks. What is no cell must come, and so must a look that
// the ring will have forgotten at its next call: a keyframe is larger, and so is what it may bring along.
func (r *Replicator) claim(h *held, now game.TickNumber) int {
	switch {
	case h.scope.Class() != game.ClassCell, h.base != 0 && r.pace.lastCall(h, now):
		return must
	case h.base == 0:
		return RingTicks
	default:
		return int(now - h.base)
	}
}

// squeeze is the least one with which the expected bytes fit: those that must come, and those of each
// ring. It is not given up before there is
// some room, or the looks would change their rhythm all the time, and with it their bases.
func (p *pace) squeeze(was uint32, fixed int, cost *[maxRing + 1]int, outermost uint32) uint32 {
	perFrame := p.budget * int(p.send) / p.rate
	for s := uint32(0); ; s++ {
		need := fixed
		for ring, n := range cost {
			need += n / int(p.every(uint32(ring), outermost, s))
		}
		room := perFrame * 7 / 8 // what moves brings more along
		if s < was {
			room = perFrame * 6 / 8
		}
		if need <= room || p.every(0, outermost, s) == p.slow {
			return s
		}
	}
}

// every is how many frames there are between looks at a ring.
func (p *pace) every(ring, outermost, squeeze uint32) uint32 {
	if ring+squeeze <= outermost {
		return 1
	}
	return min(1<<min(ring+squeeze-outermost, 8), p.slow)
}

// expect is how many bytes a scope will take, judged by the last one of its kind.
func (r *Replicator) expect(c *Client, h *held) int {
	n := 8
	if i, ok := place(h.scope); ok {
		n = int(r.memo.sizes[2*i+sizeOf(c.encoding)])
	}
	if h.base == 0 {
		n *= newLook
	}
	return n
}

// pay takes what was added to a frame from the credit.
func (r *Replicator) pay(c *Client, bytes int) {
	if r.pace.budget > 0 {
		c.ration.credit -= int64(bytes * r.pace.rate)
	}
}

// broke reports whether a first look must wait, because those before it in the frame were so large that
// there is no credit any more. How large one is nobody knows before it is made: nothing but differences
// of the scope may have been sent for long.
func (r *Replicator) broke(c *Client, h *held) bool {
	return r.pace.budget > 0 && h.base == 0 && h.scope.Class() == game.ClassCell && c.ration.credit <= 0
}
