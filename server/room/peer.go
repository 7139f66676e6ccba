package room

import (
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/replicate"
)

// Link is the way to one peer. The room calls it from one of its goroutines at a time and must never
// wait.
type Link interface {
	// Ready reports whether the last message has been written out.
	Ready() bool

	// Send takes one message in parts, which it must copy or write before it returns. The room
	// calls it only when Ready.
	Send(parts ...[]byte)

	// Close ends the link for a reason, after what was sent.
	Close(code wire.CloseCode)
}

// peer is a player in the room: a person behind a link, or a bot.
type peer struct {
	player   game.Player
	link     Link // nil for a bot
	inputs   *inputBuffer
	looks    *replicate.Client
	encoding wire.Encoding
	flight   flight
	score    int32

	rosterSeen uint64
	chatSeen   uint64

	newestInput game.TickNumber
	margin      time.Duration // of the newest input
	told        time.Duration // the margin that the client was told last
	untold      int           // frames since then
	lively      int           // frames that tell it whatever it is
	rtt, jitter time.Duration
	newRTT      bool // not yet told to the client
}

// What a client is told of its inputs' margin costs a tenth of a small frame. A margin that moved by
// more than marginNews is news, and is told in this and the next marginEvery frames, until the
// client's clock must believe it; one that stands still is told in every marginEvery-th.
const (
	marginNews  = 4 * time.Millisecond
	marginEvery = 8
)

// tellMargin decides whether the frame being made tells the margin of the newest input.
func (p *peer) tellMargin() bool {
	p.untold++
	if moved := p.margin - p.told; moved > marginNews || moved < -marginNews {
		p.lively = marginEvery
	} else if p.lively > 0 {
		p.lively--
	}
	if p.newestInput == 0 || p.lively == 0 && p.untold < marginEvery {
		return false
	}
	p.told, p.untold = p.margin, 0
	return true
}

// The window of frames that a client may leave unacknowledged: what a round trip holds and half
// a second more, because a browser tab that is busy acknowledges late, but never more than a
// second and a half of frames. Beyond it, what is in the socket is only getting older.
const (
	windowSlack = 500 * time.Millisecond
	windowLimit = 1500 * time.Millisecond
)

// flight is the frames handed to a link and not acknowledged. A stalled reader's socket takes
// megabytes before it says so; the acknowledgements say so within the window.
type flight struct {
	ticks []game.TickNumber // ascending
	since time.Duration     // of the last progress while ticks is not empty
}

func (f *flight) handed(n game.TickNumber, at time.Duration) {
	if len(f.ticks) == 0 {
		f.since = at
	}
	f.ticks = append(f.ticks, n)
}

// waits is for how long the client has owed an acknowledgement.
func (f *flight) waits(now time.Duration) time.Duration {
	if len(f.ticks) == 0 {
		return 0
	}
	return now - f.since
}

// acked forgets all frames up to a tick.
func (f *flight) acked(n game.TickNumber, at time.Duration) {
	i := 0
	for i < len(f.ticks) && f.ticks[i] <= n {
		i++
	}
	if i > 0 {
		f.since = at
	}
	f.ticks = f.ticks[:copy(f.ticks, f.ticks[i:])]
}

// full reports whether the window is used up, for frames sent every period.
func (f *flight) full(rtt, period time.Duration) bool {
	window := min(rtt+windowSlack, windowLimit)
	return len(f.ticks) > 0 && time.Duration(len(f.ticks))*period >= window
}
