package host_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"tickwire/client/link"
	"tickwire/client/netplay"
	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/proto/wire"
	"tickwire/server/certs"
	"tickwire/server/gate"
	"tickwire/server/host"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// output is what a person reads.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// start serves the arena until stop.
func start(t *testing.T, cfg host.Config) (s *host.Server, stop func()) {
	t.Helper()
	if cfg.Def == nil {
		cfg.Def = arena.Definition()
	}
	cfg.Addr, cfg.Admin = "127.0.0.1:0", "127.0.0.1:0"
	s, err := host.Listen(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return s, stop
}

// player is a client that holds its keys still.
type player struct {
	t     *testing.T
	def   *game.Definition
	link  *link.Link
	net   *netplay.Client
	ended chan struct{}
	start time.Time
}

// join is a player who is in, for as long as the test lasts.
func join(t *testing.T, cfg link.Config) *player {
	t.Helper()
	p := tryJoin(t, cfg)
	if p == nil {
		t.Fatal("the player was not let in")
	}
	return p
}

// tryJoin is nil when the server says no.
func tryJoin(t *testing.T, cfg link.Config) *player {
	t.Helper()
	p := &player{t: t, def: arena.Definition(), ended: make(chan struct{}), start: time.Now()}
	cfg.Now = func() time.Duration { return time.Since(p.start) }
	p.link = link.New(cfg)
	if err := p.def.Complete(); err != nil {
		t.Fatal(err)
	}
	p.net = netplay.New(p.def, netplay.Config{Name: "ada"})
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		defer close(p.ended)
		_ = p.link.Run(ctx)
	}()
	t.Cleanup(func() { cancel(); <-p.ended })
	closed := func() bool { return p.link.State() == link.Closed }
	p.until(func() bool { return p.link.State() == link.Open || closed() })
	_ = p.link.Send(p.net.Hello()) // where that fails, it is closed
	p.until(func() bool { return p.net.Joined() || closed() })
	if !p.net.Joined() {
		return nil
	}
	return p
}

// until plays until a condition holds.
func (p *player) until(done func() bool) {
	p.t.Helper()
	timeout := time.After(10 * time.Second)
	vals := make([]int32, len(p.def.Schema.Input().Fields))
	ticker := time.NewTicker(10 * time.Millisecond) // acknowledgements are due without a message, too
	defer ticker.Stop()
	play := func(at time.Duration) {
		if msg := p.net.Advance(at, vals); msg != nil {
			_ = p.link.Send(msg)
		}
	}
	for !done() {
		select {
		case <-ticker.C:
			play(time.Since(p.start))
		case <-p.link.Wait():
		case <-timeout:
			code, reason, err := p.link.Closed()
			p.t.Fatalf("waited in vain; closed: %d %q %v", code, reason, err)
		}
		for m, ok := p.link.Poll(); ok; m, ok = p.link.Poll() {
			if err := p.net.Receive(m.Data, m.At); err != nil {
				p.t.Fatal(err)
			}
			play(m.At)
		}
	}
}

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 10 * time.Second}
	resp, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

// metric reads one value from the page that Prometheus reads.
func metric(t *testing.T, page, name string) float64 {
	t.Helper()
	m := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + ` (\S+)$`).FindStringSubmatch(page)
	if m == nil {
		t.Errorf("no metric %s", name)
		return 0
	}
	v, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// bothWays runs a test with both ways of reading.
func bothWays(t *testing.T, f func(t *testing.T, way gate.IO)) {
	for _, way := range []gate.IO{gate.IOPlain, gate.IOAuto} {
		t.Run(string(way), func(t *testing.T) { f(t, way) })
	}
}

func TestAServerServesAndTells(t *testing.T) { bothWays(t, testAServerServesAndTells) }

