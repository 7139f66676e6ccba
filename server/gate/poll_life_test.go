package gate_test

import (
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"tickwire/proto/wire"
	"tickwire/server/gate"
)

// TestASilentPollerIsDropped stops asking, and comes back by its token.
func TestASilentPollerIsDropped(t *testing.T) {
	t.Parallel()
	s := open(t, gate.IOAuto, gate.Config{PingEvery: 50 * time.Millisecond, Limits: gate.Limits{IdleTimeout: 500 * time.Millisecond}}, time.Minute)
	f := s.fetches(t)
	w := f.enter(nil)
	f.frame()
	if got := s.closed(t); got != wire.CloseIdle {
		t.Errorf("counted as %d", got)
	}
	if n := f.end(); n.Code != wire.CloseIdle {
		t.Errorf("told %+v", n)
	}
	again := s.fetches(t)
	if back := again.enter(w.ResumeToken); !back.Resumed || back.Player != w.Player {
		t.Errorf("player %d came back as %d, resumed %v", w.Player, back.Player, back.Resumed)
	}
	again.frame()
}

// TestAPollerMayTakeItsTime polls less often than others may be silent, and is held for as long.
func TestAPollerMayTakeItsTime(t *testing.T) {
	t.Parallel()
	s := open(t, gate.IOAuto, gate.Config{PingEvery: 20 * time.Millisecond, Limits: gate.Limits{IdleTimeout: time.Second}}, time.Minute)
	seldom := s.fetches(t)
	seldom.query = "&wait=0&every=60000"
	seldom.enter(nil)
	held := s.fetches(t)
	held.query = "&wait=4000"
	held.enter(nil)
	for range 60 { // without an acknowledgement the frames end, and the GET is held
		if r := held.get(held.got); r.status == http.StatusNoContent {
			break
		} else {
			held.read(r.body)
		}
	}
	if r := held.get(held.got); r.status != http.StatusNoContent {
		t.Errorf("the one who was held is answered %d %s", r.status, r.body)
	}
	if len(s.closes) > 0 {
		t.Errorf("somebody was closed with %d", <-s.closes)
	}
	seldom.frame()
}

// TestTheEndIsKept asks for it again and again, and then says that it has come; another never asks.
func TestTheEndIsKept(t *testing.T) {
	t.Parallel()
	s := open(t, gate.IOAuto, gate.Config{PingEvery: 50 * time.Millisecond}, time.Minute)
	lost, f := s.fetches(t), s.fetches(t)
	lost.say([]byte{0xff})
	f.enter(nil)
	f.said++
	for range 2 { // the answer to a Leave was lost
		if r := f.post(f.said, wire.AppendLeave(nil)); r.status != http.StatusNoContent {
			t.Errorf("a Leave is answered %d", r.status)
		}
	}
	for range 3 {
		got := f.got
		if n := f.end(); n.Code != wire.CloseNormal {
			t.Errorf("told %+v", n)
		}
		if r := f.post(f.said+1, wire.AppendLeave(nil)); r.status != http.StatusGone {
			t.Errorf("a batch after the end is answered %d", r.status)
		}
		f.got = max(got, f.got-1) // it was lost
	}
	f.end()
	for range 2 {
		if r := f.get(f.got); r.status != http.StatusNotFound {
			t.Errorf("after the end a GET is answered %d", r.status)
		}
	}
	within(t, "who never asks", func() bool { return s.gate.Conns() == 0 })
	if r := lost.get(0); r.status != http.StatusNotFound {
		t.Errorf("after five seconds a GET is answered %d", r.status)
	}
}

// TestASessionChangesItsTransport goes from a WebSocket to polls and back, each time while the older
// link works.
func TestASessionChangesItsTransport(t *testing.T) { bothWays(t, testASessionChangesItsTransport) }

