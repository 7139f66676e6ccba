package link_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tickwire/client/link"
)

// patience is how long a test waits for what must happen.
const patience = 10 * time.Second

// The tests of this file run natively and, by TestInNode, as WASM against the same server.
// serverURL says where it is.

// start runs a link until the test ends; what Run returned comes on the channel.
func start(t *testing.T, cfg link.Config) (*link.Link, <-chan error) {
	t.Helper()
	l, ran := link.New(cfg), make(chan error, 1)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		ran <- l.Run(ctx)
		close(done)
	}()
	t.Cleanup(func() {
		cancel()
		<-done
	})
	return l, ran
}

// until waits for what cond says, looking each time that the link tells of news.
func until(t *testing.T, l *link.Link, what string, cond func() bool) {
	t.Helper()
	deadline := time.After(patience)
	for !cond() {
		select {
		case <-l.Wait():
		case <-deadline:
			code, reason, err := l.Closed()
			t.Fatalf("waited in vain for %s: %v, code %d %q %v", what, l.State(), code, reason, err)
		}
	}
}

// overAll is a test of what is the same for all transports.
func overAll(t *testing.T, test func(t *testing.T, cfg link.Config)) {
	for _, way := range []link.Transport{link.WebSocket, link.LongPolling, link.Polling} {
		t.Run(way.String(), func(t *testing.T) {
			test(t, link.Config{URL: serverURL(t), Transport: way, PollEvery: 20 * time.Millisecond})
		})
	}
}

func open(t *testing.T, url string) (*link.Link, <-chan error) {
	t.Helper()
	return openBy(t, link.Config{URL: url})
}

func openBy(t *testing.T, cfg link.Config) (*link.Link, <-chan error) {
	t.Helper()
	l, ran := start(t, cfg)
	until(t, l, "open", func() bool { return l.State() == link.Open })
	return l, ran
}

func receive(t *testing.T, l *link.Link) (m link.Message) {
	t.Helper()
	until(t, l, "a message", func() (ok bool) { m, ok = l.Poll(); return ok })
	return m
}

func send(t *testing.T, l *link.Link, what string) {
	t.Helper()
	if err := l.Send([]byte(what)); err != nil {
		t.Fatal(err)
	}
}

func wantClosed(t *testing.T, l *link.Link, code uint16, reason string, err error) {
	t.Helper()
	until(t, l, "closed", func() bool { return l.State() == link.Closed })
	gotCode, gotReason, gotErr := l.Closed()
	if gotCode != code || gotReason != reason || !errors.Is(gotErr, err) {
		t.Errorf("closed with %d %q %v, want %d %q %v", gotCode, gotReason, gotErr, code, reason, err)
	}
	if err := l.Send([]byte("late")); !errors.Is(err, link.ErrClosed) {
		t.Errorf("Send on a closed link: %v", err)
	}
}

func TestEcho(t *testing.T) { overAll(t, echo) }

func echo(t *testing.T, cfg link.Config) {
	l, _ := openBy(t, cfg)
	sent := []byte("echo one")
	if err := l.Send(sent); err != nil {
		t.Fatal(err)
	}
	copy(sent, "overwritten") // Send keeps no reference
	if err := l.Send([]byte("echo two")); err != nil {
		t.Fatal(err)
	}
	one, two := receive(t, l), receive(t, l)
	if string(one.Data) != "one" || string(two.Data) != "two" {
		t.Errorf("got %q and %q", one.Data, two.Data)
	}
	if one.At > two.At {
		t.Errorf("arrived at %v, then at %v", one.At, two.At)
	}
	if got, want := l.Stats(), (link.Stats{BytesIn: 6, BytesOut: 16, MessagesIn: 2, MessagesOut: 2}); got != want {
		t.Errorf("stats %+v, want %+v", got, want)
	}
}

func TestPingIsAnsweredWithItsPayload(t *testing.T) {
	l, _ := open(t, serverURL(t))
	send(t, l, "ping nonce-17")
	if got := string(receive(t, l).Data); got != "pong nonce-17" {
		t.Errorf("the server saw %q", got)
	}
}

// TestHeardMovesWithMessages has no message come while nobody speaks.
func TestHeardMovesWithMessages(t *testing.T) { overAll(t, heard) }

func heard(t *testing.T, cfg link.Config) {
	var clock atomic.Int64
	clock.Store(int64(time.Minute))
	cfg.Now = func() time.Duration { return time.Duration(clock.Load()) }
	l, _ := start(t, cfg)
	if l.Heard() > time.Minute {
		t.Errorf("heard at %v before anything was", l.Heard())
	}
	until(t, l, "open", func() bool { return l.State() == link.Open })
	clock.Store(int64(2 * time.Minute))
	if l.Heard() != time.Minute {
		t.Errorf("heard at %v, want when it was opened", l.Heard())
	}
	send(t, l, "echo one")
	if m := receive(t, l); l.Heard() != 2*time.Minute || m.At != l.Heard() {
		t.Errorf("a message of %v, heard at %v", m.At, l.Heard())
	}
}