func testAServerServesAndTells(t *testing.T, way gate.IO) {
	out := &output{}
	s, stop := start(t, host.Config{IO: way, Bots: 3, NoPage: true, Out: out})
	url := "ws://" + s.Addr().String() + "/ws"
	a, b := join(t, link.Config{URL: url}), join(t, link.Config{URL: url})
	a.until(func() bool { return len(a.net.Roster()) == 5 && a.net.Stats(0).Frames > 30 && a.net.Stats(0).RTT > 0 })
	if got := a.net.Roster()[3].Name + "," + a.net.Roster()[4].Name; got != "ada,ada 2" {
		t.Errorf("roster: %s", got)
	}
	b.link.Close(1000, "")
	<-b.ended
	a.until(func() bool { return len(a.net.Roster()) == 4 })

	var page string
	a.until(func() bool { // a room tells its players first, and a connection is gone a tick later
		var status int
		if status, page = get(t, "http://"+s.AdminAddr().String()+"/metrics"); status != http.StatusOK {
			t.Fatalf("metrics: status %d", status)
		}
		return metric(t, page, "tickwire_connections") == 1 && metric(t, page, `tickwire_players{kind="person"}`) == 1
	})
	for name, want := range map[string]func(float64) bool{
		`tickwire_players{kind="person"}`:           func(v float64) bool { return v == 1 },
		`tickwire_players{kind="bot"}`:              func(v float64) bool { return v == 3 },
		`tickwire_rooms`:                            func(v float64) bool { return v == 1 },
		`tickwire_connections`:                      func(v float64) bool { return v == 1 },
		`tickwire_closes_total{code="1000"}`:        func(v float64) bool { return v == 1 },
		`tickwire_tick_seconds_count`:               func(v float64) bool { return v > 30 },
		`tickwire_frames_total`:                     func(v float64) bool { return v > 30 },
		`tickwire_frame_bytes_total`:                func(v float64) bool { return v > 1000 },
		`tickwire_encodings_total`:                  func(v float64) bool { return v > 30 },
		`tickwire_rtt_seconds_count`:                func(v float64) bool { return v > 0 },
		`tickwire_tick_overruns_total`:              func(v float64) bool { return v >= 0 },
		`tickwire_inputs_late_total`:                func(v float64) bool { return v >= 0 },
		`tickwire_inputs_early_total`:               func(v float64) bool { return v == 0 },
		`tickwire_jitter_seconds_bucket{le="+Inf"}`: func(v float64) bool { return v > 0 },
	} {
		if v := metric(t, page, name); !want(v) {
			t.Errorf("%s is %v", name, v)
		}
	}
	for _, path := range []string{"/", "/healthz", "/debug/pprof/", "/debug/pprof/goroutine?debug=1"} {
		if status, _ := get(t, "http://"+s.AdminAddr().String()+path); status != http.StatusOK {
			t.Errorf("admin %s: status %d", path, status)
		}
	}
	if status, _ := get(t, "http://"+s.Addr().String()+"/metrics"); status != http.StatusNotFound {
		t.Errorf("metrics on the public listener: status %d", status)
	}
	if text := out.String(); !strings.Contains(text, "with 3 bots") || !strings.Contains(text, s.AdminAddr().String()+"/metrics") {
		t.Errorf("a person is told %q", text)
	}
	stop()
	<-a.ended
	if code, reason, _ := a.link.Closed(); code != 4013 || reason != "the server is shutting down" {
		t.Errorf("at the end: %d %q", code, reason)
	}
}

// TestGoroutinesAreAsListed compares with the list in the package documentation.
func TestGoroutinesAreAsListed(t *testing.T) { bothWays(t, testGoroutinesAreAsListed) }

