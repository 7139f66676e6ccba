//go:build !js

package link

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestCauses(t *testing.T) {
	for _, row := range []struct {
		err  error
		want string
	}{
		{&net.OpError{Op: "dial", Err: fmt.Errorf("connect: %w", syscall.ECONNREFUSED)}, "connection refused"},
		{&net.OpError{Op: "dial", Err: syscall.ENETUNREACH}, "is there a network"},
		{&net.DNSError{Name: "play.example", IsNotFound: true}, "no server called play.example"},
		{&net.DNSError{Name: "play.example", IsTimeout: true}, "cannot be looked up"},
		{context.DeadlineExceeded, "nobody answers"},
		{statusError(404), "no game server"},
		{statusError(403), "not let in there (status 403)"},
		{statusError(429), "too many connections from your network"},
		{statusError(503), "no room"},
		{errNoServer, "no game server"},
		{errors.New("something else"), ""},
	} {
		got := causeOf(fmt.Errorf("dial: %w", row.err))
		if !strings.Contains(got, row.want) || (got == "") != (row.want == "") {
			t.Errorf("%v: got %q, want %q", row.err, got, row.want)
		}
	}
}

// TestLinksTellTheCause has real dials fail.
func TestLinksTellTheCause(t *testing.T) {
	refused := httptest.NewServer(nil)
	refused.Close()
	wrong := httptest.NewServer(http.NotFoundHandler())
	defer wrong.Close()
	busy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }))
	defer busy.Close()
	secret := httptest.NewUnstartedServer(http.NotFoundHandler())
	secret.Config.ErrorLog = log.New(io.Discard, "", 0) // it is told of our distrust
	secret.StartTLS()
	defer secret.Close()
	mute, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	for _, row := range []struct {
		url, want string
		timeout   time.Duration
	}{
		{refused.URL, "connection refused", 0},
		{wrong.URL, "no game server", 0},
		{busy.URL, "no room", 0},
		{secret.URL, "certificate", 0},
		{"http://" + mute.Addr().String(), "nobody answers", 200 * time.Millisecond},
	} {
		for _, way := range []Transport{WebSocket, LongPolling} {
			l := New(Config{URL: "ws" + strings.TrimPrefix(row.url, "http") + "/ws", Transport: way, DialTimeout: row.timeout})
			_ = l.Run(t.Context())
			code, reason, err := l.Closed()
			if code != 1006 || !strings.HasPrefix(reason, "cannot connect: ") || !strings.Contains(reason, row.want) || err == nil {
				t.Errorf("%s by %v: %d %q %v, want %q", row.url, way, code, reason, err, row.want)
			}
		}
	}
}
