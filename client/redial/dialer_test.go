//go:build !js

package redial_test

import (
	"bufio"
	"context"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"tickwire/client/link"
	"tickwire/client/redial"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// path is a way to a server that answers the handshake and then nothing more, or swallows all.
type path struct {
	addr    string
	well    atomic.Bool
	arrived chan bool // a connection, and whether it is answered
}

func listen(t *testing.T, addr string) *path {
	t.Helper()
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	p := &path{addr: ln.Addr().String(), arrived: make(chan bool, 1000)}
	var conns sync.WaitGroup
	conns.Go(func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			well := p.well.Load()
			conns.Go(func() {
				defer c.Close()
				p.arrived <- well
				if r := bufio.NewReader(c); well {
					answer(c, r)
				} else {
					_, _ = r.WriteTo(nothing{}) // until the client gives up
				}
			})
		}
	})
	t.Cleanup(func() { ln.Close(); conns.Wait() })
	return p
}

type nothing struct{}

func (nothing) Write(b []byte) (int, error) { return len(b), nil }

// answer shakes hands and reads to the end.
func answer(c net.Conn, r *bufio.Reader) {
	req, err := http.ReadRequest(r)
	if err != nil {
		return
	}
	fmt.Fprint(c, upgraded(req))
	_, _ = r.WriteTo(nothing{})
}

// upgraded is what a request for a WebSocket is answered.
func upgraded(req *http.Request) string {
	sum := sha1.Sum([]byte(req.Header.Get("Sec-Websocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: tickwire.v1\r\nSec-WebSocket-Accept: " +
		base64.StdEncoding.EncodeToString(sum[:]) + "\r\n\r\n"
}

// dialer dials one address; what it leaves behind fails the test.
func dialer(t *testing.T, addr string) *redial.Dialer {
	start := time.Now()
	d := &redial.Dialer{Transport: redial.WebSocket, Link: link.Config{URL: "ws://" + addr + "/", Now: func() time.Duration { return time.Since(start) }}}
	t.Cleanup(d.Wait)
	return d
}

func dial(ctx context.Context, d *redial.Dialer, p *redial.Plan, again <-chan struct{}) <-chan *link.Link {
	got := make(chan *link.Link, 1)
	go func() { got <- d.Dial(ctx, p, again) }()
	return got
}

// TestATryThatHangsHoldsUpNobody has the path swallow what is sent, and then be well again: the next
// try is through, though those before it would hang for an hour.
func TestATryThatHangsHoldsUpNobody(t *testing.T) {
	for _, atOnce := range []int{0, 1} { // 1 as in a browser
		t.Run(fmt.Sprint(atOnce), func(t *testing.T) {
			t.Parallel()
			hang(t, atOnce)
		})
	}
}

func hang(t *testing.T, atOnce int) {
	p := listen(t, "127.0.0.1:0")
	d := dialer(t, p.addr)
	d.HopeTimeout, d.AtOnce = time.Hour, atOnce
	got := dial(t.Context(), d, redial.NewPlan(place, 0), nil)
	began := time.Now()
	for range 10 { // more than may be under way
		if <-p.arrived {
			t.Fatal("the path was well from the start")
		}
	}
	p.well.Store(true)
	back := time.Now()
	ten := back.Sub(began)
	l := <-got
	if l == nil || l.State() != link.Open {
		t.Fatalf("the dial ended with %v", l)
	}
	// One try more, and it is through; the rest is for a machine that is busy for a moment.
	if took := time.Since(back); took > 2*time.Second+ten {
		t.Errorf("it took %v after ten tries in %v", took, ten)
	}
	l.Close(1000, "")
}

// TestAPortThatIsClosedForAWhile is a server that starts again.
func TestAPortThatIsClosedForAWhile(t *testing.T) {
	first := listen(t, "127.0.0.1:0")
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := ln.Addr().String()
	ln.Close()
	var tries atomic.Int32
	d := dialer(t, addr)
	down := make(chan struct{})
	d.Random = func() float64 {
		if tries.Add(1) == 5 {
			close(down)
		}
		return 0
	}
	got := dial(t.Context(), d, redial.NewPlan(place, 0), nil)
	<-down
	p := listen(t, addr)
	p.well.Store(true)
	l := <-got
	if l == nil || l.State() != link.Open {
		t.Fatalf("the dial ended with %v", l)
	}
	l.Close(1000, "")
	if len(first.arrived) > 0 {
		t.Error("it dialled elsewhere")
	}
}

// TestAgainTriesAtOnce begins tries by asking for them, faster than pauses would.
func TestAgainTriesAtOnce(t *testing.T) {
	p := listen(t, "127.0.0.1:0")
	for _, row := range []struct {
		name string
		plan *redial.Plan
	}{{"with hope", redial.NewPlan(place, 0)}, {"without", redial.NewPlan(redial.Place{}, 0)}} {
		p.well.Store(false)
		d := dialer(t, p.addr)
		d.Random = func() float64 { return 1 } // long pauses
		again := make(chan struct{})
		got := dial(t.Context(), d, row.plan, again)
		<-p.arrived
		began := time.Now()
		for range 20 {
			again <- struct{}{}
			<-p.arrived
		}
		if took := time.Since(began); took > 4*time.Second { // 20 pauses are more than 8 s
			t.Errorf("%s: 20 tries took %v", row.name, took)
		}
		p.well.Store(true)
		again <- struct{}{}
		if l := <-got; l == nil || l.State() != link.Open {
			t.Errorf("%s: the dial ended with %v", row.name, l)
		} else {
			l.Close(1000, "")
		}
		for len(p.arrived) > 0 {
			<-p.arrived
		}
	}
}

// TestDialEnds shows each way in which it ends without a link that is open.
func TestDialEnds(t *testing.T) {
	p := listen(t, "127.0.0.1:0")
	d := dialer(t, p.addr)
	short := place
	short.Grace = 300 * ms
	if l := d.Dial(t.Context(), redial.NewPlan(short, d.Link.Now()), nil); l != nil {
		t.Errorf("after hope it is %v", l.State())
	}
	for _, plan := range []*redial.Plan{redial.NewPlan(place, d.Link.Now()), redial.NewPlan(redial.Place{}, 0)} {
		ctx, cancel := context.WithCancel(t.Context())
		got := dial(ctx, d, plan, nil)
		<-p.arrived
		cancel()
		if l := <-got; l != nil {
			t.Errorf("after its context it is %v", l.State())
		}
	}
	d.Link.URL = "ws://127.0.0.1:1/"
	l := d.Dial(t.Context(), redial.NewPlan(redial.Place{}, 0), nil)
	if l == nil || l.State() != link.Closed {
		t.Fatalf("without hope nobody tells how it failed: %v", l)
	}
	if code, _, err := l.Closed(); code != 1006 || err == nil {
		t.Errorf("closed with %d, %v", code, err)
	}
}
