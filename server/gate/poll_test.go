package gate_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/gate"
)

// fetcher is a client that polls by hand, one request after another.
type fetcher struct {
	t      *testing.T
	s      *site
	id     string
	query  string // of each GET, behind got
	header http.Header
	said   uint32 // number of the newest batch
	got    uint32 // number of the newest answer
	acked  game.TickNumber
	dec    *wire.FrameDecoder
	http   *http.Client
}

func (s *site) fetches(t *testing.T) *fetcher {
	t.Helper()
	var id [16]byte
	_, _ = rand.Read(id[:])
	f := &fetcher{
		t: t, s: s, id: base64.RawURLEncoding.EncodeToString(id[:]), query: "&wait=10000",
		header: http.Header{}, dec: wire.NewFrameDecoder(s.def.Schema),
		http: &http.Client{Transport: &http.Transport{}, Timeout: time.Minute},
	}
	t.Cleanup(f.http.CloseIdleConnections)
	return f
}

// reply is what a request was answered.
type reply struct {
	status int
	header http.Header
	body   []byte
}

func (f *fetcher) request(method, path string, body io.Reader) reply {
	f.t.Helper()
	req, err := http.NewRequestWithContext(f.t.Context(), method, "http://"+f.s.addr+path, body)
	if err != nil {
		f.t.Fatal(err)
	}
	req.Header = f.header.Clone()
	resp, err := f.http.Do(req)
	if err != nil {
		f.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		f.t.Fatal(err)
	}
	if resp.Header.Get("Cache-Control") != "no-store" || resp.StatusCode == http.StatusOK && resp.ContentLength < 0 {
		f.t.Errorf("%s is answered %s with %v", method, resp.Status, resp.Header)
	}
	return reply{resp.StatusCode, resp.Header, b}
}

// post sends a batch with a number.
func (f *fetcher) post(number uint32, msgs ...[]byte) reply {
	f.t.Helper()
	return f.request(http.MethodPost, "/poll/"+f.id+"?every="+f.every(), bytes.NewReader(wire.AppendBatch(nil, number, msgs...)))
}

// every is the interval that the query names, or 0.
func (f *fetcher) every() string {
	if _, every, ok := strings.Cut(f.query, "every="); ok {
		return every
	}
	return "0"
}

func (f *fetcher) get(got uint32) reply {
	f.t.Helper()
	return f.request(http.MethodGet, fmt.Sprintf("/poll/%s?got=%d%s", f.id, got, f.query), nil)
}

// say sends the next batch, which must be taken.
func (f *fetcher) say(msgs ...[]byte) {
	f.t.Helper()
	f.said++
	if r := f.post(f.said, msgs...); r.status != http.StatusNoContent {
		f.t.Fatalf("batch %d is answered %d %s", f.said, r.status, r.body)
	}
}

// answer waits for the next answer.
func (f *fetcher) answer() wire.Answer {
	f.t.Helper()
	for range 100 {
		switch r := f.get(f.got); r.status {
		case http.StatusNoContent:
		case http.StatusOK:
			return f.read(r.body)
		default:
			f.t.Fatalf("GET is answered %d %s", r.status, r.body)
		}
	}
	f.t.Fatal("nothing comes")
	return wire.Answer{}
}

// read takes a body for the next answer.
func (f *fetcher) read(body []byte) (a wire.Answer) {
	f.t.Helper()
	if err := wire.DecodeAnswer(&a, body); err != nil || a.Number != f.got+1 {
		f.t.Fatalf("after answer %d comes %+v, %v", f.got, a, err)
	}
	f.got = a.Number
	return a
}

// enter says hello, with a token or nil, and waits for the Welcome.
func (f *fetcher) enter(token []byte) wire.Welcome {
	f.t.Helper()
	f.say(f.s.hello(func(h *wire.Hello) { h.ResumeToken = token }))
	a := f.answer()
	if a.Close != nil {
		f.t.Fatalf("not let in: %+v", a.Close)
	}
	w, err := wire.DecodeWelcome(a.Messages[0])
	if err != nil {
		f.t.Fatal(err)
	}
	return w
}

// frame waits for the next frame, and acknowledges it.
func (f *fetcher) frame() *wire.Frame {
	f.t.Helper()
	return f.show(f.answer())
}

// show decodes a frame, which must be newer than the last, and acknowledges it.
func (f *fetcher) show(a wire.Answer) *wire.Frame {
	f.t.Helper()
	if a.Close != nil {
		f.t.Fatalf("closed: %+v", a.Close)
	}
	fr, err := f.dec.Decode(a.Messages[0])
	if err != nil || fr.Tick <= f.acked {
		f.t.Fatalf("after tick %d comes %d, %v", f.acked, fr.Tick, err)
	}
	f.acked = fr.Tick
	f.say(wire.AppendInputs(nil, &wire.Inputs{Ack: f.acked}))
	return fr
}

// end waits for the last answer.
func (f *fetcher) end() wire.CloseNotice {
	f.t.Helper()
	for range 100 {
		if a := f.answer(); a.Close != nil {
			return *a.Close
		}
	}
	f.t.Fatal("the link does not end")
	return wire.CloseNotice{}
}

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

// within waits for a condition.
func within(t *testing.T, what string, ok func() bool) {
	t.Helper()
	limit, again := time.After(20*time.Second), time.NewTicker(5*time.Millisecond)
	defer again.Stop()
	for !ok() {
		select {
		case <-limit:
			t.Fatalf("waited in vain for %s", what)
		case <-again.C:
		}
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

// settled is the number of goroutines when it does not change any more.
func settled(t *testing.T) int {
	t.Helper()
	n, same := 0, 0
	within(t, "goroutines", func() bool {
		if now := runtime.NumGoroutine(); now != n {
			n, same = now, 0
		}
		same++
		return same > 40
	})
	return n
}
