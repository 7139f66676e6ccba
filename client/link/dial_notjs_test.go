//go:build !js

package link_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"tickwire/client/link"
)

// mute listens and never says a word; the channel tells of each connection.
func mute(t *testing.T) (url string, accepted <-chan net.Conn) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	conns := make(chan net.Conn, 1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { c.Close() })
			conns <- c
		}
	}()
	t.Cleanup(func() {
		ln.Close()
		<-done
	})
	return "ws://" + ln.Addr().String() + "/", conns
}

func TestServerNeverUpgrades(t *testing.T) {
	for _, row := range []struct {
		name string
		end  func(l *link.Link, cancel func())
		code uint16
		err  error
	}{
		{"context", func(_ *link.Link, cancel func()) { cancel() }, 1001, context.Canceled},
		{"close", func(l *link.Link, _ func()) { l.Close(1000, "never mind") }, 1000, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			url, accepted := mute(t)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			l, ran := link.New(link.Config{URL: url, DialTimeout: time.Hour}), make(chan error, 1)
			go func() { ran <- l.Run(ctx) }()
			<-accepted
			row.end(l, cancel)
			select {
			case err := <-ran:
				if !errors.Is(err, row.err) {
					t.Errorf("Run returned %v, want %v", err, row.err)
				}
			case <-time.After(patience):
				t.Fatal("Run did not return")
			}
			if code, _, _ := l.Closed(); code != row.code {
				t.Errorf("code %d, want %d", code, row.code)
			}
		})
	}
}

func TestDialTimeout(t *testing.T) {
	url, _ := mute(t)
	l := link.New(link.Config{URL: url, DialTimeout: 50 * time.Millisecond})
	if err := l.Run(t.Context()); !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("Run returned %v", err)
	}
}

// TestHeardMovesWithPings has the server answer the pong, and looks what was heard before that.
func TestHeardMovesWithPings(t *testing.T) {
	times := 0 // of the clock; only the link's reader asks for it once the link is open
	l, _ := start(t, link.Config{URL: serverURL(t), Now: func() time.Duration { times++; return time.Duration(times) }})
	until(t, l, "open", func() bool { return l.State() == link.Open })
	send(t, l, "ping nonce-17")
	receive(t, l)
	if l.Heard() != 3 {
		t.Errorf("%d signs of life, want that it was opened, a ping and a message", l.Heard())
	}
}

func TestConnectionLost(t *testing.T) {
	ln := &keeper{Listener: listen(t), kept: make(chan net.Conn, 1)}
	serveOn(t, ln)
	l, ran := start(t, link.Config{URL: "ws://" + ln.Addr().String() + "/"})
	until(t, l, "open", func() bool { return l.State() == link.Open })
	(<-ln.kept).Close()
	if err := <-ran; err == nil {
		t.Error("Run returned no error")
	}
	if code, reason, _ := l.Closed(); code != 1006 || reason != "connection lost" {
		t.Errorf("closed with %d %q", code, reason)
	}
}

// TestServerSendsANegativeLength sends a frame whose 64-bit length has its highest bit set.
func TestServerSendsANegativeLength(t *testing.T) {
	ln := &keeper{Listener: listen(t), kept: make(chan net.Conn, 1)}
	serveOn(t, ln)
	l, ran := start(t, link.Config{URL: "ws://" + ln.Addr().String() + "/"})
	until(t, l, "open", func() bool { return l.State() == link.Open })
	if _, err := (<-ln.kept).Write([]byte("\x82\x7f\xff\xff\xff\xff\xff\xff\xff\xffabcd")); err != nil {
		t.Fatal(err)
	}
	if err := <-ran; err == nil {
		t.Error("Run returned no error")
	}
	if code, reason, _ := l.Closed(); code != 1002 || reason == "" {
		t.Errorf("closed with %d %q", code, reason)
	}
}

func TestServerStopsReading(t *testing.T) {
	l, ran := start(t, link.Config{URL: serverURL(t), SendLimit: 64 << 20})
	until(t, l, "open", func() bool { return l.State() == link.Open })
	send(t, l, "stall")
	// More than the sockets of both ends swallow, so that the writer stalls in it.
	for range 4 {
		if err := l.Send(make([]byte, 8<<20)); err != nil {
			t.Fatal(err)
		}
	}
	l.Close(1000, "gone")
	select {
	case err := <-ran:
		if err != nil {
			t.Errorf("Run returned %v", err)
		}
	case <-time.After(patience):
		t.Fatal("a stalled write holds Run")
	}
	wantClosed(t, l, 1000, "gone", nil)
}

func TestTLS(t *testing.T) {
	// Only for its certificate.
	src := httptest.NewTLSServer(nil)
	defer src.Close()
	pool := x509.NewCertPool()
	pool.AddCert(src.Certificate())
	ln := listen(t)
	serveOn(t, tls.NewListener(ln, &tls.Config{Certificates: src.TLS.Certificates}))

	for _, way := range []link.Transport{link.WebSocket, link.LongPolling} {
		overTLS(t, link.Config{URL: "wss://" + ln.Addr().String() + "/", Transport: way}, pool)
	}
}

func overTLS(t *testing.T, cfg link.Config, pool *x509.CertPool) {
	t.Helper()
	if err := link.New(cfg).Run(t.Context()); err == nil {
		t.Error("an unknown authority was accepted")
	}
	cfg.Native.TLS = &tls.Config{RootCAs: pool}
	// Whatever the connection is made of, TLS goes over it.
	dialled := make(chan string, 10)
	cfg.Native.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
		dialled <- addr
		return new(net.Dialer).DialContext(ctx, network, addr)
	}
	l, ran := start(t, cfg)
	until(t, l, "open", func() bool { return l.State() == link.Open })
	send(t, l, "close 4005 bye")
	wantClosed(t, l, 4005, "bye", nil)
	if err := <-ran; err != nil {
		t.Errorf("Run returned %v", err)
	}
	if got := "wss://" + <-dialled + "/"; got != cfg.URL {
		t.Errorf("dialled %s, want %s", got, cfg.URL)
	}
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return ln
}

// keeper keeps the connections that it accepts.
type keeper struct {
	net.Listener
	kept chan net.Conn
}

func (k *keeper) Accept() (net.Conn, error) {
	c, err := k.Listener.Accept()
	if err == nil {
		k.kept <- c
	}
	return c, err
}
