package gate

import (
	"encoding/binary"
	"time"

	"github.com/lxzan/gws"

	"tickwire/proto/wire"
)

// incoming is what has come of a client and is not whole yet. It is empty, and has no memory, nearly
// always: a message is small and comes in one piece.
type incoming struct {
	part []byte // the beginning of a frame
	said []byte // the beginning of a message in fragments
	op   opcode // of that message; 0 for none
}

// broken is the error of a peer that broke the rules of RFC 6455, or a limit of ours.
type broken wire.CloseCode

func (b broken) Error() string { return wire.CloseCode(b).Reason() }

// Uint16 is the code, as errors of gws tell theirs.
func (b broken) Uint16() uint16 { return uint16(b) }

// begin is what there is to cut after another read.
func (m *incoming) begin(b []byte) []byte {
	if len(m.part) == 0 {
		return b
	}
	m.part = append(m.part, b...)
	return m.part
}

// next takes the next whole message, or control frame, off b, which it may change. It is opMore when
// there is none, and then keeps what is left for begin. The payload is valid until the next call.
func (m *incoming) next(b []byte, limit int) (op opcode, payload, rest []byte, err error) {
	for {
		f, size, code := cut(b, limit)
		if code != 0 {
			return 0, nil, nil, broken(code)
		}
		if size == 0 {
			m.keep(b)
			return opMore, nil, nil, nil
		}
		b = b[size:]
		switch f.op {
		case opText, opBinary, opMore:
			if op, payload, err = m.join(f, limit); op != opMore || err != nil {
				return op, payload, b, err
			}
		case opClose, opPing, opPong:
			return f.op, f.payload, b, nil
		default:
			return 0, nil, nil, broken(codeProtocol)
		}
	}
}

func (m *incoming) keep(b []byte) {
	if len(b) == 0 {
		m.part = nil
	} else {
		m.part = append(m.part[:0], b...) // it may be the end of itself
	}
}

// join puts fragments together. It is opMore until the last one.
func (m *incoming) join(f frame, limit int) (opcode, []byte, error) {
	if (f.op == opMore) != (m.op != 0) {
		return 0, nil, broken(codeProtocol) // a fragment of nothing, or none of what was begun
	}
	if f.op != opMore {
		if f.final {
			return f.op, f.payload, nil
		}
		m.op = f.op
	}
	if len(m.said)+len(f.payload) > limit {
		return 0, nil, broken(wire.CloseTooLarge)
	}
	m.said = append(m.said, f.payload...)
	if !f.final {
		return opMore, nil, nil
	}
	op, said := m.op, m.said
	m.op, m.said = 0, nil
	return op, said, nil
}

// took handles what a read gave. It may change b, and keeps nothing of it. An error is the end of
// the link.
func (l *link) took(b []byte, at time.Time, in *wire.Inputs) error {
	m := &l.conn.tick.incoming
	for b = m.begin(b); ; {
		op, payload, rest, err := m.next(b, l.gate.cfg.Limits.ReadLimit)
		switch {
		case err != nil:
			return err
		case op == opMore:
			return nil
		case op == opPing:
			l.ping(payload, at)
		case op == opPong:
			l.pong(payload, at)
		case op == opClose:
			_ = l.conn.frame(opClose, closeAnswer(payload))
			return closedBy(payload)
		default:
			l.message(op == opBinary, payload, at, in)
		}
		b = rest
	}
}

// closedBy is the error that gws makes of a close frame.
func closedBy(payload []byte) error {
	switch len(payload) {
	case 0:
		return &gws.CloseError{}
	case 1:
		return &gws.CloseError{Code: uint16(payload[0])}
	}
	return &gws.CloseError{Code: binary.BigEndian.Uint16(payload)}
}

// closeAnswer is the payload of the answer to a close frame: its own code where that may be sent.
func closeAnswer(payload []byte) []byte {
	if len(payload) == 0 {
		return nil
	}
	if len(payload) == 1 {
		return closeCode(uint16(codeProtocol))
	}
	switch code := binary.BigEndian.Uint16(payload); {
	case code < 1000, code == 1004, code == 1005, code == 1006, code >= 1014 && code < 3000, code >= 5000:
		return closeCode(uint16(codeProtocol))
	case code < 1014:
		return closeCode(uint16(wire.CloseNormal))
	default:
		return closeCode(code)
	}
}
