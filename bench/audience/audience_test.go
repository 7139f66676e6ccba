package audience_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"tickwire/bench/audience"
	"tickwire/bench/notice"
	"tickwire/bench/rig"
	"tickwire/server/host"
)

// serve runs a server of notices that have not begun.
func serve(t *testing.T) (addr string, board *notice.Board) {
	t.Helper()
	board = &notice.Board{}
	url := rig.Serve(t, host.Config{Def: notice.Definition(board.Source), MaxRooms: 1})
	return strings.TrimSuffix(strings.TrimPrefix(url, "ws://"), "/ws"), board
}

// TestAudience has ten clients of each transport told of the same notices.
func TestAudience(t *testing.T) {
	const clients, notices = 10, 100
	for _, row := range []struct {
		name     string
		cfg      audience.Config
		requests bool
	}{
		{"websocket", audience.Config{Transport: audience.WebSocket}, false},
		{"long polling", audience.Config{Transport: audience.LongPolling}, true},
		{"polling", audience.Config{Transport: audience.Polling, Every: 300 * time.Millisecond}, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			addr, board := serve(t)
			cfg := row.cfg
			cfg.Addr, cfg.Clients = addr, clients
			a := audience.New(cfg)
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- a.Run(ctx) }()
			until(t, a, func(c audience.Counts) bool { return c.Ready == clients })
			a.Expect(notices)
			before := a.Counts()
			board.Begin(notice.Schedule{Start: notice.Now(), Period: 10 * time.Millisecond})
			until(t, a, func(c audience.Counts) bool { return c.Seen == clients*notices })
			d := a.Counts().Minus(before)
			cancel()
			if err := <-done; err != nil {
				t.Fatal(err)
			}
			if d.Missed != 0 || d.Latency.N() != clients*notices {
				t.Errorf("%d missed, %d measured", d.Missed, d.Latency.N())
			}
			if d.In < 20*clients*notices || d.Out == 0 || (d.Requests > 0) != row.requests {
				t.Errorf("got %d bytes in, %d out, %d requests", d.In, d.Out, d.Requests)
			}
			if c := a.Counts(); c.Ready != 0 {
				t.Errorf("%d clients are still in", c.Ready)
			}
		})
	}
}

// until waits for an audience; the test's deadline is the only one.
func until(t *testing.T, a *audience.Audience, so func(audience.Counts) bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !so(a.Counts()) {
		if err := a.Err(); err != nil {
			t.Fatal(err)
		}
		<-tick.C
	}
}

// TestWrongNotices has a server tell what is wrong, in the way of npm's ws.
func TestWrongNotices(t *testing.T) {
	text := func(n notice.Notice) string {
		w := n.Words
		return fmt.Sprintf(`{"number":%d,"at":%d,"words":[%d,%d,%d,%d]}`, n.Number, n.At.Microseconds(), w[0], w[1], w[2], w[3])
	}
	right := func(number int32) string { return text(notice.Notice{Number: number, Words: notice.Words(number)}) }
	for _, row := range []struct {
		name string
		says []string
		want string
	}{
		{"another text", []string{right(1), text(notice.Notice{Number: 2, Words: notice.Words(3)})}, "notice 2 says"},
		{"twice", []string{right(1), right(1)}, "1 came after 1"},
		{"backwards", []string{right(2), right(1)}, "1 came after 2"},
		{"no JSON", []string{"{"}, "unexpected end"},
		{"an end", []string{right(1)}, "EOF"},
	} {
		t.Run(row.name, func(t *testing.T) {
			a := audience.New(audience.Config{Addr: tell(t, row.says), Transport: audience.BareWebSocket, Clients: 1})
			if err := a.Run(t.Context()); err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, want %q", err, row.want)
			}
		})
	}
}

// tell is the address of a server that tells one client some texts and hangs up.
func tell(t *testing.T, says []string) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		if _, err := http.ReadRequest(bufio.NewReader(c)); err != nil {
			return
		}
		out := "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
		for _, s := range says {
			out += string([]byte{0x81, byte(len(s))}) + s
		}
		_, _ = c.Write([]byte(out)) // who does not get it fails
	}()
	return l.Addr().String()
}
