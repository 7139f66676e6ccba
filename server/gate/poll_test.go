package gate_test

import (
	"bytes"
	"fmt"
	"net/http"
	"testing"
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/gate"
)

// TestAPollerPlays goes through all of a link's life.
func TestAPollerPlays(t *testing.T) { bothWays(t, testAPollerPlays) }

func testAPollerPlays(t *testing.T, way gate.IO) {
	s := open(t, way, gate.Config{}, time.Minute)
	f := s.fetches(t)
	if r := f.request(http.MethodGet, "/poll", nil); r.status != http.StatusOK || string(r.body) != wire.Subprotocol {
		t.Errorf("GET /poll is answered %d %q", r.status, r.body)
	}
	w := f.enter(nil)
	if sockets, polls := s.gate.Links(); sockets != 0 || polls != 1 {
		t.Errorf("%d sockets, %d polls", sockets, polls)
	}
	for range 30 {
		if fr := f.frame(); fr.Tick <= w.Tick {
			t.Errorf("tick %d after the Welcome's %d", fr.Tick, w.Tick)
		}
	}
	if s.rtts.Load() == 0 {
		t.Error("no round trip was measured")
	}
	f.say(wire.AppendLeave(nil))
	if n := f.end(); n.Code != wire.CloseNormal || n.Reason != n.Code.Reason() {
		t.Errorf("closed with %+v", n)
	}
	if got := s.closed(t); got != wire.CloseNormal {
		t.Errorf("counted as %d", got)
	}
	if r := f.get(f.got); r.status != http.StatusNotFound {
		t.Errorf("after the end GET is answered %d", r.status)
	}
	if r := f.post(f.said+1, wire.AppendLeave(nil)); r.status != http.StatusNotFound {
		t.Errorf("after the end POST is answered %d", r.status)
	}
	if s.gate.Conns() != 0 {
		t.Error("the link is still there")
	}
}

// TestAPollIsRepeated loses what can be lost, each once, and counts what has come of it.
func TestAPollIsRepeated(t *testing.T) {
	t.Parallel()
	s := open(t, gate.IOAuto, gate.Config{}, time.Minute)
	f := s.fetches(t)
	hello := s.hello(same)
	for range 3 {
		if r := f.post(1, hello); r.status != http.StatusNoContent {
			t.Fatalf("batch 1 is answered %d", r.status)
		}
	}
	f.said = 1
	welcome := f.get(0)
	if again := f.get(0); again.status != 200 || !bytes.Equal(again.body, welcome.body) {
		t.Errorf("the Welcome came as %x and as %x", welcome.body, again.body)
	}
	a := f.read(welcome.body)
	w, err := wire.DecodeWelcome(a.Messages[0])
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for i := range 10 {
		first := f.get(f.got)
		for range i % 3 { // it was lost, and lost again
			if again := f.get(f.got); !bytes.Equal(again.body, first.body) {
				t.Fatalf("an answer came as %x and as %x", first.body, again.body)
			}
		}
		fr := f.show(f.read(first.body))
		lines += len(fr.Chat)
		if i == 3 {
			f.said++
			for range 4 {
				if r := f.post(f.said, wire.AppendChat(nil, "once")); r.status != http.StatusNoContent {
					t.Fatalf("a batch is answered %d", r.status)
				}
			}
		}
	}
	if lines != 1 {
		t.Errorf("a line was said once and heard %d times", lines)
	}
	if rooms, _ := s.lobby.Status(); rooms[0].People != 1 || w.Player == 0 {
		t.Errorf("one Hello, said three times, made %d players", rooms[0].People)
	}
	for name, row := range map[string]struct{ status, want int }{
		"an answer that was not given":      {f.get(f.got + 1).status, http.StatusConflict},
		"an answer from before the last":    {f.get(f.got - 2).status, http.StatusConflict},
		"a batch after a gap":               {f.post(f.said+2, hello).status, http.StatusConflict},
		"an old batch, with something else": {f.post(f.said-1, hello).status, http.StatusNoContent},
	} {
		if row.status != row.want {
			t.Errorf("%s: %d, want %d", name, row.status, row.want)
		}
	}
	f.frame() // goes on as if nothing had been
}

