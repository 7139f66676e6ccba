//go:build !js

package link_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tickwire/client/link"
)

// shaky starts a server to which requests do not always get, or whose answers do not.
func shaky(t *testing.T, mishap func(r *http.Request, nth int) string) (*poller, link.Config) {
	t.Helper()
	ln := listen(t)
	p := serveOn(t, ln)
	p.mishap = mishap
	return p, link.Config{URL: "ws://" + ln.Addr().String() + "/ws", Transport: link.LongPolling}
}

// TestEveryMessageArrivesOnce has each of some requests go wrong in each way in which it can. What
// both ends say still arrives, once and in order.
func TestEveryMessageArrivesOnce(t *testing.T) {
	for _, what := range []string{"502", "429 0", "lost", "gone"} {
		for _, method := range []string{"GET", "POST"} {
			t.Run(what+" "+method, func(t *testing.T) {
				t.Parallel()
				failed := 0
				p, cfg := shaky(t, func(r *http.Request, nth int) string {
					if nth > 1 && failed < 6 && nth%3 != 0 && strings.HasPrefix(r.Method, method) {
						failed++
						return what
					}
					return ""
				})
				l, _ := openBy(t, cfg)
				var sent, got []string
				for i := range 8 {
					sent = append(sent, fmt.Sprint("echo ", i))
					send(t, l, sent[i])
					if i%2 == 1 { // sometimes more than one is in a batch
						got = append(got, "echo "+string(receive(t, l).Data), "echo "+string(receive(t, l).Data))
					}
				}
				if !slices.Equal(got, sent) {
					t.Errorf("the client got %q", got)
				}
				p.mu.Lock()
				defer p.mu.Unlock()
				for _, one := range p.links {
					if !slices.Equal(one.seen, sent) {
						t.Errorf("the server got %q", one.seen)
					}
				}
				if len(p.links) != 1 || failed == 0 {
					t.Errorf("%d links, %d requests failed", len(p.links), failed)
				}
			})
		}
	}
}

// TestHowPollsEnd says with what a link closes when requests are answered in a way for good.
func TestHowPollsEnd(t *testing.T) {
	for _, row := range []struct {
		name   string
		on     string // method
		mishap string
		code   uint16
	}{
		{"the link is not known to who is asked", "GET", "404", 1006},
		{"nor to who is told", "POST", "404", 1006},
		{"out of step", "GET", "409", 1006},
		{"out of step, telling", "POST", "409", 1006},
		{"not let in", "POST", "403", 1006},
		{"what makes no sense", "GET", "nonsense", 1006},
		{"no time for longer than a client waits", "POST", "503 60", 1013},
		{"too many for longer than a client waits", "POST", "429 60", 1013},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			_, cfg := shaky(t, func(r *http.Request, nth int) string {
				if nth > 1 && r.Method == row.on {
					return row.mishap
				}
				return ""
			})
			l, ran := openBy(t, cfg)
			send(t, l, "echo one")
			if err := <-ran; err == nil {
				t.Error("no error")
			}
			if code, reason, _ := l.Closed(); code != row.code || reason == "" {
				t.Errorf("closed with %d %q, want %d", code, reason, row.code)
			}
		})
	}
}

// TestAPageInPlaceOfAnAnswerIsNobodysAnswer has somebody on the way ask the user to sign in, in the middle of it all.
func TestAPageInPlaceOfAnAnswerIsNobodysAnswer(t *testing.T) {
	for _, method := range []string{"GET", "POST"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			pages := 0
			_, cfg := shaky(t, func(r *http.Request, nth int) string {
				if nth > 1 && r.Method == method && pages < 3 {
					pages++
					return "garbage"
				}
				return ""
			})
			l, _ := openBy(t, cfg)
			send(t, l, "echo one")
			if got := string(receive(t, l).Data); got != "one" {
				t.Errorf("got %q", got)
			}
		})
	}
}

// TestWhoAnswersElse has a first request answered by somebody who is no server of ours.
func TestWhoAnswersElse(t *testing.T) {
	for _, what := range []string{"404", "403", "502", "garbage", "302", "gone", "slow"} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			_, cfg := shaky(t, func(*http.Request, int) string { return what })
			cfg.DialTimeout = 200 * time.Millisecond
			l := link.New(cfg)
			if err := l.Run(t.Context()); err == nil {
				t.Error("no error")
			}
			if code, reason, _ := l.Closed(); code != 1006 || !strings.HasPrefix(reason, "cannot connect") {
				t.Errorf("closed with %d %q", code, reason)
			}
		})
	}
}