func testASessionChangesItsTransport(t *testing.T, way gate.IO) {
	s := open(t, way, gate.Config{PingEvery: 50 * time.Millisecond}, time.Minute)
	socket, seen, w := s.comes(t, nil)
	seen.plays(t, 5)

	f := s.fetches(t)
	back := f.enter(w.ResumeToken)
	if !back.Resumed || back.Player != w.Player {
		t.Fatalf("by polls player %d is %d, resumed %v", w.Player, back.Player, back.Resumed)
	}
	if code, _ := socket.end(); code != wire.CloseReplaced {
		t.Errorf("the WebSocket was told %d", code)
	}
	for range 5 {
		f.frame()
	}

	_, seen, again := s.comes(t, back.ResumeToken)
	if !again.Resumed || again.Player != w.Player {
		t.Fatalf("by WebSocket player %d is %d, resumed %v", w.Player, again.Player, again.Resumed)
	}
	if n := f.end(); n.Code != wire.CloseReplaced {
		t.Errorf("the polls were told %+v", n)
	}
	seen.plays(t, 5)
	for range 2 {
		if got := s.closed(t); got != wire.CloseReplaced {
			t.Errorf("counted as %d", got)
		}
	}
	if _, sum := s.lobby.Status(); sum.Resumed != 2 {
		t.Errorf("%d were resumed", sum.Resumed)
	}
}

// TestADrainKeepsPollersOut has one who plays, and comes back, and one who comes.
func TestADrainKeepsPollersOut(t *testing.T) {
	t.Parallel()
	s := open(t, gate.IOAuto, gate.Config{}, time.Hour)
	f := s.fetches(t)
	w := f.enter(nil)
	f.frame()
	s.gate.Drain()
	s.lobby.Drain(30 * time.Second)
	late := s.fetches(t)
	late.say(s.hello(same))
	if n := late.end(); n.Code != wire.CloseShutdown || !strings.Contains(n.Reason, "restarts") {
		t.Errorf("a Hello is told %+v", n)
	}
	again := s.fetches(t)
	if back := again.enter(w.ResumeToken); !back.Resumed || back.Player != w.Player {
		t.Errorf("player %d came back as %d, resumed %v", w.Player, back.Player, back.Resumed)
	}
	if fr := again.frame(); fr.DrainMillis == 0 {
		t.Error("nobody is told of the drain")
	}
	s.lobby.Drain(0)
	if n := again.end(); n.Code != wire.CloseShutdown {
		t.Errorf("the last one was told %+v", n)
	}
}

// TestAnIDIsNotLogged plays behind a proxy: the log has the player's address and not the link's id.
func TestAnIDIsNotLogged(t *testing.T) {
	t.Parallel()
	var log lines
	s := open(t, gate.IOAuto, gate.Config{
		Proxies: loopback(t), Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}, time.Minute)
	f := s.fetches(t)
	f.header.Set("X-Forwarded-For", "198.51.100.66, 203.0.113.9:4711")
	f.enter(nil)
	f.frame()
	f.say(wire.AppendLeave(nil))
	f.end()
	s.stop()
	for _, word := range []string{"msg=join", "msg=leave"} {
		if !strings.Contains(log.String(), word) {
			t.Errorf("no %s in %s", word, &log)
		}
	}
	if strings.Contains(log.String(), f.id) || strings.Count(log.String(), "remote=203.0.113.9:4711") != 1 {
		t.Errorf("the log says %s", &log)
	}
}

// TestNothingIsLeftOfPolls lets five hundred links come and go, in every way.
func TestNothingIsLeftOfPolls(t *testing.T) {
	const doors, rounds = 5, 100
	s := openWith(t, gate.IOAuto, gate.Config{
		PingEvery: 20 * time.Millisecond, Limits: gate.Limits{IdleTimeout: 3 * time.Second},
	}, time.Minute, 3)
	before := settled(t)
	var counted, group sync.WaitGroup
	counted.Go(func() {
		for range doors * rounds {
			s.closed(t)
		}
	})
	for door := range doors {
		group.Go(func() {
			f := s.fetches(t)
			kept := f.http
			for i := range rounds {
				f = s.fetches(t)
				f.http, f.query = kept, "&wait=100"
				f.say(s.hello(same))
				a := f.answer()
				if a.Close != nil { // the room is full
					f.get(f.got)
					continue
				}
				for range i % 3 {
					f.frame()
				}
				switch (i + door) % 4 {
				case 0:
					f.say(wire.AppendLeave(nil))
				case 1: // never heard of again
				case 2:
					f.say([]byte{0xff})
					f.end()
				case 3:
					f.say(wire.AppendLeave(nil))
					f.end()
					f.get(f.got)
				}
			}
			kept.CloseIdleConnections()
		})
	}
	group.Wait()
	counted.Wait()
	within(t, "the last links", func() bool { return s.gate.Conns() == 0 })
	if after := settled(t); after > before+2 {
		t.Errorf("%d goroutines before, %d after", before, after)
	}
}
