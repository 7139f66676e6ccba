package lean

import (
	"encoding/binary"
	"errors"

	"tickwire/proto/wire"
)

// Opcodes of RFC 6455 section 5.2.
const (
	OpText   = 1
	OpBinary = 2
	OpClose  = 8
	OpPing   = 9
	OpPong   = 10
)

const (
	bitFin  = 0x80
	bitMask = 0x80
)

// maxMessage bounds what a server may make a player hold, as in a client.
const maxMessage = wire.MaxMessage

var errFrame = errors.New("lean: the server sent bytes that are no frame of RFC 6455")

// AppendFrame writes a whole masked message of a client, for whatever else speaks WebSocket here.
// Payloads are under 64 KiB.
func AppendFrame(dst []byte, opcode byte, mask uint32, payload []byte) []byte {
	dst = append(dst, bitFin|opcode)
	if len(payload) < 126 {
		dst = append(dst, bitMask|byte(len(payload)))
	} else {
		dst = append(dst, bitMask|126, byte(len(payload)>>8), byte(len(payload)))
	}
	dst = binary.BigEndian.AppendUint32(dst, mask)
	for i, b := range payload {
		dst = append(dst, b^byte(mask>>(24-8*(i%4))))
	}
	return dst
}

// CutFrame takes the first message off b; payload and rest are parts of it. ok is false while it is
// not all there. A server does not mask, and ours does not cut messages into pieces.
func CutFrame(b []byte) (opcode byte, payload, rest []byte, ok bool, err error) {
	if len(b) < 2 {
		return 0, nil, b, false, nil
	}
	if b[0]&0xf0 != bitFin || b[1]&bitMask != 0 {
		return 0, nil, b, false, errFrame
	}
	head, n := 2, uint64(b[1])
	switch n {
	case 126:
		if head = 4; len(b) >= head {
			n = uint64(binary.BigEndian.Uint16(b[2:]))
		}
	case 127:
		if head = 10; len(b) >= head {
			n = binary.BigEndian.Uint64(b[2:])
		}
	}
	if len(b) < head {
		return 0, nil, b, false, nil
	}
	if n > maxMessage {
		return 0, nil, b, false, errFrame
	}
	if uint64(len(b)-head) < n {
		return 0, nil, b, false, nil
	}
	end := head + int(n)
	return b[0] & 0x0f, b[head:end:end], b[end:], true, nil
}
