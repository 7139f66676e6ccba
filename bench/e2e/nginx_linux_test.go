package e2e_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"tickwire/bench/bot"
	"tickwire/client/link"
	"tickwire/client/redial"
	"tickwire/game/arena"
	"tickwire/proto/wire"
	"tickwire/server/gate"
	"tickwire/server/host"
	"tickwire/server/proxy"
)

// from dials as another machine would: all of 127.0.0.0/8 is this one.
func from(ip string) func(context.Context, string, string) (net.Conn, error) {
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(ip)}}
	return d.DialContext
}

// bot starts one that plays from an address until the test ends, and says how its link ends before.
func (f *front) bot(t *testing.T, ip string, how redial.Transport) (b *bot.Bot, ended <-chan error) {
	t.Helper()
	def := arena.Definition()
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	b = bot.New(bot.Config{URL: "wss://" + f.secure + "/game/ws", Def: def, Transport: how, Native: link.Native{TLS: f.tls(), Dial: from(ip)}})
	ctx, cancel := context.WithCancel(context.Background())
	end, gone := make(chan error, 1), make(chan struct{})
	go func() { defer close(gone); end <- b.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-gone })
	return b, end
}

// carry runs a link until the test ends.
func carry(t *testing.T, l *link.Link) {
	ctx, cancel := context.WithCancel(context.Background())
	gone := make(chan struct{})
	go func() { defer close(gone); _ = l.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-gone })
}

// ask sends a handshake from an address, with more headers, and gives back the status.
func (f *front) ask(t *testing.T, ip string, headers ...string) int {
	t.Helper()
	raw, err := from(ip)(t.Context(), "tcp", f.secure)
	if err != nil {
		t.Fatal(err)
	}
	cfg := f.tls()
	cfg.ServerName = "127.0.0.1"
	c := tls.Client(raw, cfg)
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	fmt.Fprintf(c, "GET /game/ws HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"+
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: %s\r\n%s\r\n",
		f.secure, wire.Subprotocol, strings.Join(append(headers, ""), "\r\n"))
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	return resp.StatusCode
}

// journal is what a server logged.
type journal struct {
	mu   sync.Mutex
	text strings.Builder
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) has(words ...string) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	for line := range strings.Lines(j.text.String()) {
		all := true
		for _, w := range words {
			all = all && strings.Contains(line, w)
		}
		if all {
			return true
		}
	}
	return false
}

