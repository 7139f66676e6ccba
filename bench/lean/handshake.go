package lean

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"fmt"
	mrand "math/rand/v2"
	"net"
	"net/url"
	"strings"

	"tickwire/proto/wire"
)

// dial connects and upgrades; the second result is what came behind the server's answer.
func (f *Fleet) dial(ctx context.Context) (*net.TCPConn, []byte, error) {
	raw := f.cfg.URL
	u, err := url.Parse(raw)
	if err != nil {
		return nil, nil, err
	}
	if u.Scheme != "ws" {
		return nil, nil, fmt.Errorf("lean: %s: only ws is spoken here; measuring TLS is for another tool", raw)
	}
	addr := u.Host
	if u.Port() == "" {
		addr = net.JoinHostPort(u.Hostname(), "80")
	}
	c, err := f.cfg.dialer().DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, nil, err
	}
	stop := context.AfterFunc(ctx, func() { c.Close() })
	rest, err := upgrade(c, u)
	if !stop() {
		err = errors.Join(ctx.Err(), err)
	}
	conn, ok := c.(*net.TCPConn)
	if err != nil || !ok {
		c.Close()
		return nil, nil, err
	}
	return conn, rest, nil
}

// dialer connects from Source, where it is set.
func (c *Config) dialer() *net.Dialer {
	if c.Source == "" {
		return &net.Dialer{}
	}
	return &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(c.Source)}}
}

// acceptGUID is the constant of RFC 6455 section 1.3.
const acceptGUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

func upgrade(c net.Conn, u *url.URL) (rest []byte, err error) {
	var nonce [16]byte
	_, _ = rand.Read(nonce[:]) // never fails
	key := base64.StdEncoding.EncodeToString(nonce[:])
	_, err = fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\nSec-WebSocket-Protocol: %s\r\n\r\n",
		u.RequestURI(), u.Host, key, wire.Subprotocol)
	if err != nil {
		return nil, err
	}
	var answer []byte
	end := -1
	for end < 0 {
		var buf [1024]byte
		n, err := c.Read(buf[:])
		if err != nil {
			return nil, fmt.Errorf("lean: no answer to the upgrade: %w", err)
		}
		if answer = append(answer, buf[:n]...); len(answer) > 8<<10 {
			return nil, errors.New("lean: the answer to the upgrade does not end")
		}
		end = bytes.Index(answer, []byte("\r\n\r\n"))
	}
	head := string(answer[:end])
	sum := sha1.Sum([]byte(key + acceptGUID))
	if status, _, _ := strings.Cut(head, "\r\n"); !strings.HasPrefix(status, "HTTP/1.1 101 ") {
		return nil, fmt.Errorf("lean: the server refused: %s", status)
	}
	if !strings.Contains(head, base64.StdEncoding.EncodeToString(sum[:])) {
		return nil, errors.New("lean: the server did not answer our key")
	}
	return answer[end+4:], nil
}

// hello introduces a player and waits for the Welcome; rest is what came behind it.
func (f *Fleet) hello(c net.Conn, rest []byte, name string) (*wire.Welcome, []byte, error) {
	def := f.cfg.Def
	msg := wire.AppendHello(nil, &wire.Hello{
		ProtocolVersion: wire.ProtocolVersion, Game: def.Name, GameVersion: def.Version, SchemaHash: def.Schema.Hash(),
		Room: f.cfg.Room, Name: name, Encodings: f.cfg.Encodings,
	})
	if _, err := c.Write(AppendFrame(nil, OpBinary, mrand.Uint32(), msg)); err != nil {
		return nil, nil, err
	}
	for {
		opcode, payload, after, ok, err := CutFrame(rest)
		switch {
		case err != nil:
			return nil, nil, err
		case ok && opcode == OpBinary:
			w, err := wire.DecodeWelcome(payload)
			return &w, after, err
		case ok && opcode == OpClose && len(payload) >= 2:
			code := wire.CloseCode(uint16(payload[0])<<8 | uint16(payload[1]))
			return nil, nil, &RefusedError{Code: code, Reason: string(payload[2:])}
		case ok:
			rest = after // a ping; there is time for it later
			continue
		}
		var buf [1024]byte
		n, err := c.Read(buf[:])
		if rest = append(rest, buf[:n]...); err != nil {
			return nil, nil, err
		}
	}
}

// RefusedError says that the server closed the connection instead of letting a player in.
type RefusedError struct {
	Code   wire.CloseCode
	Reason string
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("refused with code %d: %s", e.Code, e.Reason)
}