// TestWhatIsFetchedIsNew is brought nothing for a while, because it has acknowledged nothing: what then
// comes was made when it was asked for.
func TestWhatIsFetchedIsNew(t *testing.T) {
	t.Parallel()
	s := open(t, gate.IOAuto, gate.Config{}, time.Minute)
	f := s.fetches(t)
	f.query = "&wait=200"
	f.enter(nil)
	for {
		r := f.get(f.got)
		if r.status == http.StatusNoContent {
			break
		}
		a := f.read(r.body)
		fr, err := f.dec.Decode(a.Messages[0])
		if err != nil {
			t.Fatal(err)
		}
		f.acked = fr.Tick
	}
	f.say(wire.AppendInputs(nil, &wire.Inputs{Ack: f.acked}))
	since, _ := s.lobby.Status()
	within(t, "ticks", func() bool { now, _ := s.lobby.Status(); return now[0].Tick > since[0].Tick+5 })
	rooms, _ := s.lobby.Status()
	if fr := f.frame(); fr.Tick <= rooms[0].Tick {
		t.Errorf("at tick %d or later it asked, and got that of %d", rooms[0].Tick, fr.Tick)
	}
}

// TestANewerGetTakesThePlace holds one GET and sends another.
func TestANewerGetTakesThePlace(t *testing.T) {
	t.Parallel()
	s := open(t, gate.IOAuto, gate.Config{}, time.Minute)
	f := s.fetches(t)
	f.enter(nil)
	tick := func(n int) { // lets the room make ticks
		t.Helper()
		before, _ := s.lobby.Status()
		within(t, "ticks", func() bool {
			now, _ := s.lobby.Status()
			return now[0].Tick >= before[0].Tick+game.TickNumber(n)
		})
	}
	// The window of frames without an acknowledgement fills, and then a GET is held for long.
	for range 60 {
		if r := f.request(http.MethodGet, fmt.Sprintf("/poll/%s?got=%d&wait=200", f.id, f.got), nil); r.status != http.StatusOK {
			break
		} else {
			f.read(r.body)
		}
	}
	older := make(chan reply, 1)
	go func() { older <- f.get(f.got) }()
	tick(3)
	newer := make(chan reply, 1)
	go func() { newer <- f.get(f.got) }()
	select {
	case r := <-older:
		if r.status != http.StatusNoContent {
			t.Errorf("one is answered %d %q", r.status, r.body)
		}
	case r := <-newer: // it was the first to come
		if r.status != http.StatusNoContent {
			t.Errorf("one is answered %d %q", r.status, r.body)
		}
		newer = older
	case <-time.After(9 * time.Second):
		t.Fatal("both are held")
	}
	s.stop() // the link ends, and who is held is told
	select {
	case r := <-newer:
		if a := f.read(r.body); a.Close == nil || a.Close.Code != wire.CloseShutdown {
			t.Errorf("the newer one is answered %+v", a)
		}
	case <-time.After(9 * time.Second):
		t.Fatal("the newer one is still held")
	}
}

// TestAHeldGetIsReleased has nothing to say to a poller that acknowledges nothing.
func TestAHeldGetIsReleased(t *testing.T) {
	t.Parallel()
	s := open(t, gate.IOAuto, gate.Config{}, time.Minute)
	f := s.fetches(t)
	f.enter(nil)
	f.query = "&wait=300"
	for n := 0; ; n++ {
		since := time.Now()
		r := f.get(f.got)
		if r.status == http.StatusNoContent {
			if held := time.Since(since); held < 300*time.Millisecond || len(r.body) > 0 {
				t.Errorf("a GET was held for %v, and brought %q", held, r.body)
			}
			break
		}
		if f.read(r.body); n > 60 {
			t.Fatal("frames come without an acknowledgement")
		}
	}
	f.say(wire.AppendInputs(nil, &wire.Inputs{Ack: 0}))
}