// TestGoodByeIsBrought closes a link right after something was said, be it the first thing at all.
func TestGoodByeIsBrought(t *testing.T) {
	for _, said := range []int{1, 3, 100} {
		p, cfg := shaky(t, nil)
		l, ran := openBy(t, cfg)
		for i := range said {
			send(t, l, fmt.Sprint("note ", i))
		}
		l.Close(1000, "bye")
		if err := <-ran; err != nil {
			t.Error(err)
		}
		p.mu.Lock()
		for _, one := range p.links {
			if len(one.seen) != said {
				t.Errorf("of %d messages %d were brought", said, len(one.seen))
			}
		}
		if len(p.links) != 1 {
			t.Errorf("%d links", len(p.links))
		}
		p.mu.Unlock()
	}
}

// TestAHeldRequestHoldsNobodyUp closes while the server holds a request, and while it does not answer.
func TestAHeldRequestHoldsNobodyUp(t *testing.T) {
	for _, how := range []string{"", "hang"} {
		_, cfg := shaky(t, func(r *http.Request, nth int) string {
			if nth > 2 {
				return how
			}
			return ""
		})
		l, ran := openBy(t, cfg)
		send(t, l, "echo one")
		if how == "" {
			receive(t, l)
		}
		began := time.Now()
		l.Close(1000, "")
		select {
		case err := <-ran:
			if err != nil {
				t.Error(err)
			}
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("%q: it took %v", how, took)
			}
		case <-time.After(patience):
			t.Fatal("Run does not return")
		}
	}
}

// TestWhatRequestsSay has a server see what it is told of how long it may take.
func TestWhatRequestsSay(t *testing.T) {
	for _, row := range []struct {
		cfg         link.Config
		query, want string
	}{
		{link.Config{Transport: link.LongPolling}, "", "got=0&wait=25000"},
		{link.Config{Transport: link.LongPolling, PollWait: time.Second}, "", "got=0&wait=1000"},
		{link.Config{Transport: link.LongPolling, PollWait: time.Hour}, "", "got=0&wait=25000"},
		{link.Config{Transport: link.Polling}, "", "every=1000&got=0&wait=0"},
		{link.Config{Transport: link.Polling, PollEvery: time.Hour}, "", "every=60000&got=0&wait=0"},
		{link.Config{Transport: link.LongPolling}, "shard=7", "got=0&shard=7&wait=25000"},
	} {
		p, cfg := shaky(t, nil) // values are sorted by their names
		row.cfg.URL = cfg.URL + "?" + row.query
		l, _ := openBy(t, row.cfg)
		send(t, l, "echo one")
		receive(t, l)
		p.mu.Lock()
		want := []string{"GET " + row.query, "POST " + strings.Replace(row.want, "got=0&", "", 1), "GET " + row.want}
		if !slices.Equal(p.asked[:3], want) {
			t.Errorf("asked %q, want %q", p.asked, want)
		}
		p.mu.Unlock()
	}
}

// TestARequestThatHangsIsMadeAgain has one in each direction swallowed.
func TestARequestThatHangsIsMadeAgain(t *testing.T) {
	for method, how := range map[string]string{"GET": "slow", "POST": "hang"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			hung := false
			_, cfg := shaky(t, func(r *http.Request, nth int) string {
				if nth > 1 && r.Method == method && !hung {
					hung = true
					return how
				}
				return ""
			})
			cfg.PollWait = 100 * time.Millisecond
			l, _ := openBy(t, cfg)
			send(t, l, "echo one")
			if got := string(receive(t, l).Data); got != "one" || !hung {
				t.Errorf("got %q", got)
			}
		})
	}
}

// TestPollingAsksSeldom counts requests once a client is in.
func TestPollingAsksSeldom(t *testing.T) {
	p, cfg := shaky(t, nil)
	cfg.Transport, cfg.PollEvery = link.Polling, 300*time.Millisecond
	l, _ := openBy(t, cfg)
	for i := range 3 { // more, and it would be slow for a test
		send(t, l, fmt.Sprint("echo ", i))
		receive(t, l)
	}
	began, asked := time.Now(), 0
	p.mu.Lock()
	before := len(p.asked)
	p.mu.Unlock()
	for time.Since(began) < 4*cfg.PollEvery {
		send(t, l, "echo more")
		receive(t, l)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, a := range p.asked[before:] {
		if strings.HasPrefix(a, "GET") {
			asked++
		}
	}
	if most := int(time.Since(began)/cfg.PollEvery) + 2; asked > most || asked < 2 {
		t.Errorf("asked %d times, want at most %d", asked, most)
	}
}
