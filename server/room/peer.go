package room

import (
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/replicate"
)

// Link is the way to one peer. The room calls it from one of its goroutines at a time and must never
// wait; Close alone may come from another goroutine meanwhile, when a game hangs.
type Link interface {
	// Ready reports whether the last message has been written out.
	Ready() bool

	// Send takes one message in parts, which it must copy or write before it returns. The room
	// calls it only when Ready.
	Send(parts ...[]byte)

	// Close ends the link for a reason, after what was sent.
	Close(code wire.CloseCode)
}

// peer is a player in the room: a person behind a link, one whose link is lost, or a bot. The order
// of its fields keeps it small.
type peer struct {
	player game.Player
	inputs *inputBuffer
	pass   pass
	links  uint32 // that it has had; the number of the newest one
	turn   uint32 // counts frames, to ask in one of so many; see verify

	// Of the link; begun anew by attach.
	link       Link // nil for a bot, and for one whose link is lost
	looks      *replicate.Client
	flight     flight
	rosterSeen uint64
	chatSeen   uint64
	heard      time.Duration // the last answer to a ping, or other sign of life
	patience   time.Duration // Join.Patience

	margin      time.Duration // of the newest input, or the first of the newest batch
	batch       time.Duration // when that came
	told        time.Duration // the margin that the client was told last
	rtt, jitter time.Duration
	newestInput game.TickNumber
	encoding    wire.Encoding
	untold      uint8 // frames since the margin was told
	lively      uint8 // frames that tell it whatever it is
	newRTT      bool  // not yet told to the client
	asleep      bool  // it answers pings and acknowledges nothing
	pressed     bool  // inputs have come since the last frame

	toldAway bool            // what game and roster know
	since    game.TickNumber // when it went away
	score    int32
}

// entry is what the roster says.
func (p *peer) entry() wire.RosterEntry {
	return wire.RosterEntry{Player: p.player.ID, Name: p.player.Name, Score: p.score, Bot: p.player.Bot, Away: p.toldAway}
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
	p.untold = min(p.untold+1, marginEvery)
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
	ticks  []game.TickNumber // ascending
	newest game.TickNumber   // handed last
	since  time.Duration     // of the last progress while ticks is not empty
}

func (f *flight) handed(n game.TickNumber, at time.Duration) {
	if len(f.ticks) == 0 {
		f.since = at
	}
	f.ticks, f.newest = append(f.ticks, n), n
}

// owed reports whether an acknowledgement is.
func (f *flight) owed() bool { return len(f.ticks) > 0 }

// acked forgets all frames up to a tick, and reports whether there were any.
func (f *flight) acked(n game.TickNumber, at time.Duration) bool {
	i := 0
	for i < len(f.ticks) && f.ticks[i] <= n {
		i++
	}
	if i > 0 {
		f.since = at
	}
	f.ticks = f.ticks[:copy(f.ticks, f.ticks[i:])]
	return i > 0
}

// full reports whether the window is used up, for frames sent every period.
func (f *flight) full(rtt, period time.Duration) bool {
	window := min(rtt+windowSlack, windowLimit)
	return len(f.ticks) > 0 && time.Duration(len(f.ticks))*period >= window
}
