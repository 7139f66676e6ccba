package audience

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	mrand "math/rand/v2"
	"net"
	"net/http"
	"time"

	"tickwire/bench/lean"
	"tickwire/bench/notice"
)

// socket is an open WebSocket. Its client's goroutine alone reads and writes.
type socket struct {
	conn  net.Conn
	frame []byte
}

// send writes a message.
func (s *socket) send(opcode byte, payload []byte) error {
	s.frame = lean.AppendFrame(s.frame[:0], opcode, mrand.Uint32(), payload)
	_, err := s.conn.Write(s.frame)
	return err
}

// listen opens a WebSocket and hands over each message that comes, with its time, until there are no
// more. protocol is empty for none.
func (c *client) listen(ctx context.Context, path, protocol string, take func(s *socket, msg []byte, at time.Duration) error) error {
	s, rest, err := c.open(ctx, path, protocol)
	if err != nil {
		return err
	}
	defer s.conn.Close()
	if err := take(s, nil, 0); err != nil {
		return err
	}
	buf := append(make([]byte, 0, 16<<10), rest...)
	for at := notice.Now(); ; at = notice.Now() {
		left, err := s.take(buf, at, take)
		if err != nil {
			return err
		}
		buf = buf[:copy(buf[:cap(buf)], left)]
		if len(buf) == cap(buf) {
			buf = append(make([]byte, 0, 2*cap(buf)), buf...) // CutFrame bounds it
		}
		n, err := s.conn.Read(buf[len(buf):cap(buf)])
		if err != nil {
			return err
		}
		buf = buf[:len(buf)+n]
	}
}

// take handles the whole messages in b, and returns the rest.
func (s *socket) take(b []byte, at time.Duration, take func(s *socket, msg []byte, at time.Duration) error) ([]byte, error) {
	for {
		opcode, payload, rest, ok, err := lean.CutFrame(b)
		if err != nil || !ok {
			return b, err
		}
		switch opcode {
		case lean.OpBinary, lean.OpText:
			err = take(s, payload, at)
		case lean.OpPing:
			err = s.send(lean.OpPong, payload)
		case lean.OpClose:
			err = closed(payload)
		}
		if err != nil {
			return nil, err
		}
		b = rest
	}
}

func closed(payload []byte) error {
	if len(payload) < 2 {
		return errors.New("the server closed, and did not say why")
	}
	return fmt.Errorf("the server closed with code %d: %s", binary.BigEndian.Uint16(payload), payload[2:])
}

// open connects and upgrades; rest is what came behind the answer.
func (c *client) open(ctx context.Context, path, protocol string) (s *socket, rest []byte, err error) {
	conn, err := c.audience.dial(ctx)
	if err != nil {
		return nil, nil, err
	}
	var key [16]byte
	_, _ = rand.Read(key[:]) // never fails
	if protocol != "" {
		protocol = "Sec-WebSocket-Protocol: " + protocol + "\r\n"
	}
	if _, err := fmt.Fprintf(conn, upgradeHead, path, c.audience.cfg.Addr, base64.StdEncoding.EncodeToString(key[:]), protocol); err != nil {
		return nil, nil, err
	}
	r := bufio.NewReader(conn)
	a, err := http.ReadResponse(r, nil)
	if err != nil {
		return nil, nil, err
	}
	if a.StatusCode != http.StatusSwitchingProtocols {
		conn.Close()
		return nil, nil, fmt.Errorf("the server refused: %s", a.Status)
	}
	rest, _ = r.Peek(r.Buffered()) // which is there
	return &socket{conn: conn}, rest, nil
}
