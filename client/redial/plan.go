package redial

import (
	"time"

	"tickwire/client/link"
	"tickwire/proto/wire"
)

// Plan is what is known of the place and of the tries to come back to it. It has no clock; it
// belongs to one goroutine.
type Plan struct {
	place Place
	until time.Duration // the server keeps the place until then, for all that is known
	tries int           // since a player was in
}

// NewPlan begins with a place that was had earlier, which is kept for its grace from now on at most,
// or with none.
func NewPlan(p Place, now time.Duration) *Plan {
	plan := &Plan{}
	if len(p.Token) > 0 {
		plan.place, plan.until = p, now+p.Grace
	}
	return plan
}

// Token is what Hello is to show; nil for a new player. It is shown as long as it is not known to be
// of no use, however long that is: the server may have noticed the loss much later than the client.
func (p *Plan) Token() []byte { return p.place.Token }

// Place is what is known now.
func (p *Plan) Place() Place { return p.place }

// Keep takes what Welcome or a frame says of the place.
func (p *Plan) Keep(place Place) { p.place = place }

// In says that the player is in the game: the next loss begins with tries at once.
func (p *Plan) In() { p.tries = 0 }

// Forget gives the place up.
func (p *Plan) Forget() { p.place, p.until = Place{}, 0 }

// Lost says that a link ended with a code, and when it was heard last. The place is forgotten where
// that code has ended the session.
func (p *Plan) Lost(code wire.CloseCode, heard time.Duration, in bool) {
	switch {
	case !Keeps(code):
		p.Forget()
	case code == wire.CloseBusy:
		p.until = 0 // it may still have the place, but not the time for a crowd of tries
	case in && len(p.place.Token) > 0:
		p.until = heard + p.place.Grace
	}
}

// Hope is for how much longer the server keeps the place: 0 when there is none.
func (p *Plan) Hope(now time.Duration) time.Duration {
	if len(p.place.Token) == 0 {
		return 0
	}
	return max(p.until-now, 0)
}

// The pauses between tries while there is hope. They are too short for a crowd to notice each other:
// a random part of a pause spreads it. The longest depends on the platform.
const (
	shortPause  = 100 * time.Millisecond
	middlePause = 250 * time.Millisecond
)

// shortTries is how many tries follow each other quickly: most links break for a moment only.
const shortTries = 4

// Pause counts a try and tells how long to wait before it, for a random number from 0 up to 1.
func (p *Plan) Pause(random float64) time.Duration {
	p.tries++
	between := func(a, b time.Duration) time.Duration { return a + time.Duration(random*float64(b-a)) }
	switch {
	case p.tries == 1:
		return 0
	case p.tries <= shortTries:
		return between(shortPause, middlePause)
	default:
		return between(middlePause, longPause)
	}
}

// ends holds the codes after which a server keeps no place; see package wire. After CloseReplaced
// somebody else has it, and after the others of a handshake it was no good.
var ends = map[wire.CloseCode]bool{
	wire.CloseNormal: true, protocolError: true, wire.CloseInternal: true, wire.CloseBad: true, wire.CloseText: true, wire.CloseTooLarge: true,
	wire.CloseOrder: true, wire.CloseInput: true, wire.CloseFlood: true, wire.CloseKicked: true,
	wire.CloseReplaced: true, wire.CloseToken: true,
	wire.CloseVersion: true, wire.CloseSchema: true, wire.CloseRefused: true, wire.CloseRoomFull: true, wire.CloseNoRoom: true,
}

// The codes of RFC 6455 for a broken framing and for a connection that was lost.
const (
	protocolError wire.CloseCode = 1002
	abnormal      wire.CloseCode = 1006
)

// Ended is the code by which a link ended, for Plan.Lost. That this end could not read the other's frames,
// because somebody on the way has broken them, ends no session; the server's saying so does.
func Ended(l *link.Link) wire.CloseCode {
	code, _, err := l.Closed()
	if wire.CloseCode(code) == protocolError && err != nil {
		return abnormal
	}
	return wire.CloseCode(code)
}

// Keeps reports whether a server keeps a player whose link ended with a code.
func Keeps(code wire.CloseCode) bool { return !ends[code] }
