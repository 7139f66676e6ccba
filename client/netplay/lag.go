package netplay

import (
	"time"

	"tickwire/game"
)

// A scope that is far away, or waits for its turn under a budget, does not come with every frame.
// Its rows have no newer look yet at the moment at which all others are drawn: they are drawn
// later, by as much as the scope was behind the newest frame at worst. That is the lag of a row.
// Each row has its own, because rows move between scopes: its time then runs a little faster or
// slower until the lag is that of the new scope, and never back.

const (
	// lagSlew is by which part a row's time runs faster or slower while its lag changes: 1/lagSlew.
	// With more, a change of speed is seen; with less, a row that has come near is aimed at where
	// it was for longer.
	lagSlew = 6

	// lagForget is after how many ticks without being late a scope is taken to be on time: as many
	// as a server may let pass between two looks, or the rhythm of the slowest would be forgotten
	// from one to the next.
	lagForget = 32

	// maxLag bounds the lag, in ticks. A server lets no more than 32 pass; one that does has rows
	// stand still and then jump, rather than be shown where they were seconds ago.
	maxLag = 32
)

// longGap is the number of ticks between two looks from which on they have nothing to do with each
// other: no server lets so much time pass while its client is heard, so nobody knows the way between
// the two, and a straight line would sweep across the screen.
func longGap(tickRate int) int64 { return int64(max(maxLag, tickRate/2)) + 1 }

// rhythm is how late a scope comes.
type rhythm struct {
	tick game.TickNumber // of its newest look
	late int64           // behind the newest frame, at the worst lately, in 256ths of a tick
}

// look reports a look at tick n. The frame before it was of tick before: frames that never came
// make nothing late, for nobody has had them. What is late counts at once and fades slowly.
func (r *rhythm) look(n, before game.TickNumber) {
	gap := min(int64(n)-int64(r.tick), lagForget)
	late := min(int64(before)-int64(r.tick), maxLag) << 8
	r.late = max(late, r.late-r.late*gap/lagForget-1, 0)
	r.tick = n
}

// passing is what all rows need to know to bring their own time to a moment.
type passing struct {
	at    int64           // in 256ths of a tick, as the next two
	moved int64           // since the last moment
	slew  int64           // the part of it by which a lag may change
	heard game.TickNumber // newest frame
}

// pass begins a new moment. The slew is a difference of quotients, not a quotient of the
// difference: thousands of pictures a second must not round it down to nothing.
func (h *History) pass(at int64) passing {
	last := h.drawn
	if last == 0 {
		last = at
	}
	h.drawn = max(at, last)
	return passing{
		at: at, moved: h.drawn - last, slew: h.drawn/lagSlew - last/lagSlew,
		heard: h.heard,
	}
}

// late is how late a scope comes, in whole ticks: the lag of its rows unless they are new to it.
func (h *History) late(scope game.ScopeID) int64 { return h.scopes[scope].late >> 8 }

// Lag is by how much the latest row was drawn later than others in the last Sample.
func (h *History) Lag() time.Duration { return time.Duration(h.lag) * h.tick / 256 }

// own is the moment at which a row is drawn.
func (t *track) own(p *passing) int64 {
	if t.lag|t.late == 0 && t.tick >= p.heard {
		return p.at
	}
	t.slew(p)
	return p.at - t.lag
}

// slew brings the lag closer to what it should be. As long as the row's scope alone is overdue, its
// time stops at its newest look and goes on from there. To go on in a straight line, as all rows do
// for a while when no frame comes, would end in a jump: bodies bend their ways in so much time.
func (t *track) slew(p *passing) {
	was, goal, there := t.lag, t.late, t.newest().gone == 0
	if there {
		goal = min(max(goal, (int64(p.heard)-int64(t.tick))<<8), maxLag<<8)
	}
	if was < goal {
		t.lag = min(was+p.slew, goal)
	} else {
		t.lag = max(was-p.slew, goal)
	}
	if !there {
		return
	}
	if over := min(p.at, int64(p.heard)<<8) - t.lag - int64(t.tick)<<8; over > 0 {
		t.lag = min(t.lag+over, was+p.moved, maxLag<<8)
	}
}
