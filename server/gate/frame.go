package gate

import (
	"encoding/binary"

	"tickwire/proto/wire"
)

// opcode is what a frame of RFC 6455 is for.
type opcode byte

const (
	opMore   opcode = 0x0 // the next fragment of a message
	opText   opcode = 0x1
	opBinary opcode = 0x2
	opClose  opcode = 0x8
	opPing   opcode = 0x9
	opPong   opcode = 0xa
)

// The bits beside the opcode and the length.
const (
	bitFinal    = 0x80 // no more fragments follow
	bitReserved = 0x70 // for extensions, of which we offer none
	bitMasked   = 0x80
)

// maxControl is the longest payload of a close, ping or pong.
const maxControl = 125

// appendFrame appends a message in one frame, unmasked as a server's are.
func appendFrame(dst []byte, op opcode, parts ...[]byte) []byte {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	dst = append(dst, bitFinal|byte(op))
	switch {
	case n <= maxControl:
		dst = append(dst, byte(n))
	case n < 1<<16:
		dst = binary.BigEndian.AppendUint16(append(dst, 126), uint16(n))
	default:
		dst = binary.BigEndian.AppendUint64(append(dst, 127), uint64(n))
	}
	for _, p := range parts {
		dst = append(dst, p...)
	}
	return dst
}

// frame is a frame of a client.
type frame struct {
	op      opcode
	final   bool
	payload []byte
}

// cut takes the first frame of b, and unmasks it where it lies. size is what it takes of b, 0 when
// it has not come whole. code is not 0 when the peer broke the rules.
func cut(b []byte, limit int) (f frame, size int, code wire.CloseCode) {
	if len(b) < 2 {
		return f, 0, 0
	}
	n, head := uint64(b[1]&^bitMasked), 2
	switch {
	case n == 126 && len(b) >= 4:
		n, head = uint64(binary.BigEndian.Uint16(b[2:])), 4
	case n == 127 && len(b) >= 10:
		n, head = binary.BigEndian.Uint64(b[2:]), 10
	case n > maxControl:
		return f, 0, 0
	}
	masked := b[1]&bitMasked != 0
	if masked {
		head += 4
	}
	if len(b) < head {
		return f, 0, 0
	}
	f.op, f.final = opcode(b[0]&0xf), b[0]&bitFinal != 0
	switch {
	case n>>63 != 0: // RFC 6455, 5.2: the most significant bit must be 0
		return f, 0, codeProtocol
	case n > uint64(limit):
		return f, 0, wire.CloseTooLarge
	case b[0]&bitReserved != 0 || !masked:
		return f, 0, codeProtocol
	case f.op > opBinary && (!f.final || head > 2+4): // no data: in one piece, and short
		return f, 0, codeProtocol
	}
	if n > uint64(len(b)-head) {
		return f, 0, 0
	}
	size = head + int(n)
	f.payload = b[head:size:size]
	unmask(f.payload, b[head-4:head])
	return f, size, 0
}

// unmask takes a mask off, or puts it on.
func unmask(p, key []byte) {
	k := uint64(binary.LittleEndian.Uint32(key))
	k |= k << 32
	for len(p) >= 8 {
		binary.LittleEndian.PutUint64(p, binary.LittleEndian.Uint64(p)^k)
		p = p[8:]
	}
	for i := range p {
		p[i] ^= key[i&3]
	}
}
