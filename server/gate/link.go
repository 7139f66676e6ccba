package gate

import (
	"encoding/binary"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"

	"tickwire/proto/wire"
	"tickwire/server/room"
)

// link is one connection. Who reads it owns the fields without a note: a goroutine at first, and the
// room's later where that reads at ticks.
type link struct {
	gate   *Gate
	conn   *conn
	remote string
	born   time.Duration // since the gate's start
	slot   int           // of the heartbeat

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
func (l *link) Ready() bool { return l.conn.idle() }

// Send implements room.Link. An error needs no care here: the connection ends, and who reads it
// finds that out.
func (l *link) Send(parts ...[]byte) { _ = l.send(opBinary, parts...) }

// frames are buffers in which a frame is put together; the kernel or a rest has copied it when send
// returns.
var frames = sync.Pool{New: func() any { return new([]byte) }}

// maxPooled keeps the frame of one large keyframe from staying for good.
const maxPooled = 64 << 10

// send writes one frame. Any goroutine may call it.
func (l *link) send(op opcode, parts ...[]byte) error {
	b := frames.Get().(*[]byte) //nolint:errcheck // New makes no other
	*b = appendFrame((*b)[:0], op, parts...)
	err := l.conn.send(*b)
	if cap(*b) <= maxPooled {
		frames.Put(b)
	}
	return err
}

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

// maxReason is what a close frame takes behind its code.
const maxReason = 123

// close ends the link, and reports whether nobody did before. A reason that a close frame cannot hold
// goes ahead in a CloseNotice.
func (l *link) close(code wire.CloseCode, reason string) bool {
	reason = oneLine(reason)
	if !l.closing.CompareAndSwap(nil, &closing{code, reason}) {
		return false
	}
	if len(reason) > maxReason {
		l.Send(wire.AppendCloseNotice(nil, &wire.CloseNotice{Code: code, Reason: wire.Cut(reason, wire.MaxReason)}))
	}
	_ = l.send(opClose, closeCode(uint16(code)), []byte(wire.Cut(reason, maxReason)))
	l.conn.end()
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

// closeCode is the beginning of a close frame's payload.
func closeCode(code uint16) []byte { return binary.BigEndian.AppendUint16(nil, code) }

// leave is the last that happens to a link.
func (l *link) leave() {
	l.gate.leave(l)
	l.gate.open.Add(-1)
	l.gate.door.leave(network(l.remote))
	l.gate.readers.Done() // counted by enter
}
