package gate

import (
	"encoding/binary"
	"sync"
	"time"

	"tickwire/proto/wire"
)

var _ carrier = (*conn)(nil)

// frames are buffers in which a frame is put together; the kernel or a rest has copied it when frame
// returns.
var frames = sync.Pool{New: func() any { return new([]byte) }}

// maxPooled keeps the frame of one large keyframe from staying for good.
const maxPooled = 64 << 10

// frame writes one frame. Any goroutine may call it.
func (c *conn) frame(op opcode, parts ...[]byte) error {
	b := frames.Get().(*[]byte) //nolint:errcheck // New makes no other
	*b = appendFrame((*b)[:0], op, parts...)
	err := c.take(*b)
	if cap(*b) <= maxPooled {
		frames.Put(b)
	}
	return err
}

// send implements carrier. An error needs no care here: the connection ends, and who reads it finds that
// out.
func (c *conn) send(parts ...[]byte) { _ = c.frame(opBinary, parts...) }

// maxReason is what a close frame takes behind its code.
const maxReason = 123

// hangUp implements carrier. A reason that a close frame cannot hold goes ahead in a CloseNotice.
func (c *conn) hangUp(code wire.CloseCode, reason string) {
	if len(reason) > maxReason {
		c.send(wire.AppendCloseNotice(nil, &wire.CloseNotice{Code: code, Reason: wire.Cut(reason, wire.MaxReason)}))
	}
	_ = c.frame(opClose, closeCode(uint16(code)), []byte(wire.Cut(reason, maxReason)))
	c.end()
}

// closeCode is the beginning of a close frame's payload.
func closeCode(code uint16) []byte { return binary.BigEndian.AppendUint16(nil, code) }

// silence implements carrier: every peer answers pings.
func (c *conn) silence() time.Duration { return 0 }

// beat implements carrier: behind a rest a ping would measure the rest.
func (c *conn) beat(l *link, now time.Time) {
	if l.closing.Load() != nil || !c.idle() {
		return
	}
	if payload := l.heart.ping(now); payload != nil {
		_ = c.frame(opPing, payload)
	}
}
