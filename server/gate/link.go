package gate

import (
	"sync/atomic"
	"time"

	"github.com/lxzan/gws"

	"tickwire/proto/wire"
	"tickwire/server/room"
)

// link is one connection. Its reader's goroutine owns the fields without a note.
type link struct {
	gate   *Gate
	conn   *conn
	ws     *gws.Conn
	remote string
	born   time.Duration // since the gate's start
	slot   int           // of the heartbeat

	greeted atomic.Bool // a Hello has come; read by Run
	seat    *room.Seat  // nil before the room has let it in
	inputs  wire.Inputs // scratch

	// Since the last beat: pings of the peer, and messages that the room did not take.
	pings, refused atomic.Int32

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

// Send implements room.Link. An error needs no care here: gws closes, and the reader reports it.
func (l *link) Send(parts ...[]byte) { _ = l.ws.Writev(gws.OpcodeBinary, parts...) }

// Close implements room.Link. Any goroutine may call it.
func (l *link) Close(code wire.CloseCode) { l.close(code, code.Reason()) }

// maxReason is what a close frame takes behind its code.
const maxReason = 123

// close ends the link. A reason that a close frame cannot hold goes ahead in a CloseNotice.
func (l *link) close(code wire.CloseCode, reason string) {
	if !l.closing.CompareAndSwap(nil, &closing{code, reason}) {
		return
	}
	if len(reason) > maxReason {
		_ = l.ws.WriteMessage(gws.OpcodeBinary, wire.AppendCloseNotice(nil, &wire.CloseNotice{
			Code: code, Reason: wire.Cut(reason, wire.MaxReason),
		}))
	}
	_ = l.ws.WriteClose(uint16(code), []byte(wire.Cut(reason, maxReason)))
}
