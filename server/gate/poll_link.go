package gate

import (
	"sync"
	"time"

	"tickwire/proto/wire"
	"tickwire/server/room"
)

// lastKept is for how long a link that has ended tells why. Who polls every so often has that time more, but
// not one who was not let in, and asks for the answer at once: a link takes a place in Limits.MaxConns for
// as long, without a connection.
const lastKept = 5 * time.Second

// pollLink is a link whose peer fetches what there is. One answer at most is on its way: it is made when
// a GET is held, kept byte for byte until the next GET says that it has come, and until then the link is
// not ready, so the room passes it over. What a GET brings was therefore made for it. The Welcome alone is
// made before anybody asks.
//
// No goroutine belongs to it. Requests come on those of the HTTP server, Send and Close on those of the
// room, and Gate.Run looks after it in its turn.
type pollLink struct {
	link *link
	id   pollID

	posting sync.Mutex // who has it reads the link
	taken   uint32     // number of the newest batch
	settled bool       // the end is told; see settle

	mu     sync.Mutex
	number uint32 // of the newest answer
	answer []byte // which is kept until it is acknowledged
	given  int    // how often
	gave   time.Time
	held   *hold // a GET that waits; nil for none
	every  time.Duration
	seat   *room.Seat // once there is one

	farewell *wire.CloseNotice // when this end has closed
	ended    time.Time         // since when
	last     bool              // the newest answer holds it
	told     bool              // and has come

	asked, refused bucket
}

var _ carrier = (*pollLink)(nil)

// hold is a GET that waits for an answer.
type hold struct {
	body chan []byte // takes one without waiting; nil is none
}

func newHold() *hold { return &hold{body: make(chan []byte, 1)} }

// idle implements carrier.
func (p *pollLink) idle() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.held != nil && p.answer == nil && p.farewell == nil
}

// send implements carrier.
func (p *pollLink) send(parts ...[]byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.farewell != nil {
		return
	}
	size := 16 // of number, tag and length
	for _, b := range parts {
		size += len(b)
	}
	p.number++
	p.answer = wire.AppendAnswer(make([]byte, 0, size), p.number, parts...)
	p.give()
}

// hangUp implements carrier.
func (p *pollLink) hangUp(code wire.CloseCode, reason string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.farewell, p.ended = &wire.CloseNotice{Code: code, Reason: wire.Cut(reason, wire.MaxReason)}, time.Now()
	p.give()
}

// silence implements carrier: a GET that is held says nothing, and is a sign of life.
func (p *pollLink) silence() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held != nil {
		return maxWait + p.every
	}
	return p.every
}

// beat implements carrier: it takes the link away when its end is told, or was kept for long enough.
func (p *pollLink) beat(l *link, now time.Time) {
	if l.closing.Load() == nil {
		return
	}
	p.mu.Lock()
	kept := lastKept
	if p.seat != nil {
		kept += p.every
	}
	// Who closes the link may not have hung up yet.
	spent := p.told || p.farewell != nil && now.Sub(p.ended) > kept
	p.mu.Unlock()
	if p.settle() && spent {
		l.gate.dropPoll(p)
	}
}

// give hands the answer to a GET that is held, the last one when all others have come. The caller holds
// mu.
func (p *pollLink) give() {
	if p.answer == nil && p.farewell != nil {
		p.number++
		p.answer, p.last = wire.AppendLastAnswer(nil, p.number, p.farewell), true
	}
	if p.held == nil || p.answer == nil {
		return
	}
	now := time.Now()
	p.link.hear(now) // it was there until now, and whoever answers it may come to that much later
	p.held.body <- p.answer
	p.held = nil
	p.given, p.gave = p.given+1, now
}

// found is what came of a GET.
type found int

const (
	holding  found = iota // it is held, and hold may have the answer already
	mismatch              // it says that it has what it cannot have, or not what it has said before
	over                  // it has the last answer
)

// fetch takes a GET that has all answers up to got, and puts it in the place of one that is held. trip is
// the round trip, where the GET tells one, of an answer that was given once to a peer that asks again at
// once.
func (p *pollLink) fetch(h *hold, got uint32, every time.Duration) (f found, trip time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case got == p.number && p.last:
		p.told = true
		return over, 0
	case got == p.number:
		if p.answer != nil && p.given == 1 && every == 0 {
			trip = time.Since(p.gave)
		}
		p.answer, p.given = nil, 0
	case got+1 != p.number || p.answer == nil:
		return mismatch, 0
	}
	p.every = every
	if p.held != nil {
		p.held.body <- nil
	}
	p.held = h
	p.give()
	return holding, trip
}

// alive tells the room that the link works, and where it is known how well; trip is 0 otherwise.
func (p *pollLink) alive(trip time.Duration) {
	p.mu.Lock()
	seat := p.seat
	p.mu.Unlock()
	switch {
	case trip > 0:
		rtt, jitter := p.link.heart.sample(trip)
		p.link.gate.cfg.OnRTT(rtt, jitter)
		if seat != nil {
			seat.RTT(rtt, jitter)
		}
	case seat != nil:
		seat.Heard()
	}
}

// release takes a GET back that has waited for long enough. It may have got an answer meanwhile.
func (p *pollLink) release(h *hold) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held == h {
		p.link.hear(time.Now())
		p.held = nil
		return nil
	}
	return <-h.body // whoever took it out of held has put something in
}
