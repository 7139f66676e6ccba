package gate_test

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"tickwire/proto/wire"
	"tickwire/server/gate"
	"tickwire/server/proxy"
)

// loopback is where the tests are, as a proxy would be.
func loopback(t *testing.T) proxy.Trusted {
	t.Helper()
	p, err := proxy.Parse("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// occupy is knock by somebody who stays.
func occupy(t *testing.T, addr, request string) int {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.WriteString(c, request); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	return resp.StatusCode
}

// TestLimitsAreOfThoseBehindAProxy fills the two places of each network, one after the other.
func TestLimitsAreOfThoseBehindAProxy(t *testing.T) {
	t.Parallel()
	const in, full = http.StatusSwitchingProtocols, http.StatusTooManyRequests
	type try struct {
		forwarded string
		want      int
	}
	for _, row := range []struct {
		name  string
		trust proxy.Trusted
		tries []try
	}{
		{"trusted", loopback(t), []try{
			{"203.0.113.1", in},
			{"203.0.113.1", in},
			{"203.0.113.1", full},
			{"203.0.113.2", in}, // has nothing to do with that
			{"203.0.113.3, 203.0.113.1", full},
			{"203.0.113.3\n203.0.113.1", full},
			{"10.0.0.1,203.0.113.1:77", full},
			{"::ffff:203.0.113.1", full},
			{"203.0.113.1, 127.0.0.1", full},
			{"2001:db8::1", in},
			{"[2001:db8::2]:4711", in},
			{"2001:db8:0:0:ffff::", full},
			{"2001:db8:0:1::", in},
			{"", in},
			{"unknown", in},
			{"203.0.113.9, ?", full}, // all of these three are the proxy itself
		}},
		{"not trusted", nil, []try{{"203.0.113.1", in}, {"203.0.113.2", in}, {"203.0.113.3", full}, {"", full}}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			s := open(t, gate.IOAuto, gate.Config{Proxies: row.trust, Limits: gate.Limits{
				ConnsPerRemote: 2, OpensPerRemote: gate.Rate{PerSecond: -1}, HelloTimeout: time.Minute,
			}}, time.Minute)
			for i, try := range row.tries {
				if got := occupy(t, s.addr, handshake{"X-Forwarded-For": try.forwarded}.String()); got != try.want {
					t.Errorf("%d: for %q: %d, want %d", i, try.forwarded, got, try.want)
				}
			}
		})
	}
}

func TestOwnPagesBehindAProxy(t *testing.T) {
	t.Parallel()
	trusting := open(t, gate.IOAuto, gate.Config{Proxies: loopback(t)}, time.Minute)
	alone := open(t, gate.IOAuto, gate.Config{}, time.Minute)
	for _, row := range []struct {
		name, origin, proto string
		trusting, alone     int
	}{
		{"TLS at the proxy", "https://play.example", "https", 101, 101},
		{"a page without it", "http://play.example", "https", 403, 101}, // alone, it is not known
		{"none at the proxy", "http://play.example", "http", 101, 101},
		{"a page with it", "https://play.example", "http", 403, 101},
		{"a proxy that does not say", "https://play.example", "", 101, 101},
		{"another page by TLS", "https://evil.example", "https", 403, 403},
	} {
		request := handshake{"Origin": row.origin, "X-Forwarded-Proto": row.proto, "X-Forwarded-For": "203.0.113.1"}.String()
		for s, want := range map[*site]int{trusting: row.trusting, alone: row.alone} {
			if resp, body := knock(t, s.addr, request); resp.StatusCode != want {
				t.Errorf("%s: %s %q, want %d; trusting: %t", row.name, resp.Status, body, want, s == trusting)
			}
		}
	}
}

// lines is what was logged.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// whence lets everybody in and remembers where they came from.
type whence chan string

func (w whence) Authorize(_ context.Context, _, remote string) (gate.Identity, error) {
	w <- remote
	return gate.Identity{}, nil
}

// TestAPlayerBehindAProxyIsCalledByItsAddress follows one to where it is asked for and told of.
func TestAPlayerBehindAProxyIsCalledByItsAddress(t *testing.T) {
	t.Parallel()
	var log lines
	asked := make(whence, 1)
	s := open(t, gate.IOAuto, gate.Config{Proxies: loopback(t), Auth: asked, Log: slog.New(slog.NewTextHandler(&log, nil))}, time.Minute)
	v := s.visitAs(t, true, http.Header{"X-Forwarded-For": {"198.51.100.66, 203.0.113.9:4711"}})
	v.send(s.hello(func(h *wire.Hello) { h.Token = "x" }))
	select {
	case <-v.welcom:
	case <-time.After(10 * time.Second):
		t.Fatal("no welcome")
	}
	if got := <-asked; got != "203.0.113.9:4711" {
		t.Errorf("the authorizer was told of %s", got)
	}
	s.stop()
	for line := range strings.Lines(log.String()) {
		if !strings.Contains(line, "remote=203.0.113.9:4711") && strings.Contains(line, "msg=join") {
			t.Error(line)
		}
	}
	if !strings.Contains(log.String(), "msg=join") {
		t.Error("nobody joined")
	}
}
