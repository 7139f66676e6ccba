package gate

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/lxzan/gws"

	"tickwire/proto/wire"
	"tickwire/server/room"
)

// session is what gws keeps for us with a connection: the link and nothing else. Its own store is a
// map with a lock, which each message would have to ask.
type session struct {
	gws.SessionStorage // nil: nobody but of asks
	link               *link
}

// handler takes what gws reads, on the goroutine that it reads on, and hands it to the link.
type handler struct{}

func of(ws *gws.Conn) *link {
	return ws.Session().(*session).link //nolint:errcheck // New made it, and admit filled it
}

// read is gws's loop. gws takes a length with its highest bit set for a negative one and panics, so
// any peer could end the server; it ends its link. Panics of what gws calls are our own.
func (l *link) read(ws *gws.Conn) {
	defer func() {
		if l.handling {
			return
		}
		if v := recover(); v != nil {
			l.finish(broken(codeProtocol))
		}
	}()
	ws.ReadLoop()
}

// OnOpen implements gws.Event.
func (handler) OnOpen(*gws.Conn) {}

// OnPing implements gws.Event. gws's own answer would be empty.
func (handler) OnPing(ws *gws.Conn, payload []byte) {
	l := of(ws)
	l.handling = true
	l.conn.given.control(payload)
	l.ping(payload, time.Now())
	l.handling = false
}

// OnPong implements gws.Event.
func (handler) OnPong(ws *gws.Conn, payload []byte) {
	l := of(ws)
	l.handling = true
	l.conn.given.control(payload)
	l.pong(payload, time.Now())
	l.handling = false
}

// OnMessage implements gws.Event.
func (handler) OnMessage(ws *gws.Conn, m *gws.Message) {
	defer m.Close()
	l := of(ws)
	l.handling = true
	l.conn.given.message()
	if l.inputs == nil {
		l.inputs = new(wire.Inputs)
	}
	l.message(m.Opcode == gws.OpcodeBinary, m.Bytes(), time.Now(), l.inputs)
	l.handling = false
}

// OnClose implements gws.Event.
func (handler) OnClose(ws *gws.Conn, err error) {
	l := of(ws)
	l.handling = true
	if errors.Is(err, errMoved) {
		l.inputs = nil // the poller has some for all its links
	} else {
		l.over(err)
	}
	l.handling = false
}

// ping answers one of the peer's. A peer that does not read the answers is not asked to.
func (l *link) ping(payload []byte, at time.Time) {
	l.hear(at)
	if !l.admitsControl(at) {
		return
	}
	if err := l.conn.frame(opPong, payload); errors.Is(err, errBehind) {
		l.closing.CompareAndSwap(nil, &closing{wire.CloseSlow, "the client does not read what it asked for"})
	}
}

func (l *link) pong(payload []byte, at time.Time) {
	l.hear(at)
	if !l.admitsControl(at) {
		return
	}
	rtt, jitter, ok := l.heart.pong(payload, at)
	if !ok {
		return // unasked, or too late: it counts as a sign of life alone
	}
	l.gate.cfg.OnRTT(rtt, jitter)
	if l.seat != nil {
		l.seat.RTT(rtt, jitter)
	}
}

// message takes a whole message that came at a time. in is scratch.
func (l *link) message(binary bool, b []byte, at time.Time, in *wire.Inputs) {
	if l.closing.Load() != nil {
		return // what is still on its way from a link that was closed
	}
	l.hear(at)
	if !binary {
		l.expel(wire.CloseText)
		return
	}
	kind, err := wire.Kind(b)
	switch {
	case err != nil:
		l.expel(wire.CloseBad)
	case !l.admits(kind, at):
	case l.seat == nil && kind == wire.KindHello:
		l.hello(b)
	case l.seat == nil || kind == wire.KindHello:
		l.expel(wire.CloseOrder)
	default:
		l.take(kind, b, at, in)
	}
}

