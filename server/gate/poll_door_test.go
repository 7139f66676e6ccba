package gate_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"tickwire/proto/wire"
	"tickwire/server/gate"
)

// TestPollsAreRefused asks in ways that no client of ours does, of a link that plays on.
func TestPollsAreRefused(t *testing.T) {
	t.Parallel()
	s := open(t, gate.IOAuto, gate.Config{Origins: []string{"https://friend.example"}}, time.Minute)
	f := s.fetches(t)
	f.enter(nil)
	link, strange := "/poll/"+f.id, "/poll/AAAAAAAAAAAAAAAAAAAAAA"
	second := string(wire.AppendBatch(nil, 2, wire.AppendLeave(nil)))
	for _, row := range []struct {
		name, method, path, body string
		want                     int
		allow                    string
	}{
		{"no link", "GET", strange, "", 404, ""},
		{"no link for a batch that is not the first", "POST", strange, second, 404, ""},
		{"HEAD", "HEAD", link, "", 405, "GET, POST, OPTIONS"},
		{"PUT", "PUT", link, second, 405, "GET, POST, OPTIONS"},
		{"DELETE", "DELETE", link, "", 405, "GET, POST, OPTIONS"},
		{"POST to nobody", "POST", "/poll", second, 405, "GET, OPTIONS"},
		{"HEAD of nobody", "HEAD", "/poll", "", 405, "GET, OPTIONS"},
		{"no id", "GET", "/poll/", "", 400, ""},
		{"a short id", "GET", link[:len(link)-1], "", 400, ""},
		{"a long id", "GET", link + "A", "", 400, ""},
		{"an id of another alphabet", "GET", "/poll/AAAAAAAAAAAAAAAAAAAA+A", "", 400, ""},
		{"an id of more than 16 bytes", "GET", "/poll/AAAAAAAAAAAAAAAAAAAAAB", "", 400, ""},
		{"a path below", "GET", link + "/x", "", 400, ""},
		{"a number that is none", "GET", link + "?got=x", "", 400, ""},
		{"a number below 0", "GET", link + "?got=-1", "", 400, ""},
		{"a number of more than 32 bits", "GET", link + "?got=4294967296", "", 400, ""},
		{"two numbers", "GET", link + "?got=0&got=0", "", 400, ""},
		{"too long a wait", "GET", link + "?wait=25001", "", 400, ""},
		{"too seldom", "GET", link + "?every=60001", "", 400, ""},
		{"a GET with a body", "GET", link, "x", 400, ""},
		{"garbage", "POST", link, "\xff\xff\xff", 400, ""},
		{"nothing", "POST", link, "", 400, ""},
		{"a batch without a number", "POST", link, second[2:], 400, ""},
		{"a batch without messages", "POST", link, second[:2], 400, ""},
		{"too much", "POST", link, strings.Repeat("x", 40<<10), 413, ""},
	} {
		var body io.Reader
		if row.body != "" {
			body = strings.NewReader(row.body)
		}
		r := f.request(row.method, row.path, body)
		if r.status != row.want || r.header.Get("Allow") != row.allow {
			t.Errorf("%s: %d %s, want %d; allowed is %q, want %q", row.name, r.status, r.body, row.want, r.header.Get("Allow"), row.allow)
		}
	}
	if r := f.request("POST", link, struct{ io.Reader }{strings.NewReader(strings.Repeat("x", 40<<10))}); r.status != 413 {
		t.Errorf("too much, whose length is not told: %d %s", r.status, r.body)
	}
	f.frame()
}

// TestPagesThatMayPoll is what browsers want to see.
func TestPagesThatMayPoll(t *testing.T) {
	t.Parallel()
	s := open(t, gate.IOAuto, gate.Config{Origins: []string{"https://friend.example"}}, time.Minute)
	for _, row := range []struct {
		name, origin  string
		allowed, tell bool
	}{
		{"a foreign page", "https://evil.example", false, false},
		{"a page without a host", "null", false, false},
		{"its own page", "http://" + s.addr, true, false},
		{"a friend's page", "https://friend.example", true, true},
		{"no browser", "", true, false},
	} {
		f := s.fetches(t)
		if row.origin != "" {
			f.header.Set("Origin", row.origin)
		}
		for what, r := range map[string]reply{
			"probe":     f.request("GET", "/poll", nil),
			"preflight": f.request("OPTIONS", "/poll/"+f.id, nil),
			"hello":     f.post(1, s.hello(same)),
			"welcome":   f.get(0),
		} {
			told := ""
			if row.tell {
				told = row.origin
			}
			if (r.status == http.StatusForbidden) == row.allowed || r.header.Get("Access-Control-Allow-Origin") != told || r.header.Get("Vary") != "Origin" {
				t.Errorf("%s, %s: %d %v", row.name, what, r.status, r.header)
			}
			if what == "preflight" && row.allowed && (r.status != 204 || r.header.Get("Access-Control-Allow-Methods") != "GET, POST" ||
				r.header.Get("Access-Control-Allow-Headers") != "Content-Type") {
				t.Errorf("%s, %s: %d %v", row.name, what, r.status, r.header)
			}
		}
	}
}

