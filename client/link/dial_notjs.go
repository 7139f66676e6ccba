//go:build !js

package link

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/lxzan/gws"
)

// Native holds the desktop's own options.
type Native struct {
	// TLS is for wss URLs; nil means the system's roots and the URL's host name.
	TLS *tls.Config
	// Dial connects to host:port for ws and wss URLs alike; nil is the system's TCP. It is for
	// networks that are no sockets, such as a test's; TLS is spoken over whatever it returns.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
}

// socket carries a Link over a WebSocket of gws.
type socket struct {
	*Link
	out *mailbox // what waits for the writer
}

func newSocket(l *Link) carrier { return &socket{l, newMailbox(l.cfg.SendLimit)} }

func (l *socket) send(data []byte) bool {
	return l.out.push(Message{Data: append([]byte(nil), data...)})
}

// run connects, then is the writer until the link is closed, beside one reader goroutine.
func (l *socket) run() {
	raw, ws, err := l.dial()
	if err != nil {
		l.unreached(err)
		return
	}
	defer raw.Close()
	if l.open() {
		l.serve(raw, ws)
		return
	}
	_ = raw.SetDeadline(time.Now().Add(closeGrace))
	l.sendClose(ws)
}

func (l *socket) serve(raw net.Conn, ws *gws.Conn) {
	// A stalled write holds gws's lock, and the reader's pong and the close frame wait for it:
	// the deadline is what ends all three.
	defer context.AfterFunc(l.done, func() { _ = raw.SetDeadline(time.Now().Add(closeGrace)) })()
	read := make(chan struct{})
	go func() {
		defer close(read)
		l.read(ws)
	}()
	for l.State() != Closed {
		select {
		case <-l.out.ready:
			l.flush(ws)
		case <-l.done.Done():
		}
	}
	l.flush(ws)
	l.sendClose(ws)
	<-read
}

// read is gws's loop. gws takes a length with its highest bit set for a negative one and panics: a
// server that sends one ends its link, not the program.
func (l *socket) read(ws *gws.Conn) {
	defer func() {
		if v := recover(); v != nil {
			l.finish(codeProtocol, "the frames make no sense", fmt.Errorf("link: read: %v", v))
		}
	}()
	ws.ReadLoop()
}

// flush writes what waits. An error needs no care here: gws ends the reader, and that the link.
func (l *socket) flush(ws *gws.Conn) {
	for m, ok := l.out.pop(); ok; m, ok = l.out.pop() {
		if ws.WriteMessage(gws.OpcodeBinary, m.Data) != nil {
			return
		}
	}
}

func (l *socket) sendClose(ws *gws.Conn) {
	code, reason, _ := l.Closed()
	// Where the peer closed first gws has answered already and refuses this one.
	_ = ws.WriteClose(code, []byte(reason))
}

// dial returns an upgraded connection within the time of Config, or an error as soon as the
// link is closed.
func (l *socket) dial() (net.Conn, *gws.Conn, error) {
	ctx, cancel := context.WithTimeout(l.done, l.cfg.DialTimeout)
	defer cancel()

	raw, err := dialRaw(ctx, l.cfg)
	if err != nil {
		return nil, nil, err
	}
	unwatch := context.AfterFunc(ctx, func() { raw.Close() })
	ws, resp, err := gws.NewClientFromConn(&reader{link: l.Link}, &gws.ClientOption{
		Addr:               l.cfg.URL,
		ReadMaxPayloadSize: l.cfg.ReadLimit,
		HandshakeTimeout:   l.cfg.DialTimeout,
		RequestHeader:      http.Header{"Sec-Websocket-Protocol": {l.cfg.Subprotocol}},
	}, halfCloser{raw})
	switch {
	case !unwatch():
		err = ctx.Err() // the watch has closed the connection, whatever gws made of that
	case err != nil && resp != nil && resp.StatusCode != http.StatusSwitchingProtocols:
		err = statusError(resp.StatusCode)
	case err != nil && resp != nil:
		err = fmt.Errorf("%w: %w", errNoServer, err)
	}
	if err != nil {
		raw.Close()
		return nil, nil, err
	}
	return raw, ws, nil
}

func dialRaw(ctx context.Context, cfg Config) (net.Conn, error) {
	u, err := url.Parse(cfg.URL)
	if err != nil {
		return nil, err
	}
	port := map[string]string{"ws": "80", "wss": "443"}[u.Scheme]
	if port == "" {
		return nil, errors.New("the scheme must be ws or wss")
	}
	if u.Port() != "" {
		port = u.Port()
	}
	dial := cfg.Native.Dial
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	raw, err := dial(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
	if err != nil || u.Scheme == "ws" {
		return raw, err
	}
	return shake(ctx, cfg.Native.TLS, raw, u.Hostname())
}

// shake speaks TLS over a connection, or closes it.
func shake(ctx context.Context, cfg *tls.Config, raw net.Conn, host string) (net.Conn, error) {
	cfg = cfg.Clone()
	if cfg == nil {
		cfg = &tls.Config{}
	}
	if cfg.ServerName == "" {
		cfg.ServerName = host
	}
	c := tls.Client(raw, cfg)
	if err := c.HandshakeContext(ctx); err != nil {
		raw.Close()
		return nil, err
	}
	return c, nil
}

// halfCloser lets gws close only the sending half. gws closes right after its close frame, and
// a kernel that then finds unread data sends a reset, which makes the peer lose that frame. The
// reader goes on until the peer has closed too, and then the owner closes for real.
type halfCloser struct{ net.Conn }

func (c halfCloser) Close() error {
	_ = c.SetReadDeadline(time.Now().Add(closeGrace))
	if w, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return w.CloseWrite()
	}
	return c.Conn.Close()
}
