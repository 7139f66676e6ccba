package lab

import (
	"bytes"
	"encoding/binary"
	"hash"
	"hash/fnv"
	"time"

	"tickwire/game"
)

// transcript is a hash over all that happened: what arrived where and when, and the world after every
// tick. Two runs of one seed have the same, or something in them is not a matter of the seed.
type transcript struct {
	wire   hash.Hash64 // of the agenda's goroutine
	world  uint64      // of the room's
	head   [28]byte
	events uint64
}

func newTranscript() *transcript { return &transcript{wire: fnv.New64a(), world: 14695981039346656037} }

// heard adds what a direction of a connection has brought.
func (t *transcript) heard(at time.Duration, conn uint64, what byte, size int, text []byte) {
	b := t.head[:0]
	b = binary.BigEndian.AppendUint64(b, uint64(at))
	b = binary.BigEndian.AppendUint64(b, conn)
	b = binary.BigEndian.AppendUint64(append(b, what), uint64(size))
	_, _ = t.wire.Write(b) // a hash takes everything
	_, _ = t.wire.Write(text)
	t.events++
}

// stepped adds a tick.
func (t *transcript) stepped(n game.TickNumber, rows *game.Rows) {
	t.world = (t.world ^ uint64(n)) * 1099511628211
	t.world = (t.world ^ rows.Hash()) * 1099511628211
}

// sum is the hash so far.
func (t *transcript) sum() uint64 { return t.wire.Sum64() ^ t.world }

// tap listens to one direction. Three things that WebSocket has are drawn by real chance, and mean
// nothing: the key of a handshake, the masks of what clients send, and what a ping holds. They are
// left out by their length alone; everything else counts byte for byte.
type tap struct {
	to    *transcript
	conn  uint64
	plain bool   // it is no WebSocket, and all that requests hold is of the seed
	open  bool   // the handshake is over
	heard []byte // and not yet understood
}

// What a tap calls what it heard, beside the first bytes of frames, which are 0x80 and more.
const (
	tapHandshake byte = iota
	tapFin
	tapReset
	tapBytes
)

func (t *tap) hear(at time.Duration, data []byte, end segment) {
	if t.plain {
		t.to.heard(at, t.conn, tapBytes, len(data), data)
	} else {
		t.to.heard(at, t.conn, tapBytes, len(data), nil)
		t.heard = append(t.heard, data...)
	}
	for n := t.next(at); n > 0; n = t.next(at) {
		t.heard = t.heard[:copy(t.heard, t.heard[n:])]
	}
	if end.fin {
		t.to.heard(at, t.conn, tapFin, 0, nil)
	}
	if end.reset {
		t.to.heard(at, t.conn, tapReset, 0, nil)
	}
}

// next understands the first thing of what was heard and tells how long it is, 0 when it is not
// there as a whole.
func (t *tap) next(at time.Duration) int {
	b := t.heard
	if !t.open {
		n := bytes.Index(b, []byte("\r\n\r\n")) + 4
		if n < 4 {
			return 0
		}
		t.open = true
		t.to.heard(at, t.conn, tapHandshake, n, nil)
		return n
	}
	if len(b) < 2 {
		return 0
	}
	size, head := int(b[1]&0x7f), 2
	switch {
	case size == 126 && len(b) >= 4:
		size, head = int(binary.BigEndian.Uint16(b[2:])), 4
	case size == 127 && len(b) >= 10:
		size, head = int(binary.BigEndian.Uint64(b[2:])), 10
	case size >= 126:
		return 0
	}
	masked := b[1]&0x80 != 0
	if masked {
		head += 4
	}
	if len(b) < head+size {
		return 0
	}
	text := b[head : head+size]
	if masked {
		for i := range text {
			text[i] ^= b[head-4+i%4]
		}
	}
	if op := b[0] & 0xf; op == 9 || op == 10 { // ping and pong
		text = nil
	}
	t.to.heard(at, t.conn, b[0], size, text)
	return head + size
}
