package lab_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"tickwire/bench/lab"
	"tickwire/client/link"
	"tickwire/game/arena"
	"tickwire/game/coins"
	"tickwire/proto/wire"
)

// TestSameSeedSameTranscriptByRequests is TestSameSeedSameTranscript for the other transports.
func TestSameSeedSameTranscriptByRequests(t *testing.T) {
	for n, p := range lab.Profiles() {
		cfg := lab.Config{Seed: 3, Clients: 4, Bots: 2, Profile: p, Duration: 12 * time.Second, Quiet: time.Second}
		cfg.Transport, cfg.Roam = link.Transport(1+n%2), n%3 == 2
		t.Run(fmt.Sprintf("%s,%v,%v", p.Name, cfg.Transport, cfg.Roam), func(t *testing.T) {
			t.Parallel()
			one, two := lab.Run(t, arena.Definition(), cfg), lab.Run(t, arena.Definition(), cfg)
			if one.Transcript != two.Transcript || one.Deliveries != two.Deliveries || one.Frames != two.Frames {
				t.Errorf("two runs of one seed differ: %x and %x, %d and %d deliveries", one.Transcript, two.Transcript, one.Deliveries, two.Deliveries)
			}
			t.Logf("transcript %x, %d frames, %d dials, %d deliveries, %v", one.Transcript, one.Frames, one.Dials, one.Deliveries, one.Wall)
		})
	}
}

// TestWhatProxiesDo has one thing happen to one client and looks at what the server sees of it: a link that goes
// on, and by what was lost on the way back the same request again.
func TestWhatProxiesDo(t *testing.T) {
	const plain = "game coins\nseed 3\nclients 0\nbots 0\nduration 16s\ncalm 6s\nastray 1s\ntransport long-polling\ndown delay 5ms\nup delay 5ms\n"
	for _, row := range []struct {
		what  string
		again int // requests that the server sees for the second time
	}{
		{"", 0},
		{"at 5s client 0 deny\n", 0},
		{"at 5s client 0 spoil\n", 1},
		{"at 5s client 0 halve\n", 1},
		{"at 5s client 0 twice for 3ms\n", 2}, // it takes the place of the held one, whose client asks anew
	} {
		s, err := lab.Parse(plain + row.what)
		if err != nil {
			t.Fatal(err)
		}
		var seen requests
		report, failure := lab.Look(t, coins.Game, s, seen.watch)
		if failure != nil {
			t.Errorf("%q: %v", row.what, failure)
		}
		if report.Dials != 1 || seen.links != 1 || seen.again != row.again {
			t.Errorf("%q: %d dials, %d links, %d requests again, want %d", row.what, report.Dials, seen.links, seen.again, row.again)
		}
	}
}

// requests are those of links that a server sees.
type requests struct {
	mu    sync.Mutex
	seen  map[string]bool
	links int
	again int
}

func (s *requests) watch(h http.Handler) http.Handler {
	s.seen = map[string]bool{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body) // of a client that is right
		r.Body = io.NopCloser(bytes.NewReader(body))
		number, _, _ := wire.DecodeBatch(nil, body)
		what := fmt.Sprint(r.Method, r.URL.Path, r.URL.Query().Get("got"), number)
		s.mu.Lock()
		if r.URL.Path != "/poll" {
			if s.seen[what] {
				s.again++
			}
			s.seen[what] = true
			if number == 1 {
				s.links++
			}
		}
		s.mu.Unlock()
		h.ServeHTTP(w, r)
	})
}

// TestWhoPollsIsInTimeInTheEnd leaves quiet enough for a clock that learns once in a second.
func TestWhoPollsIsInTimeInTheEnd(t *testing.T) {
	t.Parallel()
	for _, p := range []lab.Profile{lab.LAN, lab.LTE, lab.ThreeG, lab.Flapping} {
		lab.Run(t, arena.Definition(), lab.Config{
			Seed: 1, Clients: 5, Bots: 2, Profile: p, Duration: 90 * time.Second, Quiet: 40 * time.Second, Transport: link.Polling,
		})
	}
}