func TestServerCloses(t *testing.T) { overAll(t, serverCloses) }

func serverCloses(t *testing.T, cfg link.Config) {
	l, ran := openBy(t, cfg)
	send(t, l, "close 4003 your client is too old")
	wantClosed(t, l, 4003, "your client is too old", nil)
	if err := <-ran; err != nil {
		t.Errorf("Run returned %v after an orderly close", err)
	}
}

func TestClientCloses(t *testing.T) {
	url := serverURL(t)
	watcher, _ := open(t, url)
	send(t, watcher, "watch "+t.Name())
	receive(t, watcher)

	l, _ := open(t, url)
	send(t, l, "report "+t.Name())
	l.Close(3001, "enough")
	l.Close(4000, "only the first counts")
	wantClosed(t, l, 3001, "enough", nil)
	// The report was still queued at Close and yet arrived, or the server would not know whom
	// to tell.
	if got := string(receive(t, watcher).Data); got != "3001 enough" {
		t.Errorf("the server saw %q", got)
	}
}

func TestTextIsRefused(t *testing.T) {
	l, _ := open(t, serverURL(t))
	send(t, l, "text")
	until(t, l, "closed", func() bool { return l.State() == link.Closed })
	if code, _, err := l.Closed(); code != link.CodeText || err == nil {
		t.Errorf("closed with %d %v", code, err)
	}
}

func TestTooLargeIsRefused(t *testing.T) { overAll(t, tooLarge) }

func tooLarge(t *testing.T, cfg link.Config) {
	cfg.ReadLimit = 1000
	l, _ := openBy(t, cfg)
	send(t, l, "flood 1 1000")
	if got := len(receive(t, l).Data); got != 1000 {
		t.Errorf("%d bytes, want 1000", got)
	}
	send(t, l, "flood 1 1001")
	until(t, l, "closed", func() bool { return l.State() == link.Closed })
	if code, _, err := l.Closed(); code != 1009 || err == nil {
		t.Errorf("closed with %d %v", code, err)
	}
}

func TestFullMailboxCloses(t *testing.T) { overAll(t, fullMailbox) }

func fullMailbox(t *testing.T, cfg link.Config) {
	cfg.MailboxLimit = 1000
	l, _ := openBy(t, cfg)
	send(t, l, "flood 10 100")
	wantClosed(t, l, link.CodeOverflow, "client reads too slowly", link.ErrOverflow)
	n := 0
	for _, ok := l.Poll(); ok; _, ok = l.Poll() {
		n++
	}
	if n != 6 { // 6 * 164 < 1000 < 7 * 164
		t.Errorf("%d messages survive, want the first 6", n)
	}
}

func TestFullSendQueueCloses(t *testing.T) { overAll(t, fullSendQueue) }

func fullSendQueue(t *testing.T, cfg link.Config) {
	l, _ := openBy(t, cfg)
	if err := l.Send(make([]byte, 64<<10)); !errors.Is(err, link.ErrOverflow) {
		t.Errorf("Send of more than the limit: %v", err)
	}
	wantClosed(t, l, link.CodeOverflow, "client cannot send fast enough", link.ErrOverflow)
}

func TestContextCloses(t *testing.T) { overAll(t, contextCloses) }

func contextCloses(t *testing.T, cfg link.Config) {
	l := link.New(cfg)
	if err := l.Send(nil); !errors.Is(err, link.ErrNotOpen) {
		t.Errorf("Send before Run: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.Run(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Run returned %v", err)
	}
	wantClosed(t, l, 1001, "client going away", context.Canceled)
}

func TestRefused(t *testing.T) { overAll(t, refused) }

func refused(t *testing.T, cfg link.Config) {
	for _, url := range []string{"ws://127.0.0.1:1/", "ftp://127.0.0.1/", "ws://%/"} {
		cfg.URL = url
		l := link.New(cfg)
		if err := l.Run(t.Context()); err == nil {
			t.Errorf("%s: no error", url)
		}
		if code, reason, _ := l.Closed(); code != 1006 || !strings.HasPrefix(reason, "cannot connect") {
			t.Errorf("%s: closed with %d %q", url, code, reason)
		}
	}
}

func TestOtherSubprotocolIsRefused(t *testing.T) { overAll(t, otherSubprotocol) }

func otherSubprotocol(t *testing.T, cfg link.Config) {
	cfg.Subprotocol = "tickwire.v0"
	l := link.New(cfg)
	if err := l.Run(t.Context()); err == nil {
		t.Error("no error")
	}
}
