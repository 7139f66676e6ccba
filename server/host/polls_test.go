package host_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"tickwire/game/arena"
	"tickwire/proto/wire"
	"tickwire/server/gate"
	"tickwire/server/host"
)

const pollPath = "/poll/AAAAAAAAAAAAAAAAAAAAAA"

// ask makes a request of a server, and tells what it was answered.
func ask(t *testing.T, s *host.Server, method, path string, body []byte) (int, []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, "http://"+s.Addr().String()+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, b
}

// TestPollsAreServed comes in by polls, and is told of the end.
func TestPollsAreServed(t *testing.T) {
	defer http.DefaultTransport.(*http.Transport).CloseIdleConnections() //nolint:errcheck // it is one
	s, stop := start(t, host.Config{NoPage: true})
	def := arena.Definition()
	hello := wire.AppendHello(nil, &wire.Hello{ProtocolVersion: wire.ProtocolVersion, Game: def.Name, GameVersion: def.Version})
	for _, row := range []struct {
		method, path string
		body         []byte
		want         int
	}{
		{"GET", "/poll", nil, http.StatusOK},
		{"POST", pollPath, wire.AppendBatch(nil, 1, hello), http.StatusNoContent},
		{"POST", "/poll", []byte("x"), http.StatusMethodNotAllowed},
		{"POST", "//poll/x", []byte("x"), http.StatusRequestEntityTooLarge}, // nothing else takes a body
		{"POST", "/ws", []byte("x"), http.StatusRequestEntityTooLarge},
		{"GET", pollPath, nil, http.StatusOK}, // the Welcome
	} {
		if got, b := ask(t, s, row.method, row.path, row.body); got != row.want {
			t.Errorf("%s %s: %d %s, want %d", row.method, row.path, got, b, row.want)
		}
	}
	resp, err := http.Get("http://" + s.AdminAddr().String() + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	page, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	for _, line := range []string{`tickwire_links{transport="polls"} 1`, `tickwire_links{transport="websocket"} 0`} {
		if !strings.Contains(string(page), "\n"+line+"\n") {
			t.Errorf("no %s in the metrics", line)
		}
	}
	// Frames come until too many are not acknowledged. Then two GETs are sent, of which the newer is held
	// when the older is answered.
	var a wire.Answer
	status, got := http.StatusOK, uint32(1)
	for status == http.StatusOK {
		var b []byte
		if status, b = ask(t, s, "GET", fmt.Sprintf("%s?wait=300&got=%d", pollPath, got), nil); status == http.StatusOK {
			if err := wire.DecodeAnswer(&a, b); err != nil || a.Number != got+1 || a.Close != nil {
				t.Fatalf("%+v, %v", a, err)
			}
			got = a.Number
		}
	}
	type reply struct {
		status int
		body   []byte
	}
	replies := make(chan reply, 2)
	for range 2 {
		go func() {
			status, b := ask(t, s, "GET", fmt.Sprintf("%s?got=%d", pollPath, got), nil)
			replies <- reply{status, b}
		}()
	}
	if r := <-replies; r.status != http.StatusNoContent {
		t.Errorf("the older GET is answered %d %q", r.status, r.body)
	}
	stop()
	if r := <-replies; wire.DecodeAnswer(&a, r.body) != nil || a.Close == nil || a.Close.Code != wire.CloseShutdown {
		t.Errorf("the newer GET is answered %d %+v", r.status, a)
	}
}

// TestABodyOfABatchIsNotWaitedFor sends one that does not come, to what takes bodies and to what does not.
func TestABodyOfABatchIsNotWaitedFor(t *testing.T) {
	s, _ := start(t, host.Config{NoPage: true, Limits: gate.Limits{HelloTimeout: time.Second}})
	for _, path := range []string{pollPath, "/poll", "/poll/x", "/poll/x/y", "/pollux", "//poll/x", "/ws"} {
		c, err := net.Dial("tcp", s.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_ = c.SetDeadline(time.Now().Add(20 * time.Second))
		_, _ = io.WriteString(c, "POST "+path+" HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
		if b, err := io.ReadAll(c); err != nil || !strings.HasPrefix(string(b), "HTTP/1.1 4") {
			t.Errorf("%s: %v, after %q", path, err, b)
		}
		c.Close()
	}
}
