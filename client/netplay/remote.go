package netplay

import (
	"math"
	"time"

	"tickwire/game"
)

// The limits of the render clock.
const (
	remoteSlew = 0.10                   // faster or slower by this part at most
	remoteSnap = 500 * time.Millisecond // behind by more, it jumps forward

	// The part of an error that is corrected per second, until the slew limits it: an error of
	// 50 ms is corrected at full speed, smaller ones more gently so that it does not hunt.
	remoteGain = 2.0

	// lateSigmas covers all but a few frames in a thousand when lateness is bell-shaped.
	lateSigmas = 2.5

	maxMargin = 400 * time.Millisecond // beyond it, freezing now and then is the lesser evil
)

// RemoteClock estimates when the server made each tick from when its frames come, and tells the
// moment at which the entities of others are drawn: behind the newest frame by one send period
// and a margin for jitter that grows at once and shrinks slowly. The moment never goes back.
//
// The scheme is that of Glenn Fiedler's "Snapshot Interpolation" with the adaptive buffer and
// time scaling of Mirror's SnapshotInterpolation. The zero value waits for its first frame.
type RemoteClock struct {
	tick    time.Duration // length of one
	send    time.Duration // between frames
	origin  game.TickNumber
	arrival filter        // now at which tick origin would have come
	squares float64       // mean square of lateness, in seconds
	shown   time.Duration // the moment drawn, since origin
	last    time.Duration // now of the last Advance
	drawing bool
}

// NewRemoteClock makes a clock for a game with the given ticks per second and ticks per frame.
func NewRemoteClock(tickRate, sendEvery int) RemoteClock {
	tick := time.Second / time.Duration(max(tickRate, 1))
	return RemoteClock{tick: tick, send: tick * time.Duration(max(sendEvery, 1))}
}

// Frame reports that the frame of a tick has come.
func (c *RemoteClock) Frame(n game.TickNumber, now time.Duration) {
	first := c.arrival.seen == 0
	if first {
		c.origin = n
	}
	start := now - time.Duration(int64(n)-int64(c.origin))*c.tick
	late := (start - c.arrival.mean).Seconds()
	if jumped := c.arrival.add(start, remoteSnap, now); jumped || first {
		return
	}
	late = min(max(late, -maxMargin.Seconds()), maxMargin.Seconds())
	square := late * late
	weight := 1.0 / 64 // shrinks over some seconds
	if square > c.squares {
		weight = 1.0 / 8 // grows within a few frames
	}
	c.squares += weight * (square - c.squares)
}

// Advance moves the drawn moment to now. It is 0 before the first frame.
func (c *RemoteClock) Advance(now time.Duration) game.ViewTick {
	if c.arrival.seen == 0 {
		return 0
	}
	goal := c.Latest(now) - c.Delay()
	passed := max(now-c.last, 0)
	c.last = max(now, c.last)
	switch off := goal - c.shown - passed; {
	case !c.drawing:
		c.drawing = true
		c.shown = goal
	case off > remoteSnap:
		c.shown = goal
	case off < -remoteSnap:
		// It must not go back: it waits until the server's time has come this far.
	default:
		rate := remoteGain * off.Seconds()
		c.shown += passed + time.Duration(min(max(rate, -remoteSlew), remoteSlew)*float64(passed))
	}
	moment := int64(c.origin)<<8 + int64(math.Floor(float64(c.shown)*256/float64(c.tick)))
	return game.ViewTick(max(moment, 1))
}

// Latest is the server's time as seen from here, since the tick of the first frame: what a frame
// that comes right now, neither early nor late, would show.
func (c *RemoteClock) Latest(now time.Duration) time.Duration { return now - c.arrival.mean }

// Delay is how far behind Latest is drawn.
func (c *RemoteClock) Delay() time.Duration { return c.send + c.Margin() }

// Margin is the part of Delay that covers jitter.
func (c *RemoteClock) Margin() time.Duration {
	sigma := time.Duration(math.Sqrt(c.squares) * float64(time.Second))
	return min(time.Duration(lateSigmas*float64(sigma)), maxMargin)
}
