package redial

import (
	"time"

	"tickwire/client/link"
)

const (
	// headStart is for how long the second transport waits for the first, which may only be slow.
	headStart = 1500 * time.Millisecond
	// lastChance is for how long long polling that is open waits for a WebSocket that begins only
	// then. A server that has just come up answers both; where only one of them is answered it is the
	// WebSocket that does not get through.
	lastChance = 500 * time.Millisecond
)

// race is two transports, or one, in the order in which a Dial tries them. It has no clock.
type race struct {
	ways   []link.Transport
	begun  int           // tries
	since  time.Duration // when the first began
	second bool          // one of the second has begun
	failed bool          // one of the first has
}

// next is the transport of a try that begins now: the first as long as it may just be slow, and then
// both in turns.
func (r *race) next(now time.Duration) link.Transport {
	r.begun++
	if r.begun == 1 {
		r.since = now
	}
	if !r.late(now) {
		return r.ways[0]
	}
	if r.second = !r.second; r.second {
		return r.ways[1]
	}
	return r.ways[0]
}

// late reports whether there is reason to try the second.
func (r *race) late(now time.Duration) bool {
	return len(r.ways) == 2 && (r.failed || now-r.since >= headStart)
}

// other is the second transport, of which a try begins now.
func (r *race) other() link.Transport {
	r.second = true
	return r.ways[1]
}

// lost says that a try has failed. It is true where the second is to begin at once.
func (r *race) lost(t link.Transport) bool {
	was := r.failed
	r.failed = r.failed || t == r.ways[0]
	return len(r.ways) == 2 && r.failed && !was
}

// takes reports whether a link that is open is as good as there is.
func (r *race) takes(t link.Transport) bool { return t == link.WebSocket || t == r.ways[0] }

// ways is what is known of the transports to a server. Nothing is learned from those that do not open:
// a server that is down opens none.
type ways struct {
	polls  bool // the next Dial begins with long polling
	proven bool // a WebSocket has got through
	short  int  // WebSockets one after another that did and did not last
}

// A WebSocket that lasted for less than lasting may have been cut by somebody on the way who does so with
// all of them. One may be chance, and two are held for what is usual here.
const (
	lasting   = 10 * time.Second
	mostShort = 2
)

// order is how a Dial is to try.
func (w *ways) order(t Transport) []link.Transport {
	switch {
	case t != Auto:
		return []link.Transport{t.Link()}
	case w.polls:
		return []link.Transport{link.LongPolling, link.WebSocket}
	default:
		return []link.Transport{link.WebSocket, link.LongPolling}
	}
}

// ended says of a link that was open whether the server has said anything on it, and for how long. One that
// is open and mute is worse than none: somebody on the way answers for the server.
func (w *ways) ended(t link.Transport, spoke bool, lasted time.Duration) {
	if t != link.WebSocket {
		w.polls = spoke
		return
	}
	if spoke {
		w.proven = true
		w.short++
	}
	if lasted >= lasting {
		w.short = 0
	}
	w.polls = !spoke || w.short >= mostShort
}

// upgrade is how long polls go on before a WebSocket is tried again: the longer, the more often one has led
// to nothing.
func (w *ways) upgrade() time.Duration { return min(firstUpgrade<<min(w.short, 8), lastUpgrade) }
