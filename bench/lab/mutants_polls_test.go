package lab_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tickwire/bench/lab"
	"tickwire/client/link"
	"tickwire/game/arena"
	"tickwire/proto/wire"
)

// TestAServerThatForgetsAnswersIsFound plants a slip in the transport itself: an answer is made before the one
// that was given last has come, as if it had been acknowledged. Who got all of them never notices; where one is
// lost on the way, what follows is a delta against what the client never had.
func TestAServerThatForgetsAnswersIsFound(t *testing.T) {
	for _, by := range []link.Transport{link.LongPolling, link.Polling} {
		t.Run(by.String(), func(t *testing.T) {
			t.Parallel()
			f := &forgetful{links: map[string]*forgotten{}}
			cfg := lab.Config{
				Seed: 5, Clients: 4, Bots: 2, Profile: lab.Flapping, Duration: 30 * time.Second, Quiet: time.Second, Transport: by,
			}
			_, failure := lab.Try(t, arena.Definition(), cfg.WithPolls(func(h http.Handler) http.Handler {
				f.next = h
				return f
			}))
			if f.lost == 0 || failure == nil {
				t.Fatalf("%d answers were forgotten, and it says %v", f.lost, failure)
			}
			t.Log(failure)
		})
	}
}

// TestABatchThatIsTakenTwiceIsFound plants the other slip: the server does not know a batch again that its client
// sends again because the answer was lost. Of inputs that does not matter, but what is said is heard twice.
func TestABatchThatIsTakenTwiceIsFound(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		g := &greedy{links: map[string]*batches{}}
		cfg := lab.Config{
			Seed: seed, Clients: 4, Bots: 2, Profile: lab.Flapping, Duration: 30 * time.Second, Quiet: time.Second,
			Transport: link.LongPolling,
		}
		_, failure := lab.Try(t, arena.Definition(), cfg.WithPolls(func(h http.Handler) http.Handler {
			g.next = h
			return g
		}))
		if failure == nil {
			continue // no batch that came twice held a line
		}
		if g.twice == 0 || !strings.Contains(failure.Error(), "is heard after line") {
			t.Fatalf("seed %d: %d batches were taken twice, and it says %v", seed, g.twice, failure)
		}
		t.Logf("seed %d, %d batches twice: %v", seed, g.twice, failure)
		return
	}
	t.Error("twenty seeds offered no chance")
}

// greedy is a server that takes whatever comes for something new.
type greedy struct {
	next http.Handler

	mu    sync.Mutex
	links map[string]*batches
	twice int
}

// batches are the newest numbers of a link, as its client counts and as the server is told.
type batches struct{ client, server uint32 }

func (g *greedy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id, ofLink := strings.CutPrefix(r.URL.Path, "/poll/")
	if !ofLink || r.Method != http.MethodPost {
		g.next.ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	number, msgs, bad := wire.DecodeBatch(nil, body)
	if err != nil || bad != nil {
		w.WriteHeader(http.StatusRequestTimeout)
		return
	}
	g.mu.Lock()
	l := g.links[id]
	if l == nil {
		l = &batches{}
		g.links[id] = l
	}
	switch {
	case number > l.client:
		l.client = number
		l.server++
	case number > 1: // a second Hello would be found by anybody
		g.twice++
		l.server++
	}
	body = wire.AppendBatch(nil, l.server, msgs...)
	g.mu.Unlock()
	r = r.Clone(r.Context())
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	g.next.ServeHTTP(w, r)
}

// forgetful is a server that keeps no answer.
type forgetful struct {
	next http.Handler

	mu    sync.Mutex
	links map[string]*forgotten
	lost  int
}

// forgotten is what became of the answers of a link.
type forgotten struct {
	given uint32 // number of the newest that somebody has asked for
	lost  uint32 // so many there were that its client never had
}

func (f *forgetful) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id, ofLink := strings.CutPrefix(r.URL.Path, "/poll/")
	q := r.URL.Query()
	got, err := strconv.ParseUint(q.Get("got"), 10, 32)
	if !ofLink || r.Method != http.MethodGet || err != nil {
		f.next.ServeHTTP(w, r)
		return
	}
	f.mu.Lock()
	l := f.links[id]
	if l == nil {
		l = &forgotten{}
		f.links[id] = l
	}
	if l.given == uint32(got)+l.lost+1 { // it was given, and here somebody is who never had it
		l.lost++
		f.lost++
	}
	q.Set("got", strconv.FormatUint(got+uint64(l.lost), 10))
	f.mu.Unlock()
	r = r.Clone(r.Context())
	r.URL.RawQuery = q.Encode()
	answer := httptest.NewRecorder()
	f.next.ServeHTTP(answer, r)
	w.WriteHeader(answer.Code)
	_, _ = w.Write(f.renumber(l, answer.Body.Bytes())) // whoever is gone asks again
}

// renumber hides that one is missing.
func (f *forgetful) renumber(l *forgotten, body []byte) []byte {
	var a wire.Answer
	if wire.DecodeAnswer(&a, body) != nil || a.Number == 0 {
		return body
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	l.given = a.Number
	if a.Close != nil {
		return wire.AppendLastAnswer(nil, a.Number-l.lost, a.Close)
	}
	return wire.AppendAnswer(nil, a.Number-l.lost, a.Messages[0])
}
