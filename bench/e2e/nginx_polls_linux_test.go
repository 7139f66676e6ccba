package e2e_test

import (
	mathrand "math/rand/v2"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"tickwire/bench/bot"
	"tickwire/bench/rig"
	"tickwire/client/link"
	"tickwire/client/netplay"
	"tickwire/client/redial"
	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/proto/wire"
	"tickwire/server/host"
)

// TestPollThroughNginx has somebody play by plain requests over the same path: nothing is held up, the
// player is known by its own address, and nginx does not log the id of the link. Whether nginx reads an
// answer to its end before it hands it on makes no difference.
func TestPollThroughNginx(t *testing.T) {
	for name, changes := range map[string][]change{
		"buffered":     nil,
		"not buffered": {{"proxy_buffering on;", "proxy_buffering off; proxy_request_buffering off;"}},
	} {
		t.Run(name, func(t *testing.T) { pollThroughNginx(t, changes...) })
	}
}

func pollThroughNginx(t *testing.T, changes ...change) {
	s, log := behind(t, host.Config{})
	f := nginx(t, s.addr, changes...)
	transport := &http.Transport{TLSClientConfig: f.tls(), DialContext: from("127.0.0.2")}
	defer transport.CloseIdleConnections()
	def := arena.Definition()
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	p := &pollster{
		Client: netplay.New(def, netplay.Config{Name: "ada"}), url: "https://" + f.secure + "/game/poll", query: "&wait=20000",
		rand: mathrand.New(mathrand.NewPCG(1, 2)), http: &http.Client{Transport: transport, Timeout: time.Minute},
	}
	if status, b, err := p.ask(http.MethodGet, p.url, nil); status != http.StatusOK || string(b) != wire.Subprotocol {
		t.Fatalf("%d %q %v", status, b, err)
	}
	if err := p.open(); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	for n := 0; n < 60; n++ {
		if err := p.poll(time.Since(began), func() error { return nil }); err != nil {
			t.Fatal(err)
		}
		if msg := p.Play(time.Since(began)); msg != nil {
			if err := p.say(msg); err != nil {
				t.Fatal(err)
			}
		}
	}
	until(t, "the log to name the player", func() bool { return log.has("msg=join", "remote=127.0.0.2:0") })
	_, id, _ := strings.Cut(p.link, "/poll/")
	lines, err := os.ReadFile(f.access)
	if err != nil || !strings.Contains(string(lines), `"/game/poll" 200`) || strings.Contains(string(lines), id) {
		t.Errorf("nginx logged %s, %v", lines, err)
	}
	if log.has(id) {
		t.Error("the server logged the id")
	}
}

// TestPollersShareConnections counts those that nginx makes to the server while some play by requests,
// all of which it may answer at the same moment. Two for each player are enough for ever: one for what
// it asks, one for what it says.
func TestPollersShareConnections(t *testing.T) {
	const players = 24 // more than a browser's page needs
	s, _ := behind(t, host.Config{})
	path := rig.Through(t, s.addr)
	f := nginx(t, path.Addr(), change{"worker_processes auto;", "worker_processes 1;"})
	for range players {
		b, _ := f.bot(t, "127.0.0.2", redial.LongPolling)
		until(t, "a bot to play", func() bool { return b.Stats().Frames > 3 })
	}
	before, tick := path.Came(), s.tick()
	until(t, "two seconds", func() bool { return s.tick() > tick+2*30 })
	t.Logf("%d connections, then %d more", before, path.Came()-before)
	if more := path.Came() - before; more > players {
		t.Errorf("%d players needed %d more connections in two seconds", players, more)
	}
}

// TestPollersOutliveAnImpatientNginx has somebody play and then do nothing any more, so that the server
// has nothing to say and holds requests for as long as it is asked to. Where that is longer than nginx
// waits, nginx answers 504 in its place: the player stays, and asks for less. Nginx waits for some
// seconds here in place of a minute.
func TestPollersOutliveAnImpatientNginx(t *testing.T) {
	for _, row := range []struct {
		name        string
		limit, wait time.Duration
		watch       time.Duration
		cuts, most  int // of requests by nginx; a busy machine makes some more
	}{
		// Between the two is for how long a busy machine may do nothing.
		{"below its patience", 6 * time.Second, time.Second, 8 * time.Second, 0, 0},
		{"above its patience", 2 * time.Second, 25 * time.Second, 16 * time.Second, 1, 4},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel() // it only waits
			s, log := behind(t, host.Config{})
			f := nginx(t, s.addr, patience(row.limit), change{"~/poll/ 0;", ""}) // polls are logged here
			def := arena.Definition()
			if err := def.Complete(); err != nil {
				t.Fatal(err)
			}
			b := bot.New(bot.Config{
				URL: "wss://" + f.secure + "/game/ws", Def: def, Native: link.Native{TLS: f.tls(), Dial: from("127.0.0.2")},
				Transport: redial.LongPolling, PollWait: row.wait,
			})
			carry(t, b.Link())
			until(t, "the player to be in", func() bool {
				if err := b.Update(); err != nil {
					t.Fatal(err)
				}
				return b.Stats().Frames > 5
			})
			asleep := s.tick() + 30 // nothing is acknowledged from here on, and soon nothing is sent
			until(t, "time to pass", func() bool {
				if b.Link().State() == link.Closed {
					code, reason, err := b.Link().Closed()
					t.Fatalf("closed with %d %q, %v", code, reason, err)
				}
				return s.tick() > asleep+game.TickNumber(30*row.watch/time.Second)
			})
			lines, err := os.ReadFile(f.access)
			if err != nil {
				t.Fatal(err)
			}
			n := strings.Count(string(lines), `" 504 `)
			if t.Logf("nginx has cut %d requests", n); n > row.most || n < row.cuts {
				t.Errorf("nginx has cut %d requests, want %d to %d:\n%s", n, row.cuts, row.most, lines)
			}
			if log.has("msg=drop") || log.has("msg=leave") {
				t.Error("the server lost the player")
			}
			// Somebody who wakes plays on.
			frames := b.Stats().Frames
			until(t, "play to go on", func() bool {
				if err := b.Update(); err != nil {
					t.Fatal(err)
				}
				return b.Stats().Frames > frames+5
			})
		})
	}
}
