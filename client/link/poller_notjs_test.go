//go:build !js

package link_test

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"tickwire/proto/wire"
)

// poller is a server's end of polls, as exact as the real one and as simple as it can be. Its mishap
// says what goes wrong on the way to a request, or from it.
type poller struct {
	mu     sync.Mutex
	links  map[string]*polled
	asked  []string // every request: method and query
	mishap func(r *http.Request, nth int) string
	over   chan struct{} // closed when the test ends
	do     func(l talker, msg string)
}

// polled is one link.
type polled struct {
	p      *poller
	batch  uint32
	number uint32   // of the newest answer
	answer []byte   // itself
	queue  [][]byte // messages that wait
	last   *wire.CloseNotice
	moved  chan struct{} // closed and made anew when something was queued
	seen   []string
}

// talker is what a verb of the tests speaks through.
type talker interface {
	say(msg []byte)
	closeWith(code uint16, reason string)
}

func newPoller(do func(talker, string)) *poller {
	return &poller{links: map[string]*polled{}, over: make(chan struct{}), do: do}
}

func (p *poller) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.asked = append(p.asked, r.Method+" "+r.URL.RawQuery)
	nth, mishap := len(p.asked), ""
	if p.mishap != nil {
		mishap = p.mishap(r, nth)
	}
	p.mu.Unlock()
	switch mishap {
	case "":
		p.serve(w, r)
	case "lost": // the server has it, the answer does not come
		p.serve(discard{w.Header()}, r)
		panic(http.ErrAbortHandler)
	case "gone":
		panic(http.ErrAbortHandler)
	case "hang":
		_, _ = io.Copy(io.Discard, r.Body) // only then does the server notice that the client has gone
		select {
		case <-r.Context().Done():
		case <-p.over:
		}
	case "slow":
		w.Header().Set("Content-Length", "1000")
		_, _ = w.Write([]byte{8})
		_ = http.NewResponseController(w).Flush()
		select {
		case <-r.Context().Done():
		case <-p.over:
		}
	case "garbage":
		fmt.Fprint(w, "<html>Please sign in</html>")
	case "nonsense":
		w.Header().Set("Content-Type", "application/x-protobuf")
		fmt.Fprint(w, "\xff")
	default:
		code, after, _ := strings.Cut(mishap, " ")
		if after != "" {
			w.Header().Set("Retry-After", after)
		}
		status, _ := strconv.Atoi(code)
		w.WriteHeader(status)
		fmt.Fprint(w, strings.Repeat("somebody on the way ", 100))
	}
}

// discard is an answer that is lost.
type discard struct{ h http.Header }

func (d discard) Header() http.Header         { return d.h }
func (d discard) WriteHeader(int)             {}
func (d discard) Write(b []byte) (int, error) { return len(b), nil }

func (p *poller) serve(w http.ResponseWriter, r *http.Request) {
	id := strings.TrimPrefix(r.URL.Path, "/poll")
	switch {
	case id == "":
		fmt.Fprint(w, "tickwire.v1")
	case len(id) != 23:
		w.WriteHeader(http.StatusBadRequest)
	case r.Method == http.MethodPost:
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 8<<10))
		number, msgs, bad := wire.DecodeBatch(nil, body)
		if err != nil || bad != nil || r.Header.Get("Content-Type") != "application/x-protobuf" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		w.WriteHeader(p.take(id, number, msgs))
	default:
		p.tell(w, r, id)
	}
}

func (p *poller) take(id string, number uint32, msgs [][]byte) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.links[id]
	if l == nil && number == 1 {
		l = &polled{p: p, moved: make(chan struct{})}
		p.links[id] = l
	}
	switch {
	case l == nil:
		return http.StatusNotFound
	case l.last != nil:
		return http.StatusGone
	case number <= l.batch:
		return http.StatusNoContent
	case number != l.batch+1:
		return http.StatusConflict
	}
	l.batch = number
	for _, m := range msgs {
		l.seen = append(l.seen, string(m))
		p.do(l, string(m))
	}
	return http.StatusNoContent
}

// say and closeWith are called by take.
func (l *polled) say(msg []byte) {
	l.queue = append(l.queue, msg)
	close(l.moved)
	l.moved = make(chan struct{})
}

func (l *polled) closeWith(code uint16, reason string) {
	l.last = &wire.CloseNotice{Code: wire.CloseCode(code), Reason: reason}
	close(l.moved)
	l.moved = make(chan struct{})
}

func (p *poller) tell(w http.ResponseWriter, r *http.Request, id string) {
	got, _ := strconv.ParseUint(r.FormValue("got"), 10, 32)
	wait, _ := strconv.Atoi(r.FormValue("wait"))
	limit := time.NewTimer(max(time.Duration(wait)*time.Millisecond, 10*time.Millisecond))
	defer limit.Stop()
	for {
		p.mu.Lock()
		l := p.links[id]
		status, moved := http.StatusNotFound, chan struct{}(nil)
		if l != nil {
			status, moved = l.tell(uint32(got)), l.moved
		}
		var body []byte
		if status == http.StatusOK {
			body = l.answer
		}
		p.mu.Unlock()
		if status == http.StatusNoContent {
			select {
			case <-moved:
				continue
			case <-limit.C:
			case <-r.Context().Done():
			case <-p.over:
			}
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.Header().Set("Content-Type", "application/x-protobuf")
		if status == http.StatusNoContent {
			w.Header().Del("Content-Length")
		}
		w.WriteHeader(status)
		_, _ = w.Write(body)
		return
	}
}

// tell makes the answer ready that is to be given.
func (l *polled) tell(got uint32) int {
	switch {
	case got+1 == l.number:
		return http.StatusOK // again
	case got != l.number:
		return http.StatusConflict
	case len(l.queue) > 0:
		l.number++
		l.answer = wire.AppendAnswer(nil, l.number, l.queue[0])
		l.queue = l.queue[1:]
	case l.last != nil:
		l.number++
		l.answer = wire.AppendLastAnswer(nil, l.number, l.last)
	default:
		return http.StatusNoContent
	}
	return http.StatusOK
}
