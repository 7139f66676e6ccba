//go:build !js

package redial_test

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"tickwire/client/link"
	"tickwire/client/redial"
	"tickwire/proto/wire"
)

// says opens a WebSocket, waits for a first message, and says some.
func says(msgs ...[]byte) func(c net.Conn, r *http.Request) {
	return func(c net.Conn, r *http.Request) {
		fmt.Fprint(c, upgraded(r))
		if _, err := c.Read(make([]byte, 1)); err != nil {
			return
		}
		for _, m := range msgs {
			_, _ = c.Write(append([]byte{0x82, 126, byte(len(m) >> 8), byte(len(m))}, m...))
		}
		swallow(c, r)
	}
}

func welcome(resumed bool) []byte {
	return wire.AppendWelcome(nil, &wire.Welcome{Player: 1, TickRate: 30, SendEvery: 1, Encoding: wire.EncodingPacked, Resumed: resumed})
}

// aFrame is as much of one as matters here.
var aFrame = []byte{0x12, 0}

// looking is an Upgrade beside a link of long polling.
type looking struct {
	redial.Upgrade
	t     *testing.T
	front *front
	now   time.Duration // that it is told
	said  []link.Message
}

func look(t *testing.T) *looking {
	t.Helper()
	return lookBy(t, 0.5)
}

// lookBy is for a random number that is always the same.
func lookBy(t *testing.T, random float64) *looking {
	t.Helper()
	u := &looking{t: t, front: newFront(t, "127.0.0.1:0", refuse)}
	d := dialer(t, u.front.addr)
	d.Transport, d.Random = redial.Auto, func() float64 { return random }
	l := d.Dial(t.Context(), redial.NewPlan(redial.Place{}, 0), nil)
	if l == nil || l.Transport() != link.LongPolling {
		t.Fatalf("dialled %v", l)
	}
	t.Cleanup(func() { l.Close(1000, ""); u.End() })
	u.Begin(d, l, u.now)
	if !u.Looking() {
		t.Fatal("it does not look")
	}
	return u
}

func hello() []byte { return []byte("hello") }

// step goes on at the time that it is.
func (u *looking) step() *link.Link {
	l, said := u.Step(u.now, hello)
	u.said = said
	return l
}

// tries reports whether a try begins now, and lets it come to its end.
func (u *looking) tries() bool {
	u.t.Helper()
	u.front.mu.Lock()
	before := u.front.ups
	u.front.mu.Unlock()
	if u.step(); u.Wait() == nil {
		return false
	}
	limit := time.After(20 * time.Second)
	for u.Wait() != nil {
		select {
		case <-u.Wait():
			if l := u.step(); l != nil {
				u.t.Fatal("it found ", l)
			}
		case <-limit:
			u.t.Fatal("a try does not end")
		}
	}
	u.front.mu.Lock()
	defer u.front.mu.Unlock()
	return u.front.ups == before+1
}

// TestTriesForSomethingBetterGrowSeldom asks every second for five minutes.
func TestTriesForSomethingBetterGrowSeldom(t *testing.T) {
	u := look(t)
	var at []time.Duration
	for ; u.now < 5*time.Minute; u.now += time.Second {
		if u.tries() {
			at = append(at, u.now/time.Second)
		}
	}
	if got, want := fmt.Sprint(at), "[5ns 10ns 20ns 40ns 80ns 140ns 200ns 260ns]"; got != want {
		t.Errorf("tries at %s, want %s", got, want)
	}
	u.Hint(u.now)
	if !u.tries() {
		t.Error("a hint is not followed")
	}
	if u.now += time.Second; u.tries() {
		t.Error("a second later there is another try")
	}
	if u.now += 4 * time.Second; !u.tries() {
		t.Error("after a hint tries are as seldom as before")
	}
}

