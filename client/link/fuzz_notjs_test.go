//go:build !js

package link

import (
	"bytes"
	"crypto/sha1"
	"encoding/base64"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/lxzan/gws"
)

// tape is a connection whose other end answers the upgrade and then has said all it ever will.
type tape struct {
	net.Conn
	says, in []byte
}

func (c *tape) Write(b []byte) (int, error) {
	if _, rest, ok := bytes.Cut(b, []byte("Sec-Websocket-Key: ")); ok { // as net/http spells it
		key, _, _ := bytes.Cut(rest, []byte("\r\n"))
		sum := sha1.Sum(append(bytes.Clone(key), "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"...))
		c.in = append([]byte("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: p\r\n"+
			"Sec-WebSocket-Accept: "+base64.StdEncoding.EncodeToString(sum[:])+"\r\n\r\n"), c.says...)
	}
	return len(b), nil
}

func (c *tape) Read(b []byte) (int, error) {
	if len(c.in) == 0 {
		return 0, net.ErrClosed
	}
	n := copy(b, c.in)
	c.in = c.in[n:]
	return n, nil
}

func (c *tape) Close() error                     { return nil }
func (c *tape) SetDeadline(time.Time) error      { return nil }
func (c *tape) SetReadDeadline(time.Time) error  { return nil }
func (c *tape) SetWriteDeadline(time.Time) error { return nil }

// FuzzRead reads what a server sends behind its upgrade. The link must be over then, for a cause that
// fits a close frame, and hold no more than its Config allows.
func FuzzRead(f *testing.F) {
	f.Add([]byte{0x82, 3, 1, 2, 3, 0x89, 0, 0x88, 2, 0x03, 0xe8})
	f.Add([]byte{0x02, 1, 1, 0x89, 1, 7, 0x80, 1, 2, 0x82, 0})
	f.Add([]byte{0x81, 2, 'h', 'i'})
	f.Add([]byte{0x82, 127, 255, 255, 255, 255, 255, 255, 255, 255})
	f.Add([]byte{0x82, 126, 255, 255, 1})
	f.Add([]byte{0x88, 4, 0x0b, 0xb9, 'n', 'o'})
	f.Add(bytes.Repeat([]byte{0x82, 0}, 100))
	const limit = 1024
	f.Fuzz(func(t *testing.T, says []byte) {
		l := New(Config{URL: "ws://server/", Subprotocol: "p", ReadLimit: limit, MailboxLimit: 4 * limit, Now: func() time.Duration { return 0 }})
		ws, _, err := gws.NewClientFromConn(&reader{link: l}, &gws.ClientOption{
			Addr: l.cfg.URL, ReadMaxPayloadSize: l.cfg.ReadLimit, RequestHeader: http.Header{"Sec-Websocket-Protocol": {"p"}},
		}, &tape{says: says})
		if err != nil {
			t.Fatal(err)
		}
		l.open()
		(&socket{Link: l}).read(ws)
		code, reason, _ := l.Closed()
		if l.State() != Closed || code == 0 || len(reason) > 123 {
			t.Fatalf("state %v, code %d, reason %q", l.State(), code, reason)
		}
		size := 0
		for m, ok := l.Poll(); ok; m, ok = l.Poll() {
			if size += len(m.Data); len(m.Data) > limit || size > 4*limit {
				t.Fatalf("a message of %d bytes, of %d in all", len(m.Data), size)
			}
		}
	})
}
