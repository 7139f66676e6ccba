package gate

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/lxzan/gws"
)

// said is what a reader makes of a client's bytes: messages and control frames, a line each, and
// then the code with which it ends, and the answer to a close frame; 0 for bytes that just end.
type said struct{ lines []string }

func (s *said) note(op opcode, payload []byte) {
	s.lines = append(s.lines, fmt.Sprintf("%d %q", op, payload))
}

func (s *said) end(err error, answer []byte) {
	var closed *gws.CloseError
	var status interface{ Uint16() uint16 }
	code := uint16(0)
	switch {
	case errors.As(err, &closed):
		code = closed.Code
	case errors.As(err, &status):
		code = status.Uint16()
	case !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		code = uint16(codeProtocol) // gws: unexpected opcode
	}
	s.lines = append(s.lines, fmt.Sprintf("end %d", code))
	if closed != nil {
		s.lines = append(s.lines, fmt.Sprintf("answer %q", answer))
	}
}

const fuzzLimit = 1000

// ours reads bytes in pieces of a size.
func ours(b []byte, size int) *said {
	s, m := &said{}, &incoming{}
	for piece := range slices.Chunk(b, size) {
		for b := m.begin(bytes.Clone(piece)); ; {
			op, payload, rest, err := m.next(b, fuzzLimit)
			if err != nil {
				s.end(err, nil)
				return s
			}
			if op == opMore {
				break
			}
			if op == opClose {
				s.end(closedBy(payload), closeAnswer(payload))
				return s
			}
			s.note(op, payload)
			b = rest
		}
	}
	s.end(io.EOF, nil)
	return s
}

// wired is a connection that gives bytes and takes what is written.
type wired struct {
	net.Conn
	in  io.Reader
	out bytes.Buffer
}

func (w *wired) Read(p []byte) (int, error)  { return w.in.Read(p) }
func (w *wired) Write(p []byte) (int, error) { return w.out.Write(p) }
func (w *wired) Close() error                { return nil }
func (w *wired) SetDeadline(time.Time) error { return nil }

func (s *said) OnOpen(*gws.Conn)                      {}
func (s *said) OnPing(_ *gws.Conn, p []byte)          { s.note(opPing, p) }
func (s *said) OnPong(_ *gws.Conn, p []byte)          { s.note(opPong, p) }
func (s *said) OnMessage(_ *gws.Conn, m *gws.Message) { s.note(opcode(m.Opcode), m.Bytes()) }
func (s *said) OnClose(ws *gws.Conn, err error) {
	out := ws.NetConn().(*wired).out.Bytes() //nolint:errcheck // theirs made it
	s.end(err, out[min(2, len(out)):])
}

// theirs has gws read them.
func theirs(t *testing.T, b []byte) *said {
	s, w := &said{}, &wired{in: bytes.NewReader(b)}
	r := &http.Request{Method: http.MethodGet, Header: http.Header{
		"Connection": {"Upgrade"}, "Upgrade": {"websocket"}, "Sec-Websocket-Version": {"13"}, "Sec-Websocket-Key": {"AAAAAAAAAAAAAAAAAAAAAA=="},
	}}
	ws, err := gws.NewUpgrader(s, &gws.ServerOption{ReadMaxPayloadSize: fuzzLimit}).UpgradeFromConn(w, bufio.NewReader(w), r)
	if err != nil {
		t.Fatal(err)
	}
	w.out.Reset()
	ws.ReadLoop()
	return s
}

// FuzzIncoming compares what we make of a client's bytes with what gws makes of them.
func FuzzIncoming(f *testing.F) {
	hello, long := masked(opBinary, []byte("hello")), masked(opBinary, noise(300))
	part := func(op opcode, final bool, text string) []byte {
		b := masked(op, []byte(text))
		if !final {
			b[0] &^= bitFinal
		}
		return b
	}
	for _, seed := range [][]byte{
		hello, long, slices.Concat(hello, long, masked(opPing, nil), masked(opPong, []byte("x")), masked(opText, []byte("é")), hello[:7]),
		slices.Concat(part(opBinary, false, "a"), masked(opPing, []byte("between")), part(opMore, false, "b"), part(opMore, true, "c"), hello),
		slices.Concat(part(opBinary, false, "a"), hello),
		part(opMore, true, "of nothing"),
		slices.Concat(part(opText, false, string(noise(600))), part(opMore, true, string(noise(600)))),
		masked(opBinary, noise(fuzzLimit+1)),
		masked(opPing, noise(maxControl+1)),
		part(opPing, false, "in parts"),
		appendFrame(nil, opBinary, []byte("not masked")),
		append([]byte{hello[0] | 0x40}, hello[1:]...),
		masked(3, nil), masked(11, []byte("unknown")),
		masked(opClose, nil), masked(opClose, []byte("x")), masked(opClose, append(closeCode(3001), "bye"...)),
		append([]byte{0x82, 0xff}, binary.BigEndian.AppendUint64(nil, 1<<40)...),
		{0x82, 0xfe, 0, 5, 1, 2, 3, 4, 'h', 'e', 'l', 'l', 'o'}, // a length that is longer than it must be
	} {
		f.Add(seed, 7)
	}
	for code := uint16(998); code < 1020; code++ {
		f.Add(masked(opClose, closeCode(code)), 100)
	}
	f.Add(masked(opClose, closeCode(2999)), 1)
	f.Add(masked(opClose, closeCode(5000)), 1)
	f.Fuzz(func(t *testing.T, b []byte, size int) {
		for i := range b {
			if i+10 <= len(b) && b[i+1]&0x7f == 127 && b[i+2] >= 0x80 {
				t.Skip("gws panics at lengths that it takes for negative")
			}
		}
		got, want := ours(b, max(size&0xff, 1)), theirs(t, b)
		if !slices.Equal(got.lines, want.lines) {
			t.Errorf("%q\n got %q\nwant %q", b, got.lines, want.lines)
		}
	})
}

func TestFramesOfEachLength(t *testing.T) {
	for _, n := range []int{0, 1, 125, 126, 127, 1<<16 - 1, 1 << 16, 1 << 17} {
		want := noise(n)
		b := append(masked(opBinary, want), "next"...)
		for _, short := range []int{0, 1, 3, 9} {
			if _, size, code := cut(b[:min(short, n)], 1<<20); size != 0 || code != 0 {
				t.Errorf("%d bytes: cut %d, code %d of the first %d", n, size, code, short)
			}
		}
		f, size, code := cut(b, 1<<20)
		if code != 0 || size != len(b)-len("next") || f.op != opBinary || !f.final || !bytes.Equal(f.payload, want) {
			t.Errorf("%d bytes: %d of %d, code %d, opcode %d", n, size, len(b), code, f.op)
		}
	}
}

// TestALengthWithoutALimitIsNotAdded cuts the longest frame there is, for one who takes whatever fits
// an int.
func TestALengthWithoutALimitIsNotAdded(t *testing.T) {
	for less := range uint64(16) {
		b := binary.BigEndian.AppendUint64([]byte{0x82, 0xff}, math.MaxInt64-less)
		if _, size, code := cut(append(b, "maskdata"...), math.MaxInt); size != 0 || code != 0 && math.MaxInt == math.MaxInt64 {
			t.Errorf("%d less than the most: cut %d, code %d", less, size, code)
		}
	}
}
