package hostile_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"sync"
	"testing"
	"time"

	"tickwire/proto/wire"
	"tickwire/server/gate"
	"tickwire/server/host"
)

// TestSlowlorisIsNotWaitedFor holds connections open by saying next to nothing, at each step of coming
// in, and while it plays.
func TestSlowlorisIsNotWaitedFor(t *testing.T) { bothWays(t, testSlowlorisIsNotWaitedFor) }

func testSlowlorisIsNotWaitedFor(t *testing.T, way gate.IO) {
	s := perform(t, way, host.Config{Limits: gate.Limits{HelloTimeout: 2 * time.Second, IdleTimeout: 3 * time.Second}})
	const header = "GET /ws HTTP/1.1\r\nHost: x\r\nX-Long: "
	upgraded, seated := s.open(), s.join("slow")
	rows := map[string]struct {
		p    *peer
		text []byte // said byte by byte
	}{
		"nothing":               {s.dial(), nil},
		"a header without end":  {s.dial(), []byte(header)},
		"a body without end":    {s.dial(), []byte("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")},
		"a Hello without end":   {upgraded, frame(0x80|opBinary, make([]byte, 4000))},
		"a message without end": {seated, frame(0x80|opBinary, make([]byte, 4000))},
		"fragments without end": {s.open(), append(frame(opBinary, nil), bytes.Repeat(frame(opMore, nil), 1000)...)},
	}
	var group sync.WaitGroup
	for name, row := range rows {
		group.Go(func() {
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				_, _ = io.Copy(io.Discard, row.p.in) // until the server has had enough
			}()
			began, every := time.Now(), time.NewTicker(50*time.Millisecond)
			defer every.Stop()
			for i := 0; ; i++ {
				select {
				case <-ended:
					t.Logf("%s: closed after %v", name, time.Since(began).Round(time.Second/10))
					return
				case <-time.After(patience):
					t.Errorf("%s: still open after %v", name, patience)
					return
				case <-every.C:
				}
				if time.Since(began) > patience {
					t.Errorf("%s: still open after %v", name, patience)
					return
				}
				b := []byte{'x'}
				if i < len(row.text) {
					b = row.text[i : i+1]
				} else if row.text == nil {
					continue
				}
				_, _ = row.p.c.Write(b)
			}
		})
	}
	group.Wait()
	s.until("all ends are counted, each for its reason", func() bool {
		return s.metric(`tickwire_closes_total{code="4006"}`) == 2 && // no Hello
			s.metric(`tickwire_closes_total{code="4009"}`) == 1 // nothing whole
	})
}

// TestOneNetworkCannotTakeThePlacesOfAll opens connections of each kind until no more are let in.
func TestOneNetworkCannotTakeThePlacesOfAll(t *testing.T) {
	bothWays(t, testOneNetworkCannotTakeThePlacesOfAll)
}

func testOneNetworkCannotTakeThePlacesOfAll(t *testing.T, way gate.IO) {
	s := perform(t, way, host.Config{Limits: gate.Limits{
		ConnsPerRemote: 6, HTTPPerRemote: 10, OpensPerRemote: gate.Rate{PerSecond: 0.001, Burst: 8},
	}})
	var in []*peer
	for range 5 { // the honest one is the sixth
		in = append(in, s.open())
	}
	knock := func(want int) *peer {
		t.Helper()
		p := s.dial()
		resp := p.upgrade()
		if resp.StatusCode != want {
			body, _ := io.ReadAll(resp.Body)
			t.Errorf("answered %s %q, want %d", resp.Status, body, want)
		}
		if want == http.StatusTooManyRequests && resp.Header.Get("Retry-After") == "" {
			t.Error("it is not told to try again")
		}
		return p
	}
	knock(http.StatusTooManyRequests)
	gone := func(p *peer) {
		t.Helper()
		was := s.metric("tickwire_connections")
		p.c.Close()
		s.until("it is gone", func() bool { return s.metric("tickwire_connections") < was })
	}
	gone(in[0])
	again := knock(http.StatusSwitchingProtocols)
	gone(again)
	gone(knock(http.StatusSwitchingProtocols))
	knock(http.StatusTooManyRequests) // there is a place, but it comes too often

	// Those that say nothing: ten stay, the others are closed at once.
	closed := 0
	var mu sync.Mutex
	var group sync.WaitGroup
	var silent []*peer
	for range 30 {
		silent = append(silent, s.dial())
	}
	limit := time.Now().Add(2 * time.Second) // of which HelloTimeout is more
	for _, p := range silent {
		group.Go(func() {
			_ = p.c.SetReadDeadline(limit)
			_, err := p.in.ReadByte()
			mu.Lock()
			defer mu.Unlock()
			if !errors.Is(err, os.ErrDeadlineExceeded) {
				closed++
			}
		})
	}
	group.Wait()
	if closed < 20 || closed > 25 { // some of those before have not been seen to go
		t.Errorf("%d of 30 silent connections were closed at once, want 20", closed)
	}
	if n := s.metric("tickwire_connections_refused_total"); n < 20+2 {
		t.Errorf("%.0f refusals are counted", n)
	}
}

// TestJoinsAreBounded lets so many come to the rooms as may; the next is asked to try again.
func TestJoinsAreBounded(t *testing.T) { bothWays(t, testJoinsAreBounded) }

func testJoinsAreBounded(t *testing.T, way gate.IO) {
	s := perform(t, way, host.Config{Limits: gate.Limits{Joins: gate.Rate{PerSecond: 0.001, Burst: 4}}})
	for i := range 6 { // the honest one was first
		err := s.open().enter()
		var e *closedError
		switch {
		case i < 3 && err != nil:
			t.Errorf("join %d: %v", i, err)
		case i >= 3 && (!errors.As(err, &e) || e.code != wire.CloseBusy):
			t.Errorf("join %d: %v, want %d", i, err, wire.CloseBusy)
		}
	}
}

// TestForeignPagesCannotPlay is what a browser says for a page that somebody else has written.
func TestForeignPagesCannotPlay(t *testing.T) { bothWays(t, testForeignPagesCannotPlay) }

func testForeignPagesCannotPlay(t *testing.T, way gate.IO) {
	s := perform(t, way, host.Config{Origins: []string{"https://friend.example"}})
	own := s.server.Addr().String()
	for origin, want := range map[string]int{
		"https://evil.example":            http.StatusForbidden,
		"null":                            http.StatusForbidden, // a sandboxed frame, or a file
		"http://" + own + ".evil.example": http.StatusForbidden,
		"http://evil.example/" + own:      http.StatusForbidden,
		"http://localhost:1":              http.StatusForbidden,
		"file://":                         http.StatusForbidden,
		"https://friend.example.evil":     http.StatusForbidden,
		"http://" + own:                   http.StatusSwitchingProtocols,
		"https://friend.example":          http.StatusSwitchingProtocols,
	} {
		resp := s.dial().upgrade("Origin: "+origin, "Cookie: session=of-the-victim")
		if resp.StatusCode != want {
			t.Errorf("from %s: %s, want %d", origin, resp.Status, want)
		}
	}
	if n := s.metric("tickwire_connections"); n != 3 {
		t.Errorf("%.0f connections, want the honest one's and those of two pages", n)
	}
}
