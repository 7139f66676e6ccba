package hostile_test

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"tickwire/proto/wire"
)

// The opcodes of RFC 6455.
const (
	opMore   = 0x0
	opText   = 0x1
	opBinary = 0x2
	opClose  = 0x8
	opPing   = 0x9
	opPong   = 0xa
)

// peer is a connection by which any bytes can be said.
type peer struct {
	t       *testing.T
	stage   *stage
	c       net.Conn
	in      *bufio.Reader
	decoder *wire.FrameDecoder
	welcome wire.Welcome
}

// dial connects and says nothing.
func (s *stage) dial() *peer {
	s.t.Helper()
	c, err := net.Dial("tcp", s.server.Addr().String())
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { c.Close() })
	_ = c.SetDeadline(time.Now().Add(6 * patience))
	return &peer{t: s.t, stage: s, c: c, in: bufio.NewReader(c), decoder: wire.NewFrameDecoder(s.def.Schema)}
}

// upgrade asks for a WebSocket with more lines in the header, and returns the answer.
func (p *peer) upgrade(lines ...string) *http.Response {
	p.t.Helper()
	text := "GET /ws HTTP/1.1\r\nHost: " + p.stage.server.Addr().String() + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: " + wire.Subprotocol + "\r\n"
	for _, l := range lines {
		text += l + "\r\n"
	}
	_, _ = io.WriteString(p.c, text+"\r\n")
	resp, err := http.ReadResponse(p.in, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { resp.Body.Close() })
	return resp
}

// open is a peer with a WebSocket.
func (s *stage) open() *peer {
	s.t.Helper()
	p := s.dial()
	if resp := p.upgrade(); resp.StatusCode != http.StatusSwitchingProtocols {
		s.t.Fatalf("not upgraded: %s", resp.Status)
	}
	return p
}

// hello is a Hello that is let in, changed by functions.
func (s *stage) hello(change ...func(*wire.Hello)) []byte {
	h := wire.Hello{
		ProtocolVersion: wire.ProtocolVersion, Game: s.def.Name, GameVersion: s.def.Version,
		SchemaHash: s.def.Schema.Hash(), Encodings: []wire.Encoding{wire.EncodingColumns},
	}
	for _, f := range change {
		f(&h)
	}
	return wire.AppendHello(nil, &h)
}

// enter says a Hello and waits for the Welcome, or tells why there is none.
func (p *peer) enter(change ...func(*wire.Hello)) error {
	_ = p.write(opBinary, p.stage.hello(change...))
	for {
		op, msg, err := p.read()
		switch {
		case err != nil:
			return err
		case op == opPing:
			_ = p.write(opPong, msg)
		case op == opClose:
			return closed(msg)
		default:
			p.welcome, err = wire.DecodeWelcome(msg)
			return err
		}
	}
}

// join is a peer with a seat.
func (s *stage) join(name string) *peer {
	s.t.Helper()
	p := s.open()
	if err := p.enter(func(h *wire.Hello) { h.Name = name }); err != nil {
		s.t.Fatalf("%s is not let in: %v", name, err)
	}
	return p
}

// closedError is the server's close frame.
type closedError struct {
	code   wire.CloseCode
	reason string
}

func (e *closedError) Error() string { return fmt.Sprintf("closed with %d %q", e.code, e.reason) }

func closed(payload []byte) error {
	if len(payload) < 2 {
		return &closedError{}
	}
	return &closedError{wire.CloseCode(binary.BigEndian.Uint16(payload)), string(payload[2:])}
}

// frame is a message of a client, masked by what changes nothing. first is its first byte.
func frame(first byte, payload []byte) []byte {
	b := []byte{first}
	switch n := len(payload); {
	case n < 126:
		b = append(b, 0x80|byte(n))
	case n < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, 0x80|126), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, 0x80|127), uint64(n))
	}
	return append(append(b, 0, 0, 0, 0), payload...)
}

// write sends one whole message.
func (p *peer) write(op byte, payload []byte) error {
	_, err := p.c.Write(frame(0x80|op, payload))
	return err
}

// read is the next message of the server, which sends each in one frame.
func (p *peer) read() (op byte, payload []byte, err error) {
	var head [2]byte
	if _, err = io.ReadFull(p.in, head[:]); err != nil {
		return 0, nil, err
	}
	n := uint64(head[1])
	var long [8]byte
	switch n {
	case 126:
		_, err = io.ReadFull(p.in, long[6:])
		n = binary.BigEndian.Uint64(long[:])
	case 127:
		_, err = io.ReadFull(p.in, long[:])
		n = binary.BigEndian.Uint64(long[:])
	}
	if err != nil {
		return 0, nil, err
	}
	payload = make([]byte, n)
	_, err = io.ReadFull(p.in, payload)
	return head[0] & 0xf, payload, err
}

// end reads on until the server closes, and tells how. With answer it says meanwhile what clients must.
func (p *peer) end() (wire.CloseCode, string) {
	p.t.Helper()
	for {
		op, msg, err := p.read()
		if err != nil {
			p.t.Errorf("the connection ended without a close frame: %v", err)
			return 0, ""
		}
		if op == opClose {
			c := closed(msg)
			var e *closedError
			if errors.As(c, &e) {
				return e.code, e.reason
			}
		}
	}
}

// flood sends the same bytes until the server has had enough.
func (p *peer) flood(b []byte, most int) {
	for range most {
		if _, err := p.c.Write(b); err != nil {
			return
		}
	}
}
