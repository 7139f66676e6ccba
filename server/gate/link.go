package gate

import (
	"strings"
	"sync/atomic"
	"time"
	"unicode"

	"tickwire/proto/wire"
	"tickwire/server/room"
)

// carrier is how a link's messages go out: by a WebSocket, which is a conn, or in the answers to polls.
// What comes in differs more, and goes to the link by message. None of its methods waits.
type carrier interface {
	// idle reports whether a message would go out now.
	idle() bool

	// send takes one message in parts, which it copies.
	send(parts ...[]byte)

	// hangUp ends the carrier, and tells the peer why. Nothing is sent after it.
	hangUp(code wire.CloseCode, reason string)

	// silence is for how long more than Limits.IdleTimeout the peer may say nothing by its nature.
	silence() time.Duration

	// beat is called once in Config.PingEvery, also after hangUp.
	beat(l *link, now time.Time)
}

// link is one client's way to its room. Who reads it owns the fields without a note: a goroutine at
// first, and the room's later where that reads at ticks.
type link struct {
	gate   *Gate
	out    carrier
	conn   *conn // the same where it is a WebSocket; nil for polls
	remote string
	born   time.Duration // since the gate's start
	slot   int           // of the heartbeat

	patience time.Duration // see room.Join

	greeted atomic.Bool  // a Hello has come; read by Run
	seat    *room.Seat   // nil before the room has let it in
	left    bool         // the seat is given up
	inputs  *wire.Inputs // scratch of the plain way; nil until it is needed

	used     used
	handling bool // what gws's loop called has not returned; that loop's own

	heard atomic.Int64 // when the last message came, a time.Duration since the gate's start
	heart heartbeat

	closing atomic.Pointer[closing] // why this end closed; the first cause stays
}

type closing struct {
	code   wire.CloseCode
	reason string
}

var _ room.Link = (*link)(nil)

// Ready implements room.Link.
func (l *link) Ready() bool { return l.out.idle() }

// Send implements room.Link.
func (l *link) Send(parts ...[]byte) { l.out.send(parts...) }

// Close implements room.Link. Any goroutine may call it.
func (l *link) Close(code wire.CloseCode) { l.close(code, code.Reason()) }

// expel ends a link for what its peer said, and where the code ends the session gives up the seat at
// once: the connection may take a second more to end, in which the token of one who was sent away must
// bring nobody back. Only who reads the link may call it.
func (l *link) expel(code wire.CloseCode) {
	if l.close(code, code.Reason()) && l.seat != nil && code.EndsSession() {
		l.left = true
		l.seat.Leave()
	}
}

// close ends the link, and reports whether nobody did before.
func (l *link) close(code wire.CloseCode, reason string) bool {
	reason = oneLine(reason)
	if !l.closing.CompareAndSwap(nil, &closing{code, reason}) {
		return false
	}
	l.out.hangUp(code, reason)
	return true
}

// oneLine makes of what a game says a reason that peers take: they refuse broken UTF-8, which RFC 6455
// forbids, and line breaks.
func oneLine(reason string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r // a byte that is no UTF-8 has become U+FFFD
	}, reason)
}

// leave is the last that happens to a link.
func (l *link) leave() {
	l.gate.leave(l)
	l.gate.open.Add(-1)
	l.gate.door.leave(network(l.remote))
	l.gate.readers.Done() // counted by enter
}