// behind is a server that trusts nginx, which is at 127.0.0.1; players come from 127.0.0.2 on. It has a
// page if that has a title.
func behind(t *testing.T, cfg host.Config) (*stage, *journal) {
	t.Helper()
	trusted, err := proxy.Parse("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	log := &journal{}
	cfg.NoPage, cfg.TrustedProxies, cfg.Log = cfg.Title == "", trusted, slog.New(slog.NewTextHandler(log, nil))
	return serve(t, cfg), log
}

// TestPlayThroughNginx has bots play over TLS and the path of the sample: the server knows them by their
// own addresses, and bounds each network's places.
func TestPlayThroughNginx(t *testing.T) {
	s, log := behind(t, host.Config{Limits: gate.Limits{ConnsPerRemote: 2}})
	f := nginx(t, s.addr)
	for _, ip := range []string{"127.0.0.2", "127.0.0.2", "127.0.0.3"} {
		b, ended := f.bot(t, ip, redial.WebSocket)
		until(t, "a bot to play from "+ip, func() bool {
			select {
			case err := <-ended:
				t.Fatalf("from %s: %v", ip, err)
			default:
			}
			return b.Stats().Frames > 30
		})
		until(t, "the log to name "+ip, func() bool { return log.has("msg=join", "remote="+ip+":0") })
	}
	own, plain := "Origin: https://"+f.secure, "Origin: http://"+f.secure
	for _, row := range []struct {
		name, ip string
		headers  []string
		want     int
	}{
		{"one too many", "127.0.0.2", nil, http.StatusTooManyRequests},
		{"one too many who lies", "127.0.0.2", []string{"X-Forwarded-For: 203.0.113.9"}, http.StatusTooManyRequests},
		{"one more of another network", "127.0.0.3", []string{"X-Forwarded-For: 127.0.0.2"}, http.StatusSwitchingProtocols},
		{"its own page", "127.0.0.4", []string{own}, http.StatusSwitchingProtocols},
		{"a page of its name without TLS", "127.0.0.4", []string{plain}, http.StatusForbidden},
		{"the same, which lies", "127.0.0.4", []string{plain, "X-Forwarded-Proto: http"}, http.StatusForbidden},
	} {
		if got := f.ask(t, row.ip, row.headers...); got != row.want {
			t.Errorf("%s: %d, want %d", row.name, got, row.want)
		}
	}
}

// TestNginxSendsToThePage follows the addresses that people type.
func TestNginxSendsToThePage(t *testing.T) {
	s, _ := behind(t, host.Config{})
	f := nginx(t, s.addr)
	f.follow(map[string]answer{
		"http://" + f.plain + "/game/?room=x":    {http.StatusTemporaryRedirect, "https://127.0.0.1/game/?room=x"},
		"https://" + f.secure + "/game?room=x":   {http.StatusTemporaryRedirect, "https://" + f.secure + "/game/?room=x"},
		"https://" + f.secure + "/game/ws":       {http.StatusUpgradeRequired, ""},
		"https://" + f.secure + "/game/poll":     {http.StatusOK, ""},
		"https://" + f.secure + "/game/v1/rooms": {http.StatusOK, ""},
		"https://" + f.secure + "/ws":            {http.StatusNotFound, ""}, // nginx's own, without the prefix
	})
}

// answer is a status and where it sends one to.
type answer struct {
	status int
	to     string
}

// follow asks for addresses and wants these answers.
func (f *front) follow(want map[string]answer) {
	f.t.Helper()
	web := &http.Transport{TLSClientConfig: f.tls()}
	defer web.CloseIdleConnections()
	for url, want := range want {
		req, err := http.NewRequestWithContext(f.t.Context(), http.MethodGet, url, nil)
		if err != nil {
			f.t.Fatal(err)
		}
		resp, err := web.RoundTrip(req)
		if err != nil {
			f.t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		if got := (answer{resp.StatusCode, resp.Header.Get("Location")}); got != want {
			f.t.Errorf("%s is answered %+v, want %+v", url, got, want)
		}
	}
}

// TestASleeperIsKeptThroughNginx has a player stop acknowledging, as a tab does that nobody looks at: the
// server sends it nothing any more but pings, and they keep nginx from cutting the link. Its patience is
// two seconds here, in place of a minute.
func TestASleeperIsKeptThroughNginx(t *testing.T) {
	const limit = 2 * time.Second
	s, log := behind(t, host.Config{})
	f := nginx(t, s.addr, patience(limit))
	def := arena.Definition()
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	b := bot.New(bot.Config{URL: "wss://" + f.secure + "/game/ws", Def: def, Native: link.Native{TLS: f.tls(), Dial: from("127.0.0.2")}})
	carry(t, b.Link())
	until(t, "the player to be in", func() bool {
		if err := b.Update(); err != nil {
			t.Fatal(err)
		}
		return b.Stats().Frames > 5
	})
	last := time.Now() // that a message came, which a ping is not
	until(t, "three times nginx's patience without a message", func() bool {
		for _, ok := b.Link().Poll(); ok; _, ok = b.Link().Poll() {
			last = time.Now()
		}
		if b.Link().State() == link.Closed {
			_, reason, err := b.Link().Closed()
			t.Fatalf("cut %v after the last message: %s", time.Since(last), errors.Join(errors.New(reason), err))
		}
		return time.Since(last) > 3*limit
	})
	if log.has("msg=drop") || log.has("msg=leave") {
		t.Error("the server lost the player")
	}
}