// hello lets somebody in, or tells why not. It waits for the room's next tick; the client has
// nothing to say before that.
func (l *link) hello(b []byte) {
	l.greeted.Store(true)
	h, err := wire.DecodeHello(b)
	if err != nil {
		l.Close(wire.CloseBad)
		return
	}
	encoding, code := l.gate.judge(&h)
	if def := l.gate.cfg.Def; code == wire.CloseSchema && (h.Game != def.Name || h.GameVersion != def.Version) {
		l.close(code, fmt.Sprintf("this server plays %s, version %d, and the client another game or version; please update", def.Name, def.Version))
		return
	}
	if code != 0 {
		l.Close(code)
		return
	}
	if l.gate.draining.Load() && len(h.ResumeToken) == 0 {
		l.close(wire.CloseShutdown, restarts)
		return
	}
	if !l.gate.door.join(time.Since(l.gate.start)) {
		l.Close(wire.CloseBusy)
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), l.gate.cfg.Limits.HelloTimeout)
	defer cancel()
	asked := false
	j := room.Join{
		Name: tidyName(h.Name), Token: h.Token, Resume: h.ResumeToken, Remote: network(l.remote), Encoding: encoding,
		Admit: l.judged(&asked), Patience: l.patience,
	}
	seat, err := l.gate.cfg.Rooms.Join(ctx, tidyName(h.Room), j, l)
	if err != nil {
		l.refuse(err)
		return
	}
	if _, resumed := seat.Resumed(); !asked && !resumed {
		panic("gate: Rooms let somebody in of whom nobody was asked")
	}
	l.seat = seat
	log := l.gate.cfg.Log.With("room", seat.Room(), "player", seat.Player().ID, "name", seat.Player().Name, "remote", l.remote)
	if after, ok := seat.Resumed(); ok {
		log.Info("resume", "after", after.Round(time.Second/10))
	} else {
		log.Info("join")
	}
}

// refuse ends a link whose Hello led nowhere.
func (l *link) refuse(err error) {
	code, refused := room.CloseCode(err), (*room.RefusedError)(nil)
	if errors.As(err, &refused) {
		l.close(code, refused.Error())
		return
	}
	if code == wire.CloseShutdown && l.gate.draining.Load() {
		l.close(code, restarts)
		return
	}
	l.Close(code)
}

// judge compares a Hello with what is played here, and chooses the encoding: the first of those that
// the client reads and the server writes.
func (g *Gate) judge(h *wire.Hello) (wire.Encoding, wire.CloseCode) {
	def := g.cfg.Def
	switch {
	case h.ProtocolVersion != wire.ProtocolVersion:
		return 0, wire.CloseVersion
	case h.Game != def.Name || h.GameVersion != def.Version:
		return 0, wire.CloseSchema
	case h.SchemaHash != 0 && h.SchemaHash != def.Schema.Hash():
		return 0, wire.CloseSchema
	case len(h.Encodings) == 0:
		return wire.EncodingColumns, 0
	}
	for _, e := range h.Encodings {
		if e == wire.EncodingColumns || e == wire.EncodingPacked {
			return e, 0
		}
	}
	return 0, wire.CloseVersion // it reads nothing that this server writes
}

// take handles a message of one who has a seat. What the room's inbox does not take is dropped
// and counted there: a client that comes back from a stall says at once what it would have said in
// seconds, and that is no flood.
func (l *link) take(kind wire.MessageKind, b []byte, at time.Time, in *wire.Inputs) {
	var err error
	var text string
	switch kind {
	case wire.KindInputs:
		if err = wire.DecodeInputs(in, b, len(l.gate.cfg.Def.Schema.Input().Fields)); err == nil {
			l.seat.Inputs(in, at)
		}
	case wire.KindChat:
		var said wire.Chat
		if said, err = wire.DecodeChat(b); err == nil {
			if text = tidyChat(said.Text); text != "" {
				l.seat.ChatTo(said.To, text)
			}
		}
	case wire.KindSetName:
		if text, err = wire.DecodeSetName(b); err == nil {
			l.seat.Rename(tidyName(text))
		}
	case wire.KindVerified:
		var v *wire.Verified
		if v, err = wire.DecodeVerified(b); err == nil {
			l.seat.Verified(v)
		}
	case wire.KindLeave:
		if err = wire.DecodeLeave(b); err == nil {
			l.expel(wire.CloseNormal)
		}
	default:
		l.expel(wire.CloseOrder)
	}
	if err != nil {
		l.expel(wire.CloseBad)
	}
}

// over gives up the seat, or the link alone where it was lost, and counts and tells the end once.
func (l *link) over(err error) {
	code, reason := l.ending(err)
	l.gate.cfg.OnClose(code)
	log, lasted := l.gate.cfg.Log, time.Since(l.gate.start)-l.born
	if l.seat == nil {
		log.Debug("turned away", "code", uint16(code), "reason", reason, "remote", l.remote)
		return
	}
	word := "drop"
	if l.endsSession(err, code) {
		word = "leave"
		if !l.left {
			l.seat.Leave()
		}
	} else {
		l.seat.Drop()
	}
	// On a goroutine of its own, because a log may wait and a room may not.
	l.gate.readers.Go(func() {
		log.Info(word, "room", l.seat.Room(), "player", l.seat.Player().ID, "name", l.seat.Player().Name,
			"code", uint16(code), "reason", reason, "after", lasted.Round(time.Second/10))
	})
}