// TestABodyMustComeInTime sends one that trickles, and one that ends too early.
func TestABodyMustComeInTime(t *testing.T) {
	t.Parallel()
	s := open(t, gate.IOAuto, gate.Config{Limits: gate.Limits{HelloTimeout: time.Second}}, time.Minute)
	f := s.fetches(t)
	f.enter(nil)
	c, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	_, _ = io.WriteString(c, "POST /poll/"+f.id+" HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
	over := make(chan struct{})
	var trickling sync.WaitGroup
	defer trickling.Wait()
	defer close(over)
	trickling.Go(func() {
		trickle := time.NewTicker(100 * time.Millisecond)
		defer trickle.Stop()
		for {
			select {
			case <-over:
				return
			case <-trickle.C:
				_, _ = c.Write([]byte{8})
			}
		}
	})
	since := time.Now()
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusRequestTimeout || !resp.Close {
		t.Errorf("answered %s after %v, and the connection is kept: %v", resp.Status, time.Since(since), !resp.Close)
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	f.frame()
}

// TestPollsAreConnections fills the places of a network by both.
func TestPollsAreConnections(t *testing.T) {
	t.Parallel()
	s := open(t, gate.IOAuto, gate.Config{Proxies: loopback(t), Limits: gate.Limits{
		ConnsPerRemote: 2, OpensPerRemote: gate.Rate{PerSecond: -1}, HelloTimeout: time.Minute,
	}}, time.Minute)
	from := func(addr string) *fetcher {
		f := s.fetches(t)
		f.header.Set("X-Forwarded-For", addr)
		return f
	}
	one := from("203.0.113.1")
	one.enter(nil)
	if got := occupy(t, s.addr, handshake{"X-Forwarded-For": "203.0.113.1"}.String()); got != http.StatusSwitchingProtocols {
		t.Errorf("a WebSocket is answered %d", got)
	}
	if got := occupy(t, s.addr, handshake{"X-Forwarded-For": "203.0.113.1"}.String()); got != http.StatusTooManyRequests {
		t.Errorf("a third connection, by WebSocket, is answered %d", got)
	}
	third := from("203.0.113.1")
	if r := third.post(1, s.hello(same)); r.status != http.StatusTooManyRequests || r.header.Get("Retry-After") != "1" {
		t.Errorf("a third connection, by polls, is answered %d %v", r.status, r.header)
	}
	from("203.0.113.2").enter(nil) // has nothing to do with that
	one.say(wire.AppendLeave(nil))
	one.end()
	one.get(one.got)
	third.enter(nil)
}

// TestAFloodOfPolls makes requests as fast as that goes, beside one who plays on.
func TestAFloodOfPolls(t *testing.T) {
	t.Parallel()
	s := open(t, gate.IOAuto, gate.Config{Limits: gate.Limits{
		Requests: gate.Rate{PerSecond: 10, Burst: 20}, Refused: gate.Rate{PerSecond: 1, Burst: 10},
	}}, time.Minute)
	honest := s.visit(t, true)
	s.enter(honest)
	f := s.fetches(t)
	f.enter(nil)
	seen := map[int]int{}
	for range 200 {
		r := f.post(1, s.hello(same))
		if seen[r.status]++; r.status == http.StatusNotFound {
			break
		}
		if len(s.closes) > 0 {
			break
		}
	}
	if seen[http.StatusTooManyRequests] < 10 || seen[http.StatusNoContent] < 10 {
		t.Errorf("statuses %v", seen)
	}
	if got := s.closed(t); got != wire.CloseFlood {
		t.Errorf("counted as %d", got)
	}
	if len(honest.ended) > 0 {
		t.Error("the honest one was closed")
	}
	if refused, _ := s.gate.Refused(); refused < 10 {
		t.Errorf("%d refusals were counted", refused)
	}
}

// TestWhatABatchMayHold has messages that end a link, each alone.
func TestWhatABatchMayHold(t *testing.T) {
	t.Parallel()
	s := open(t, gate.IOAuto, gate.Config{}, time.Minute)
	for _, row := range []struct {
		name string
		msgs [][]byte
		want wire.CloseCode
	}{
		{"garbage", [][]byte{{0xff, 0xff}}, wire.CloseBad},
		{"nothing", [][]byte{nil}, wire.CloseBad},
		{"a second Hello", [][]byte{s.hello(same)}, wire.CloseOrder},
		{"a large message", [][]byte{make([]byte, 9<<10)}, wire.CloseTooLarge},
		{"a flood of chat", full(wire.AppendChat(nil, "buy now")), 0},
		{"a leave, and more", [][]byte{wire.AppendLeave(nil), wire.AppendChat(nil, "ghost")}, wire.CloseNormal},
	} {
		t.Run(row.name, func(t *testing.T) {
			f := s.fetches(t)
			f.enter(nil)
			f.say(row.msgs...)
			if row.want == 0 {
				f.frame()
				f.say(wire.AppendLeave(nil))
				row.want = wire.CloseNormal
			}
			if n := f.end(); n.Code != row.want {
				t.Errorf("closed with %+v, want %d", n, row.want)
			}
			if got := s.closed(t); got != row.want {
				t.Errorf("counted as %d, want %d", got, row.want)
			}
			if r := f.post(f.said+1, wire.AppendLeave(nil)); r.status != http.StatusGone {
				t.Errorf("a batch after the end is answered %d", r.status)
			}
		})
	}
	for name, first := range map[string][]byte{"inputs": wire.AppendInputs(nil, &wire.Inputs{}), "garbage": {0xff}} {
		f := s.fetches(t)
		f.say(first)
		if n := f.end(); n.Code != wire.CloseOrder && n.Code != wire.CloseBad {
			t.Errorf("%s before Hello: closed with %+v", name, n)
		}
		s.closed(t)
	}
}

// full is a batch full of one message.
func full(m []byte) (msgs [][]byte) {
	for range wire.MaxBatch {
		msgs = append(msgs, m)
	}
	return msgs
}
