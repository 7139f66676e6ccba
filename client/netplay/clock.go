package netplay

import (
	"math"
	"time"

	"tickwire/game"
)

// The limits of the input clock.
const (
	clockSlew    = 0.05                   // faster or slower by this part at most: not seen by players
	clockSnap    = 250 * time.Millisecond // off by more, it jumps: slewing would take over 5 s
	clockLead    = time.Second            // never further ahead of where frames put the server
	clockCatchUp = 8                      // ticks per Advance; what is beyond is skipped
	minTarget    = 5 * time.Millisecond
	maxTarget    = 100 * time.Millisecond

	// A change of more than clockSnap is believed after this many samples in a row that span this
	// long: a stall followed by a burst gives late samples too, but all at once.
	snapSamples = 4
	snapSpan    = 100 * time.Millisecond
)

// Clock tells when inputs are due, so that they reach the server just before the tick that they
// are for. The server tells how early they came; the clock runs a little faster or slower until
// that margin is half a tick and twice its jitter. The zero value is stopped.
//
// It cannot oscillate: each margin is reduced by where the clock stood when that input was due,
// which gives the path's own delay; what was corrected since is never corrected twice.
type Clock struct {
	running bool
	period  time.Duration   // of a tick
	start   game.TickNumber // of the message that the clock was started by
	first   game.TickNumber
	begin   time.Duration // when tick first was due, before any correction
	last    time.Duration // now of the last Advance
	next    game.TickNumber
	latest  int64         // no input after it is due
	offset  time.Duration // by how much the clock is ahead of where it began
	limit   time.Duration // largest offset
	held    time.Duration // what Limit took of it and the path does not ask for: given back at once
	past    []pastOffset  // a ring
	path    filter        // margin that an offset of 0 would give
	skipped uint64
}

// pastOffset is the offset at which an input was due.
type pastOffset struct {
	tick   game.TickNumber
	offset time.Duration
}

// Start sets the clock when the first frame, of the given tick, arrives: inputs are made a round
// trip and the target ahead of it. rate is in ticks per second.
func (c *Clock) Start(tick game.TickNumber, rate int, rtt, now time.Duration) {
	rtt = min(max(rtt, 0), clockLead)
	rate = max(rate, 1)
	*c = Clock{
		running: true, period: time.Second / time.Duration(rate), start: tick, begin: now, last: now,
		latest: lastTick, past: make([]pastOffset, inputMemory(rate)),
	}
	lead := min(rtt+c.target(), clockLead)
	ticks := (lead + c.period - 1) / c.period
	c.first = game.TickNumber(min(int64(tick)+int64(ticks), lastTick+1))
	c.next = c.first
	c.limit = clockLead - ticks*c.period
}

// Frame reports that the frame of a tick has come. The message that started the clock may have been on
// its way for long; one that took less tells where the server really is, and how far ahead the clock
// may be counts from there. Otherwise who joins over a full queue is late until the end.
func (c *Clock) Frame(n game.TickNumber, now time.Duration) {
	if c.running && n >= c.start {
		early := c.begin + time.Duration(n-c.start)*c.period - now
		c.limit = max(c.limit, clockLead-time.Duration(c.first-c.start)*c.period+early)
	}
}

// Margin reports how early (positive) or late an input reached the server.
func (c *Clock) Margin(input game.TickNumber, margin, now time.Duration) {
	if !c.running || input == 0 {
		return
	}
	past := c.past[input%game.TickNumber(len(c.past))]
	if past.tick != input {
		return // not an input of this clock, or one long gone
	}
	path := min(max(margin, -10*time.Second), 10*time.Second) - past.offset
	first := c.path.seen == 0
	if jumped := c.path.add(path, clockSnap, now); jumped || first && margin < 0 {
		// A first input that came too late says that all have: slewing would have them come too
		// late for seconds more. One that came early may wait for the slewing.
		c.offset = c.goal()
	}
}

// lastTick is the last that can have an input. A number after the largest is 0 and older than all;
// a server that is so far in its ticks gets no more inputs rather than those of a young one.
const lastTick = math.MaxUint32 - 1

// Limit makes the clock wait rather than have an input due after tick n, which may be one that
// there is not.
func (c *Clock) Limit(n int64) { c.latest = min(n, lastTick) }

// Advance moves the clock to now and tells which inputs are due: from, up to but without to.
func (c *Clock) Advance(now time.Duration) (from, to game.TickNumber) {
	if !c.running || now < c.last {
		return c.next, c.next
	}
	if c.path.seen > 0 {
		step := time.Duration(clockSlew * float64(now-c.last))
		off := c.goal() - c.offset
		if off < -clockSnap {
			// A server in slow motion falls behind faster than slewing can wait for it, a little
			// with each sample, and in the end it would close the link for inputs from too far
			// in the future.
			step = -off
		}
		step = max(step, min(off, c.held))
		c.offset += min(max(off, -step), step)
		c.held = min(c.held, max(c.goal()-c.offset, 0))
	}
	c.last = now
	due := int64(0) // the first that is not
	if late := now - c.begin + c.offset; late >= 0 {
		due = int64(c.first) + int64(late/c.period) + 1
	}
	if due > c.latest+1 {
		// The clock waits, or it would be ahead for good: no input would ever be made again whose
		// margin could tell.
		wait := time.Duration(due-c.latest-1) * c.period
		c.offset, c.held = c.offset-wait, c.held+wait
		due = c.latest + 1
	}
	if due <= int64(c.next) {
		return c.next, c.next // also after a jump back: no input is made twice
	}
	from, to = c.next, game.TickNumber(due)
	if to-from > clockCatchUp {
		c.skipped += uint64(to - from - clockCatchUp)
		from = to - clockCatchUp
	}
	for n := from; n < to; n++ {
		c.past[n%game.TickNumber(len(c.past))] = pastOffset{tick: n, offset: c.offset}
	}
	c.next = to
	return from, to
}

// target is the margin that the clock aims at.
func (c *Clock) target() time.Duration {
	return min(max(c.period/2+2*c.path.deviation, minTarget), maxTarget)
}

func (c *Clock) goal() time.Duration { return min(c.target()-c.path.mean, c.limit) }

// filter is a running mean and mean deviation of a delay.
type filter struct {
	mean, deviation time.Duration
	seen            int

	far      int           // samples in a row that were far away on one side
	farSince time.Duration // when the first of them came
}

// add takes a sample. When samples stay further than snap from the mean, the mean jumps to them;
// add is then true. The first sample is no jump.
func (f *filter) add(v, snap, now time.Duration) bool {
	if f.seen == 0 {
		f.mean, f.seen = v, 1
		return (v < -snap || v > snap)
	}
	off := v - f.mean
	side := 0
	if off > snap {
		side = 1
	} else if off < -snap {
		side = -1
	}
	if side == 0 || side*f.far < 0 {
		f.far = 0
	}
	if side != 0 {
		if f.far == 0 {
			f.farSince = now
		}
		f.far += side
		if max(f.far, -f.far) >= snapSamples && now-f.farSince >= snapSpan {
			*f = filter{mean: v, deviation: f.deviation, seen: 1}
			return true
		}
		off = time.Duration(side) * snap // a few outliers must not drag the mean away
	}
	// Averages over all samples while there are few, then over about the last half second.
	f.seen = min(f.seen+1, 16)
	weight := 1 / math.Min(float64(f.seen), 16)
	f.mean += time.Duration(weight * float64(off))
	f.deviation += time.Duration((math.Abs(float64(off)) - float64(f.deviation)) / 16)
	return false
}
