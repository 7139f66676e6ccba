//go:build !js

package link_test

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/lxzan/gws"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serverURL starts a server for one test.
func serverURL(t *testing.T) string { return "ws://" + serve(t).Addr().String() + "/" }

func serve(t *testing.T) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	serveOn(t, ln)
	return ln
}

// serveOn answers on ln, WebSockets and requests, and, when the test ends, waits until its clients are
// gone.
func serveOn(t *testing.T, ln net.Listener) *poller {
	polls := newPoller(verb)
	p := &peer{watchers: map[string]*gws.Conn{}, resume: make(chan struct{})}
	up := gws.NewUpgrader(p, &gws.ServerOption{SubProtocols: []string{"tickwire.v1"}})
	var conns sync.WaitGroup
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/poll") {
			polls.ServeHTTP(w, r)
			return
		}
		if ws, err := up.Upgrade(w, r); err == nil {
			conns.Go(ws.ReadLoop)
		}
	})}
	served := make(chan error, 1)
	go func() { served <- srv.Serve(ln) }()
	t.Cleanup(func() {
		close(p.resume)
		close(polls.over)
		srv.Close()
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("server: %v", err)
		}
		conns.Wait()
	})
	return polls
}

// verb does what a message says where that is the same for all transports.
func verb(to talker, msg string) {
	verb, rest, _ := strings.Cut(msg, " ")
	switch verb {
	case "echo":
		to.say([]byte(rest))
	case "close":
		code, reason, _ := strings.Cut(rest, " ")
		n, _ := strconv.Atoi(code)
		to.closeWith(uint16(n), reason)
	case "flood":
		var n, size int
		_, _ = fmt.Sscan(rest, &n, &size)
		for range n {
			to.say(make([]byte, size))
		}
	}
}

type gwsTalker struct{ *gws.Conn }

func (w gwsTalker) say(msg []byte) { _ = w.WriteMessage(gws.OpcodeBinary, msg) }

func (w gwsTalker) closeWith(code uint16, reason string) { _ = w.WriteClose(code, []byte(reason)) }

// peer does what the client's messages say.
type peer struct {
	gws.BuiltinEventHandler
	resume   chan struct{} // ends what the verb stall began
	mu       sync.Mutex
	watchers map[string]*gws.Conn // who wants to know how a reporter closed
}

func (p *peer) OnMessage(ws *gws.Conn, m *gws.Message) {
	defer m.Close()
	what, rest, _ := strings.Cut(string(m.Bytes()), " ")
	switch what {
	case "ping":
		_ = ws.WritePing([]byte(rest))
	case "stall":
		<-p.resume
	case "text":
		_ = ws.WriteString("hello")
	case "watch":
		p.mu.Lock()
		p.watchers[rest] = ws
		p.mu.Unlock()
		_ = ws.WriteMessage(gws.OpcodeBinary, []byte("watching"))
	case "report":
		ws.Session().Store("report", rest)
	default:
		verb(gwsTalker{ws}, string(m.Bytes()))
	}
}

func (p *peer) OnPong(ws *gws.Conn, payload []byte) {
	_ = ws.WriteMessage(gws.OpcodeBinary, append([]byte("pong "), payload...))
}

func (p *peer) OnClose(ws *gws.Conn, err error) {
	name, ok := ws.Session().Load("report")
	if !ok {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	report := []byte(err.Error())
	var closed *gws.CloseError
	if errors.As(err, &closed) {
		report = fmt.Appendf(nil, "%d %s", closed.Code, closed.Reason)
	}
	if watcher := p.watchers[fmt.Sprint(name)]; watcher != nil {
		_ = watcher.WriteMessage(gws.OpcodeBinary, report)
	}
}