// TestACrowdSpreads begins at the same moment, and tries for something better at others.
func TestACrowdSpreads(t *testing.T) {
	for random, want := range map[float64]string{0: "[3 7 15 30]", 0.5: "[5 10 20 40]", 0.999: "[6 12 25 50]"} {
		u := lookBy(t, random)
		var at []time.Duration
		for ; u.now < time.Minute; u.now += 100 * time.Millisecond {
			if u.tries() && len(at) < 4 {
				at = append(at, u.now.Truncate(time.Second)/time.Second)
			}
		}
		if got := strings.ReplaceAll(fmt.Sprint(at), "ns", ""); got != want {
			t.Errorf("with %v: tries at %s, want %s", random, got, want)
		}
	}
}

// TestWhatIsBetter has WebSockets open on which the server says this and that.
func TestWhatIsBetter(t *testing.T) {
	for _, row := range []struct {
		name string
		how  func(c net.Conn, r *http.Request)
		want bool
	}{
		{"the same player", says(welcome(true), aFrame), true},
		{"and more", says(welcome(true), aFrame, aFrame), true},
		{"another server", says(welcome(false), aFrame), false},
		{"it says why not", says(wire.AppendCloseNotice(nil, &wire.CloseNotice{Code: wire.CloseToken})), false},
		{"it says what nobody understands", says([]byte{0xff}), false},
		{"it closes", func(c net.Conn, r *http.Request) { fmt.Fprint(c, upgraded(r), "\x88\x02\x03\xf1") }, false},
		{"it ends", func(c net.Conn, r *http.Request) { fmt.Fprint(c, upgraded(r)) }, false},
		{"a frame before Welcome", says(aFrame), false},
		{"Welcome twice", says(welcome(true), welcome(true), aFrame), false},
		{"Welcome and no more", says(welcome(true)), false},
		{"nothing", mute, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			u := look(t)
			u.front.set(row.how)
			u.now = 5 * time.Second
			var got *link.Link
			limit := time.After(20 * time.Second)
			u.step()
			// What comes at all comes at once; what does not is waited for in the time that is told.
			quiet := time.NewTimer(200 * time.Millisecond)
			defer quiet.Stop()
			for got == nil && u.Wait() != nil {
				select {
				case <-u.Wait():
					got = u.step()
				case <-quiet.C:
					u.now += 3 * time.Second
					got = u.step()
				case <-limit:
					t.Fatal("it does not end")
				}
			}
			if (got != nil) != row.want {
				t.Fatalf("got %v", got)
			}
			if u.Pending() || u.Looking() == row.want {
				t.Errorf("pending %v, looking %v", u.Pending(), u.Looking())
			}
			if got != nil {
				if len(u.said) < 2 || string(u.said[0].Data) != string(welcome(true)) || got.Transport() != link.WebSocket {
					t.Errorf("%v has said %q", got.Transport(), u.said)
				}
				got.Close(1000, "")
			}
		})
	}
}

// TestNothingBetterIsLookedFor says where there is no sense in it.
func TestNothingBetterIsLookedFor(t *testing.T) {
	f := newFront(t, "127.0.0.1:0", speak)
	for _, way := range []redial.Transport{redial.Auto, redial.WebSocket, redial.LongPolling, redial.Polling} {
		d := dialer(t, f.addr)
		d.Transport = way
		l := d.Dial(t.Context(), redial.NewPlan(redial.Place{}, 0), nil)
		if l == nil || l.State() != link.Open {
			t.Fatal("no link")
		}
		var u redial.Upgrade
		u.Begin(d, l, 0)
		if better, _ := u.Step(time.Hour, hello); better != nil || u.Looking() || u.Wait() != nil {
			t.Errorf("%v looks for something better than %v", way, l.Transport())
		}
		l.Close(1000, "")
	}
	u := look(t)
	u.now = time.Hour
	if u.Step(u.now, func() []byte { return nil }); u.Wait() != nil {
		t.Error("it looks for a place though there is none to go on from")
	}
}
