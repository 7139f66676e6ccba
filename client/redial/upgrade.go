package redial

import (
	"time"

	"tickwire/client/link"
	"tickwire/proto/wire"
)

// The pauses between tries for a WebSocket while a client plays by long polling: a network that lets
// none through rarely changes its mind, and its user may have moved to another. Each is up to a fourth
// shorter or longer: those who have lost the same server at once must not come all at once each time.
const (
	firstUpgrade = 5 * time.Second
	lastUpgrade  = time.Minute
)

// Upgrade looks for a WebSocket beside a link of long polling on which a client plays because no
// WebSocket got through. The player is asked for on it by the resume token, and it is not handed out
// before it has brought a first frame: what opens and is mute, or opens and leads to another server,
// changes nothing. Its zero value looks for nothing. It belongs to the goroutine of its Dialer.
type Upgrade struct {
	dialer *Dialer // nil where there is nothing to look for
	next   time.Duration
	pause  time.Duration
	try    *link.Link // nil while none is under way
	began  time.Duration
	asked  bool // Hello has gone out on it
	took   bool // and on any of them
	said   []link.Message
	framed bool // a frame is among them
}

// Begin is for a link that a Dial has brought and that has just opened.
func (u *Upgrade) Begin(d *Dialer, l *link.Link, now time.Duration) {
	u.End()
	*u = Upgrade{}
	if d.Transport == Auto && l.Transport() == link.LongPolling {
		u.dialer, u.pause = d, d.ways.upgrade()
		u.next = now + d.around(u.pause)
	}
}

// Looking reports whether the client plays on something that is second best.
func (u *Upgrade) Looking() bool { return u.dialer != nil }

// Hint says that there may be another network now.
func (u *Upgrade) Hint(now time.Duration) { u.next, u.pause = now, firstUpgrade }

// Pending reports whether a WebSocket has been told who the player is and has not answered yet. The
// server may have moved the player there and closed the old link: that is not the end then.
func (u *Upgrade) Pending() bool { return u.try != nil && u.asked }

// Took reports whether that has happened to the old link of its own doing, as far as one can know.
func (u *Upgrade) Took() bool { return u.took }

// Wait is for news of the try; nil while there is none.
func (u *Upgrade) Wait() <-chan struct{} {
	if u.try == nil {
		return nil
	}
	return u.try.Wait()
}

// Step goes on, at a time. Hello makes the first message for the player who plays, with the newest
// token; it returns nil while there is none. The link that is returned is the better one, with what has come on
// it so far, Welcome and a frame at least: the old one is of no use any more. Mostly it is nil.
func (u *Upgrade) Step(now time.Duration, hello func() []byte) (*link.Link, []link.Message) {
	switch {
	case u.dialer == nil:
	case u.try == nil:
		if now >= u.next && hello() != nil {
			u.begin(now)
		}
	case u.try.State() == link.Connecting:
	case !u.asked:
		u.ask(now, hello)
	default:
		return u.hear(now)
	}
	return nil, nil
}

func (u *Upgrade) begin(now time.Duration) {
	cfg := u.dialer.Link
	cfg.Transport, cfg.DialTimeout = link.WebSocket, u.dialer.timeout()
	u.try = link.New(cfg)
	u.dialer.run(u.try)
	u.asked, u.framed, u.said = false, false, nil
	u.next, u.pause = now+u.dialer.around(u.pause), min(2*u.pause, lastUpgrade)
}

func (u *Upgrade) ask(now time.Duration, hello func() []byte) {
	msg := hello()
	if msg == nil || u.try.Send(msg) != nil {
		u.fail()
		return
	}
	u.asked, u.took, u.began = true, true, now
}

// hear takes what comes until there is a frame.
func (u *Upgrade) hear(now time.Duration) (*link.Link, []link.Message) {
	closed := u.try.State() == link.Closed
	for m, ok := u.try.Poll(); ok; m, ok = u.try.Poll() {
		kind, err := wire.ServerKind(m.Data)
		switch {
		case err != nil, kind == wire.KindCloseNotice, (kind == wire.KindWelcome) != (len(u.said) == 0):
			// Welcome comes first, and once: what else a server says there is not kept until it ends.
			u.fail()
			return nil, nil
		case kind == wire.KindWelcome:
			if w, err := wire.DecodeWelcome(m.Data); err != nil || !w.Resumed {
				_ = u.try.Send(wire.AppendLeave(nil)) // as somebody else we do not want to be there
				u.fail()
				return nil, nil
			}
		case kind == wire.KindFrame:
			u.framed = true
		}
		u.said = append(u.said, m)
	}
	switch {
	case closed || now-u.began > silent:
		u.fail()
	case u.framed:
		l, said := u.try, u.said
		u.dialer.take(l)
		*u = Upgrade{}
		return l, said
	}
	return nil, nil
}

// fail gives the try up. The code must not end the session, should the server have the player there.
func (u *Upgrade) fail() {
	if u.try != nil {
		u.try.Close(uint16(wire.CloseIdle), "")
		u.try = nil
	}
}

// End is for when the old link has ended.
func (u *Upgrade) End() { u.fail() }

// Leave is for when the player leaves: the server, which may have the player here already, is told. It
// reports whether that was to be said here.
func (u *Upgrade) Leave() bool {
	said := u.Pending() && u.try.Send(wire.AppendLeave(nil)) == nil
	if said {
		u.try.Close(uint16(wire.CloseNormal), "")
		u.try = nil
	}
	u.fail()
	return said
}