func testGoroutinesAreAsListed(t *testing.T, way gate.IO) {
	def := arena.Definition()
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	hello := wire.AppendHello(nil, &wire.Hello{
		ProtocolVersion: wire.ProtocolVersion, Game: def.Name, GameVersion: def.Version, Name: "ada",
	})
	s, stop := start(t, host.Config{IO: way, NoPage: true})
	defer stop()
	settled := func(want int) {
		t.Helper()
		got := 0
		for began := time.Now(); time.Since(began) < 5*time.Second; runtime.Gosched() {
			if got = runtime.NumGoroutine(); got == want {
				return
			}
		}
		buf := make([]byte, 1<<20)
		t.Fatalf("%d goroutines, want %d\n%s", got, want, buf[:runtime.Stack(buf, true)])
	}
	// Three of tests and Run, both listeners, lobby, room, gate.
	const idle = 9
	settled(idle)
	const n = 10
	var conns []net.Conn
	for range n {
		c, err := net.Dial("tcp", s.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		conns = append(conns, c)
		_, _ = io.WriteString(c, "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"+
			"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: tickwire.v1\r\n\r\n")
	}
	settled(idle + n)
	for _, c := range conns { // and no more when they play; none, when the room reads them
		if resp, err := http.ReadResponse(bufio.NewReader(c), nil); err != nil || resp.StatusCode != http.StatusSwitchingProtocols {
			t.Fatal(resp, err)
		}
		// A masked frame, with a mask that changes nothing.
		_, _ = c.Write(append([]byte{0x82, 0x80 | byte(len(hello)), 0, 0, 0, 0}, hello...))
	}
	url := "http://" + s.AdminAddr().String() + "/metrics"
	for began := time.Now(); ; {
		if _, page := get(t, url); metric(t, page, `tickwire_players{kind="person"}`) == n {
			break
		} else if time.Since(began) > 5*time.Second {
			t.Fatal("not all are let in:", page)
		}
	}
	readers := n
	if poller, err := way.Poller(false); err != nil {
		t.Fatal(err)
	} else if poller != nil {
		readers = 0
	}
	settled(idle + readers)
}

func TestWhatIsWrongIsToldAtOnce(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	taken := ln.Addr().String()
	for want, cfg := range map[string]host.Config{
		"choose another address with -addr":  {Addr: taken},
		"choose another address with -admin": {Addr: "127.0.0.1:0", Admin: taken},
		"leave no place":                     {Bots: 5000},
		"certificate":                        {CertFile: "nowhere.pem"},
		"does not go with TLS":               {CertFile: "nowhere.pem", IO: gate.IOTick},
		"no way of reading":                  {IO: "fast"},
		"at least 32 are needed":             {Secrets: [][]byte{[]byte("swordfish")}},
		"-cert and -acme do not go together": {CertFile: "cert.pem", ACME: certs.ACMEConfig{Hosts: []string{"x"}, Cache: t.TempDir()}},
		"no TLS to redirect to":              {Redirect: "127.0.0.1:0"},
		"a folder for what it gets":          {ACME: certs.ACMEConfig{Hosts: []string{"x"}}},
	} {
		cfg.Def = arena.Definition()
		if cfg.Addr == "" {
			cfg.Addr = "127.0.0.1:0" // somebody on this machine may have the default
		}
		if _, err := host.Listen(cfg); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want something about %q", err, want)
		}
	}
	s, err := host.Listen(host.Config{Def: arena.Definition(), Addr: "127.0.0.1:0", Admin: taken, AdminOptional: true})
	if err != nil || s.AdminAddr() != nil {
		t.Fatalf("an optional admin listener: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Run(ctx); err != nil {
		t.Error(err)
	}
}

// TestTLS plays over wss, where every write goes by a goroutine.
func TestTLS(t *testing.T) {
	cert, key, pool := certificate(t)
	s, stop := start(t, host.Config{NoPage: true, Bots: 2, CertFile: cert, KeyFile: key})
	defer stop()
	p := join(t, link.Config{
		URL:    "wss://" + s.Addr().String() + "/ws",
		Native: link.Native{TLS: &tls.Config{RootCAs: pool, ServerName: "tickwire.test"}},
	})
	p.until(func() bool { return p.net.Stats(0).Frames > 60 && p.net.Stats(0).RTT > 0 })
}

// certificate makes a certificate of a host that does not exist, valid for this hour.
func certificate(t *testing.T) (certFile, keyFile string, pool *x509.CertPool) {
	t.Helper()
	dir := t.TempDir()
	certFile, keyFile, pool = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"), x509.NewCertPool()
	write(t, certFile, keyFile, 1, pool)
	return certFile, keyFile, pool
}
