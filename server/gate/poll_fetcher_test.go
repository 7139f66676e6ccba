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
