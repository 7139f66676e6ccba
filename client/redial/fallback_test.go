//go:build !js

package redial_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tickwire/client/link"
	"tickwire/client/redial"
	"tickwire/proto/wire"
)

// front is a server behind somebody who does something to WebSockets. Requests get through.
type front struct {
	addr string
	over chan struct{}
	busy sync.WaitGroup // with upgrades, for which an http.Server does not wait

	mu  sync.Mutex
	how func(c net.Conn, r *http.Request) // what becomes of an upgrade; it may return at any time
	ups int
}

func newFront(t *testing.T, addr string, how func(c net.Conn, r *http.Request)) *front {
	t.Helper()
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	f := &front{addr: ln.Addr().String(), over: make(chan struct{}), how: how}
	srv := &http.Server{Handler: f}
	var serving sync.WaitGroup
	serving.Go(func() { _ = srv.Serve(ln) })
	t.Cleanup(func() { close(f.over); srv.Close(); serving.Wait(); f.busy.Wait() })
	return f
}

// The ways in which somebody treats WebSockets.
func refuse(c net.Conn, _ *http.Request) {
	fmt.Fprint(c, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

func swallow(c net.Conn, _ *http.Request) { _, _ = io.Copy(io.Discard, c) }

func mute(c net.Conn, r *http.Request) {
	fmt.Fprint(c, upgraded(r))
	swallow(c, r)
}

func speak(c net.Conn, r *http.Request) {
	fmt.Fprint(c, upgraded(r), "\x82\x02hi")
	swallow(c, r)
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Header.Get("Upgrade") != "":
		f.mu.Lock()
		how := f.how
		f.ups++
		f.busy.Add(1)
		f.mu.Unlock()
		defer f.busy.Done()
		c, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		done := make(chan struct{})
		go func() { // the client's end, or the test's, is the end
			select {
			case <-done:
			case <-f.over:
			}
			c.Close()
		}()
		how(c, r)
		close(done)
	case r.URL.Path == "/poll":
		fmt.Fprint(w, "tickwire.v1")
	case r.Method == http.MethodPost:
		w.WriteHeader(http.StatusNoContent)
	case strings.HasPrefix(r.URL.RawQuery, "got=0&"):
		_, _ = w.Write(wire.AppendAnswer(nil, 1, []byte("hi")))
	default:
		select {
		case <-r.Context().Done():
		case <-f.over:
		}
	}
}

func (f *front) set(how func(c net.Conn, r *http.Request)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.how = how
}

// play has the server say something on a link, or finds that it does not, and ends the link.
func play(t *testing.T, l *link.Link, speaks bool) {
	t.Helper()
	_ = l.Send([]byte("hello"))
	limit := time.After(map[bool]time.Duration{true: 10 * time.Second, false: 50 * time.Millisecond}[speaks])
	for done := false; !done; {
		select {
		case <-l.Wait():
			_, done = l.Poll()
		case <-limit:
			done = true
		}
	}
	if got := l.Stats().MessagesIn > 0; got != speaks {
		t.Fatalf("the server spoke: %v, want %v", got, speaks)
	}
	l.Close(4009, "")
}

// TestTheOtherWay dials a server to which WebSockets do not get through, without hope and with it, and
// twice: what worked is first the next time.
func TestTheOtherWay(t *testing.T) {
	for _, row := range []struct {
		name string
		how  func(c net.Conn, r *http.Request)
		want link.Transport
		soon time.Duration // how long it takes the first time, on a machine that has time
	}{
		{"well", speak, link.WebSocket, 0},
		{"refused", refuse, link.LongPolling, 0},
		{"swallowed", swallow, link.LongPolling, 2 * time.Second},
		{"refused once, as while a server begins", func() func(c net.Conn, r *http.Request) {
			var came atomic.Int32
			return func(c net.Conn, r *http.Request) {
				if came.Add(1)%2 == 1 { // each row is dialled for more than once
					refuse(c, r)
					return
				}
				speak(c, r)
			}
		}(), link.WebSocket, 0},
		{"late", func(c net.Conn, r *http.Request) {
			late := time.NewTimer(time.Second)
			defer late.Stop()
			<-late.C
			speak(c, r)
		}, link.WebSocket, time.Second},
	} {
		for _, hope := range []bool{false, true} {
			t.Run(fmt.Sprint(row.name, " hope ", hope), func(t *testing.T) {
				t.Parallel()
				f := newFront(t, "127.0.0.1:0", row.how)
				d := dialer(t, f.addr)
				d.Transport = redial.Auto
				plan := redial.NewPlan(redial.Place{}, 0)
				if hope {
					plan = redial.NewPlan(place, d.Link.Now())
				}
				for round := range 2 {
					began := time.Now()
					f.mu.Lock()
					before := f.ups
					f.mu.Unlock()
					l := d.Dial(t.Context(), plan, nil)
					took := time.Since(began)
					if l == nil || l.State() != link.Open {
						t.Fatalf("round %d ended with %v", round, l)
					}
					if l.Transport() != row.want {
						t.Errorf("round %d: taken is %v, want %v", round, l.Transport(), row.want)
					}
					if took > row.soon+5*time.Second { // for a busy machine
						t.Errorf("round %d took %v", round, took)
					}
					f.mu.Lock()
					if asked := f.ups - before; round > 0 && row.want == link.LongPolling && asked > 0 {
						t.Errorf("%d WebSockets were tried before what worked last", asked)
					}
					f.mu.Unlock()
					play(t, l, true)
				}
			})
		}
	}
}

// TestAMuteWebSocketIsNone opens one on which nothing comes.
func TestAMuteWebSocketIsNone(t *testing.T) {
	f := newFront(t, "127.0.0.1:0", mute)
	d := dialer(t, f.addr)
	d.Transport = redial.Auto
	for _, want := range []link.Transport{link.WebSocket, link.LongPolling, link.LongPolling} {
		l := d.Dial(t.Context(), redial.NewPlan(redial.Place{}, 0), nil)
		if l == nil || l.State() != link.Open || l.Transport() != want {
			t.Fatalf("got %v, want %v", l, want)
		}
		if got := d.Unproven(l); got != (want == link.WebSocket) {
			t.Errorf("%v is unproven: %v", want, got)
		}
		play(t, l, want == link.LongPolling)
	}
}

// TestADeadServerTeachesNothing finds nobody again and again, and then a server.
func TestADeadServerTeachesNothing(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := ln.Addr().String()
	ln.Close()
	d := dialer(t, addr)
	d.Transport = redial.Auto
	for range 3 {
		l := d.Dial(t.Context(), redial.NewPlan(redial.Place{}, 0), nil)
		if l == nil || l.State() != link.Closed || l.Transport() != link.WebSocket {
			t.Fatalf("got %v", l)
		}
		if d.Failed() == "" {
			t.Error("nobody tells how it failed")
		}
	}
	f := newFront(t, addr, speak)
	l := d.Dial(t.Context(), redial.NewPlan(redial.Place{}, 0), nil)
	if l == nil || l.State() != link.Open || l.Transport() != link.WebSocket || f.ups != 1 || d.Failed() != "" {
		t.Fatalf("got %v after %d upgrades, %q", l, f.ups, d.Failed())
	}
	l.Close(1000, "")
}

// TestWhoComplainsOfBrokenFrames has the server end a link for them, and the client.
func TestWhoComplainsOfBrokenFrames(t *testing.T) {
	for _, row := range []struct {
		name, says string
		keeps      bool
	}{
		{"the server", "\x88\x02\x03\xea", false},
		{"the client", "\xff\x00\x00", true},
	} {
		f := newFront(t, "127.0.0.1:0", func(c net.Conn, r *http.Request) {
			fmt.Fprint(c, upgraded(r), row.says)
			swallow(c, r)
		})
		d := dialer(t, f.addr)
		d.Transport = redial.WebSocket
		l := d.Dial(t.Context(), redial.NewPlan(redial.Place{}, 0), nil)
		d.Wait()
		if code, reason, err := l.Closed(); code != 1002 || redial.Keeps(redial.Ended(l)) != row.keeps {
			t.Errorf("%s: closed with %d %q, %v, the token is kept: %v", row.name, code, reason, err, !row.keeps)
		}
	}
}
