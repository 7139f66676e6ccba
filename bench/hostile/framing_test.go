package hostile_test

import (
	"bytes"
	"compress/flate"
	"math/rand/v2"
	"runtime"
	"testing"

	"tickwire/proto/wire"
	"tickwire/server/gate"
	"tickwire/server/host"
)

// TestCompressedBombsDoNotGoOff offers compression, which is not taken up, and sends it nevertheless.
func TestCompressedBombsDoNotGoOff(t *testing.T) { bothWays(t, testCompressedBombsDoNotGoOff) }

func testCompressedBombsDoNotGoOff(t *testing.T, way gate.IO) {
	s := perform(t, way, host.Config{})
	var bomb bytes.Buffer
	w, err := flate.NewWriter(&bomb, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = w.Write(make([]byte, 4<<20))
	_ = w.Flush()

	for _, seated := range []bool{false, true} {
		p := s.dial()
		resp := p.upgrade("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits")
		if got := resp.Header.Get("Sec-WebSocket-Extensions"); got != "" {
			t.Errorf("the server takes up %q", got)
		}
		if seated {
			if err := p.enter(); err != nil {
				t.Fatal(err)
			}
		}
		_, _ = p.c.Write(frame(0xc0|opBinary, bomb.Bytes()[:bomb.Len()-4]))
		if code, _ := p.end(); code != 1002 {
			t.Errorf("seated %v: closed with %d, want 1002", seated, code)
		}
	}
}

// TestWhatIsTooLargeIsNotKept announces, or sends in pieces, more than a message may be.
func TestWhatIsTooLargeIsNotKept(t *testing.T) { bothWays(t, testWhatIsTooLargeIsNotKept) }

func testWhatIsTooLargeIsNotKept(t *testing.T, way gate.IO) {
	s := perform(t, way, host.Config{})
	piece := make([]byte, 1000)
	before := allocated()
	for name, say := range map[string][]byte{
		"a message of 9 KiB":        frame(0x80|opBinary, make([]byte, 9<<10)),
		"4 GiB, announced":          {0x80 | opBinary, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 'x'},
		"4 EiB, announced":          {0x80 | opBinary, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 'x'},
		"9 KiB in pieces":           append(frame(opBinary, piece), bytes.Repeat(frame(opMore, piece), 9)...),
		"8 KiB and a half finished": append(frame(opBinary, make([]byte, 8<<10)), frame(opMore, piece)...),
	} {
		for _, seated := range []bool{false, true} {
			p := s.open()
			if seated {
				if err := p.enter(); err != nil {
					t.Fatal(err)
				}
			}
			_, _ = p.c.Write(say)
			if code, _ := p.end(); code != wire.CloseTooLarge {
				t.Errorf("%s, seated %v: closed with %d, want %d", name, seated, code, wire.CloseTooLarge)
			}
		}
	}
	if grew := allocated() - before; grew > 1<<30 { // other tests run meanwhile
		t.Errorf("%d MB were allocated for it", grew>>20)
	}
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// TestMutatedMessages sends messages of which some bits, bytes or lengths are others, before and after
// a Hello. Each is understood, or ends its own link; none ends the room.
func TestMutatedMessages(t *testing.T) { bothWays(t, testMutatedMessages) }

func testMutatedMessages(t *testing.T, way gate.IO) {
	const peers, each = 60, 20
	s := perform(t, way, host.Config{Limits: gate.Limits{ConnsPerRemote: -1}})
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	ends := map[wire.CloseCode]int{}
	for i := range peers {
		p := s.open()
		if i%2 == 0 {
			if err := p.enter(); err != nil {
				t.Fatal(err)
			}
		}
		var all []byte
		for range each {
			tick := p.welcome.Tick
			messages := [][]byte{
				s.hello(), wire.AppendChat(nil, "hello"), wire.AppendSetName(nil, "other"),
				wire.AppendInputs(nil, &wire.Inputs{
					Ack: tick, View: 77, Inputs: []wire.Input{{Tick: tick + 1, Vals: []int32{1}}, {Tick: tick + 2, Vals: []int32{-1}}},
				}),
			}
			all = append(all, frame(0x80|opBinary, mutate(r, messages[r.IntN(len(messages))]))...)
		}
		all = append(all, frame(0x80|opBinary, wire.AppendLeave(nil))...)
		_, _ = p.c.Write(all)
		code, _ := p.end()
		ends[code]++
	}
	t.Logf("closed with %v", ends)
	for code, n := range ends {
		switch code {
		case wire.CloseNormal, wire.CloseBad, wire.CloseVersion, wire.CloseSchema, wire.CloseOrder, wire.CloseInput:
		default:
			t.Errorf("%d links were closed with %d", n, code)
		}
	}
	if ends[wire.CloseBad] < peers/4 {
		t.Errorf("%d of %d links were closed for bad messages: are they mutated?", ends[wire.CloseBad], peers)
	}
}

// mutate changes a message in one to four places.
func mutate(r *rand.Rand, msg []byte) []byte {
	b := bytes.Clone(msg)
	for range 1 + r.IntN(4) {
		if len(b) == 0 {
			return b
		}
		switch i := r.IntN(len(b)); r.IntN(5) {
		case 0:
			b[i] ^= 1 << r.IntN(8)
		case 1:
			b[i] = byte(r.Uint32())
		case 2:
			b = b[:i]
		case 3:
			b = append(b[:i:i], append([]byte{0xff, 0xff, 0xff, 0xff, 0x0f}, b[i:]...)...)
		case 4:
			b = append(b, b[i:]...)
		}
	}
	return b
}
