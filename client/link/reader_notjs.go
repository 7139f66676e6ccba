//go:build !js

package link

import (
	"bytes"
	"errors"

	"github.com/lxzan/gws"
)

// reader handles what gws reads, on gws's read goroutine.
type reader struct {
	gws.BuiltinEventHandler
	link *Link
}

// OnPing answers with the same payload; gws's own answer is empty, and the server finds the
// time of a ping by its payload.
func (r *reader) OnPing(ws *gws.Conn, payload []byte) {
	r.link.alive()
	_ = ws.WritePong(payload) // an error ends the read loop, which OnClose reports
}

// OnMessage copies: the bytes go back to gws's pool.
func (r *reader) OnMessage(_ *gws.Conn, m *gws.Message) {
	defer m.Close()
	if m.Opcode != gws.OpcodeBinary {
		r.link.finish(CodeText, "text message", errText)
		return
	}
	r.link.deliver(bytes.Clone(m.Bytes()))
}

// OnClose says how reading ended; where this end closed first, finish keeps that cause.
func (r *reader) OnClose(_ *gws.Conn, err error) {
	var closed *gws.CloseError
	var status interface{ Uint16() uint16 } // gws's own complaint; the type is internal to it
	switch {
	case errors.As(err, &closed) && closed.Code == 0:
		r.link.finish(codeNoStatus, "", nil)
	case errors.As(err, &closed):
		r.link.finish(closed.Code, string(closed.Reason), nil)
	case errors.As(err, &status) && status.Uint16() == codeTooLarge:
		r.link.finish(codeTooLarge, "message too large", errTooLarge)
	case errors.As(err, &status):
		r.link.finish(status.Uint16(), err.Error(), err)
	default:
		r.link.finish(codeAbnormal, "connection lost", err)
	}
}
