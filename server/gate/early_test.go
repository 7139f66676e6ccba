package gate_test

import (
	"encoding/binary"
	"slices"
	"testing"
	"time"

	"tickwire/proto/wire"
	"tickwire/server/gate"
)

// plain is a frame of a client whose mask changes nothing. op is the whole first byte.
func plain(op byte, payload []byte) []byte {
	b := []byte{op}
	if n := len(payload); n < 126 {
		b = append(b, 0x80|byte(n))
	} else {
		b = binary.BigEndian.AppendUint16(append(b, 0x80|126), uint16(n))
	}
	return append(append(b, 0, 0, 0, 0), payload...)
}

// TestWhatComesWithTheHelloIsNotCut says more behind the Hello, as an eager client does, or one that
// answers a ping, and has the network cut it anywhere: the room reads the socket from the Welcome on,
// but whoever began to read a message must end it.
func TestWhatComesWithTheHelloIsNotCut(t *testing.T) { bothWays(t, testWhatComesWithTheHelloIsNotCut) }

func testWhatComesWithTheHelloIsNotCut(t *testing.T, way gate.IO) {
	s := open(t, way, gate.Config{PingEvery: time.Hour}, time.Minute) // a pong would come in between
	leave := wire.AppendLeave(nil)
	said := slices.Concat(plain(0x82, wire.AppendInputs(nil, &wire.Inputs{})), plain(0x8a, []byte("unasked!")),
		plain(0x02, leave[:1]), plain(0x89, []byte("between")), plain(0x80, leave[1:]))
	for cut := range len(said) {
		v := s.visit(t, false)
		hello := plain(0x82, s.hello(same))
		_, _ = v.ws.NetConn().Write(append(hello, said[:cut]...))
		select {
		case <-v.welcom:
		case err := <-v.ended:
			t.Fatalf("cut at %d of %d: not let in: %v", cut, len(said), err)
		}
		_, _ = v.ws.NetConn().Write(said[cut:])
		if got := s.closed(t); got != wire.CloseNormal {
			t.Errorf("cut at %d of %d: counted as %d, want %d", cut, len(said), got, wire.CloseNormal)
		}
	}
}
