package gate_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lxzan/gws"
	"go.uber.org/goleak"

	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/proto/wire"
	"tickwire/server/gate"
	"tickwire/server/lobby"
	"tickwire/server/room"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// site is a server with one game, for one test.
type site struct {
	def    *game.Definition
	gate   *gate.Gate
	lobby  *lobby.Lobby
	addr   string
	closes chan wire.CloseCode // as the gate counts them
	rtts   atomic.Int64
	stop   func()

	// onTick is lent the core of each room after each tick; set before anybody comes.
	onTick atomic.Pointer[func(c *room.Core)]
}

// bothWays runs a test with both ways of reading.
func bothWays(t *testing.T, f func(t *testing.T, way gate.IO)) {
	t.Parallel()
	for _, way := range []gate.IO{gate.IOPlain, gate.IOAuto} {
		t.Run(string(way), func(t *testing.T) { t.Parallel(); f(t, way) })
	}
}

func open(t *testing.T, way gate.IO, cfg gate.Config, slow time.Duration) *site {
	t.Helper()
	return openWith(t, way, cfg, slow, 0)
}

// openWith has a grace in ticks; 0 is the default.
func openWith(t *testing.T, way gate.IO, cfg gate.Config, slow time.Duration, grace int) *site {
	t.Helper()
	s := &site{def: arena.Definition(), closes: make(chan wire.CloseCode, 100)}
	s.def.Limits.MaxPlayers, s.def.Limits.Grace = 6, grace
	if err := s.def.Complete(); err != nil {
		t.Fatal(err)
	}
	poller, err := way.Poller(false)
	if err != nil {
		t.Fatal(err)
	}
	s.lobby = lobby.New(lobby.Config{MaxRooms: 2, Room: room.Config{
		Def: s.def, Bots: 1, Slow: slow, Poller: poller,
		OnTick: func(c *room.Core, _ time.Duration) {
			if f := s.onTick.Load(); f != nil {
				(*f)(c)
			}
		},
	}})
	cfg.Def, cfg.Rooms = s.def, s.lobby
	if cfg.Limits.ConnsPerRemote == 0 {
		cfg.Limits.ConnsPerRemote = -1 // all are of this machine
	}
	cfg.OnClose = func(c wire.CloseCode) { s.closes <- c }
	cfg.OnRTT = func(time.Duration, time.Duration) { s.rtts.Add(1) }
	s.gate = gate.New(cfg)
	mux := http.NewServeMux()
	mux.Handle("/", s.gate)
	mux.Handle("/poll", s.gate.Polls())
	mux.Handle("/poll/", s.gate.Polls())
	web := httptest.NewServer(mux)
	s.addr = web.Listener.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = s.lobby.Run(ctx) })
	running.Go(func() { _ = s.gate.Run(ctx) })
	s.stop = sync.OnceFunc(func() {
		cancel()
		running.Wait()
		web.Close()
	})
	t.Cleanup(s.stop)
	return s
}

// closed waits for the next end of a link that the gate counts.
func (s *site) closed(t *testing.T) wire.CloseCode {
	t.Helper()
	select {
	case c := <-s.closes:
		return c
	case <-time.After(10 * time.Second):
		t.Fatal("no link was closed")
		return 0
	}
}

// visitor is a client that does nothing by itself but answer pings.
type visitor struct {
	gws.BuiltinEventHandler
	t      *testing.T
	ws     *gws.Conn
	frames chan *wire.Frame // acknowledged when acks is set
	acks   bool
	asleep atomic.Bool       // nothing is acknowledged, whatever acks says
	look   func(*wire.Frame) // is lent each frame; may be nil
	dec    *wire.FrameDecoder
	welcom chan wire.Welcome
	notice atomic.Pointer[wire.CloseNotice]
	ended  chan error
}

func (s *site) visit(t *testing.T, acks bool) *visitor {
	t.Helper()
	return s.visitAs(t, acks, http.Header{})
}

// visitAs sends headers besides those of a handshake.
func (s *site) visitAs(t *testing.T, acks bool, header http.Header) *visitor {
	t.Helper()
	raw, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	v := &visitor{
		t: t, acks: acks, dec: wire.NewFrameDecoder(s.def.Schema),
		welcom: make(chan wire.Welcome, 1), ended: make(chan error, 1),
	}
	header.Set("Sec-WebSocket-Protocol", wire.Subprotocol)
	v.ws, _, err = gws.NewClientFromConn(v, &gws.ClientOption{Addr: "ws://" + s.addr + "/", RequestHeader: header}, raw)
	if err != nil {
		t.Fatal(err)
	}
	go v.ws.ReadLoop()
	t.Cleanup(func() { raw.Close() })
	return v
}

func (v *visitor) OnPing(ws *gws.Conn, p []byte) { _ = ws.WritePong(p) }

func (v *visitor) OnMessage(ws *gws.Conn, m *gws.Message) {
	defer m.Close()
	kind, err := wire.ServerKind(m.Bytes())
	if err != nil {
		v.t.Error(err)
		return
	}
	switch kind {
	case wire.KindWelcome:
		w, err := wire.DecodeWelcome(m.Bytes())
		if err != nil {
			v.t.Error(err)
		}
		v.welcom <- w
	case wire.KindCloseNotice:
		n, err := wire.DecodeCloseNotice(m.Bytes())
		if err != nil {
			v.t.Error(err)
		}
		v.notice.Store(&n)
	default:
		f, err := v.dec.Decode(m.Bytes())
		if err != nil {
			v.t.Error(err)
			return
		}
		if v.look != nil {
			v.look(f)
		}
		if v.acks && !v.asleep.Load() {
			v.send(wire.AppendInputs(nil, &wire.Inputs{Ack: f.Tick}))
		}
		if v.frames != nil {
			v.frames <- &wire.Frame{FrameHeader: f.FrameHeader}
		}
	}
}

func (v *visitor) OnClose(_ *gws.Conn, err error) { v.ended <- err }

func (v *visitor) send(msg []byte) { _ = v.ws.WriteMessage(gws.OpcodeBinary, msg) }

// end waits for the server's close and tells its code and reason.
func (v *visitor) end() (wire.CloseCode, string) {
	v.t.Helper()
	select {
	case err := <-v.ended:
		var closed *gws.CloseError
		if !errors.As(err, &closed) {
			v.t.Fatalf("ended without a close frame: %v", err)
		}
		return wire.CloseCode(closed.Code), string(closed.Reason)
	case <-time.After(10 * time.Second):
		v.t.Fatal("the server did not close the link")
		return 0, ""
	}
}

// hello is a Hello that is let in, changed by a function.
func (s *site) hello(change func(*wire.Hello)) []byte {
	h := wire.Hello{
		ProtocolVersion: wire.ProtocolVersion, Game: s.def.Name, GameVersion: s.def.Version,
		SchemaHash: s.def.Schema.Hash(), Name: "ada", Encodings: []wire.Encoding{wire.EncodingColumns},
	}
	change(&h)
	return wire.AppendHello(nil, &h)
}

func same(*wire.Hello) {}

// enter says hello and waits for the Welcome.
func (s *site) enter(v *visitor) wire.Welcome {
	v.t.Helper()
	v.send(s.hello(same))
	select {
	case w := <-v.welcom:
		return w
	case err := <-v.ended:
		v.t.Fatalf("not let in: %v", err)
	case <-time.After(10 * time.Second):
		v.t.Fatal("no Welcome")
	}
	return wire.Welcome{}
}

// TestBadInputEndsOnlyItsOwnLink does everything that a client can do wrong, beside one who plays
// on: every row gets its code and reason, is counted, and the player misses no frame.
func TestBadInputEndsOnlyItsOwnLink(t *testing.T) { bothWays(t, testBadInputEndsOnlyItsOwnLink) }

func testBadInputEndsOnlyItsOwnLink(t *testing.T, way gate.IO) {
	s := open(t, way, gate.Config{Limits: gate.Limits{HelloTimeout: time.Second}, PingEvery: 500 * time.Millisecond}, time.Minute)
	bystander := s.visit(t, true)
	bystander.frames = make(chan *wire.Frame, 10000)
	s.enter(bystander)

	inputs := func(in wire.Inputs) []byte { return wire.AppendInputs(nil, &in) }
	const far = game.TickNumber(1 << 30)
	rows := []struct {
		name string
		want wire.CloseCode
		do   func(v *visitor)
	}{
		{"garbage before Hello", wire.CloseBad, func(v *visitor) { v.send([]byte{0xff, 0xfe, 0xfd, 0, 1, 2}) }},
		{"garbage after Hello", wire.CloseBad, func(v *visitor) { s.enter(v); v.send([]byte{0xff, 0xff, 0xff, 0xff}) }},
		{"an empty message", wire.CloseBad, func(v *visitor) { v.send(nil) }},
		{"a text frame", wire.CloseText, func(v *visitor) { _ = v.ws.WriteString("hello") }},
		{"a text frame after Hello", wire.CloseText, func(v *visitor) { s.enter(v); _ = v.ws.WriteString("hello") }},
		{"an oversized frame", wire.CloseTooLarge, func(v *visitor) { v.send(make([]byte, 9<<10)) }},
		{"an oversized frame after Hello", wire.CloseTooLarge, func(v *visitor) { s.enter(v); v.send(make([]byte, 9<<10)) }},
		{"a wrong version", wire.CloseVersion, func(v *visitor) { v.send(s.hello(func(h *wire.Hello) { h.ProtocolVersion = 99 })) }},
		{"an unknown encoding", wire.CloseVersion, func(v *visitor) { v.send(s.hello(func(h *wire.Hello) { h.Encodings = []wire.Encoding{99} })) }},
		{"a wrong game", wire.CloseSchema, func(v *visitor) { v.send(s.hello(func(h *wire.Hello) { h.Game = "chess" })) }},
		{"a wrong game version", wire.CloseSchema, func(v *visitor) { v.send(s.hello(func(h *wire.Hello) { h.GameVersion++ })) }},
		{"a wrong schema", wire.CloseSchema, func(v *visitor) { v.send(s.hello(func(h *wire.Hello) { h.SchemaHash++ })) }},
		{"a name with a line break", wire.CloseBad, func(v *visitor) { v.send(s.hello(func(h *wire.Hello) { h.Name = "a\nb" })) }},
		{"a name that is too long", wire.CloseBad, func(v *visitor) { v.send(s.hello(func(h *wire.Hello) { h.Name = strings.Repeat("x", 33) })) }},
		{"no Hello", wire.CloseNoHello, func(*visitor) {}},
		{"inputs before Hello", wire.CloseOrder, func(v *visitor) { v.send(inputs(wire.Inputs{})) }},
		{"a second Hello", wire.CloseOrder, func(v *visitor) { s.enter(v); v.send(s.hello(same)) }},
		{"a room too many", wire.CloseNoRoom, func(v *visitor) { v.send(s.hello(func(h *wire.Hello) { h.Room = "third" })) }},
		{"inputs from the far future", wire.CloseInput, func(v *visitor) {
			s.enter(v)
			v.send(inputs(wire.Inputs{Inputs: []wire.Input{{Tick: far}}}))
		}},
		{"an acknowledgement of a frame to come", wire.CloseInput, func(v *visitor) { s.enter(v); v.send(inputs(wire.Inputs{Ack: far})) }},
		{"inputs out of order", wire.CloseBad, func(v *visitor) {
			s.enter(v)
			v.send(inputs(wire.Inputs{Inputs: []wire.Input{{Tick: 9}, {Tick: 8}}}))
		}},
		{"too many inputs", wire.CloseBad, func(v *visitor) {
			s.enter(v)
			many := make([]wire.Input, wire.MaxInputs+1)
			for i := range many {
				many[i].Tick = game.TickNumber(i + 1)
			}
			v.send(inputs(wire.Inputs{Inputs: many}))
		}},
		{"a chat of two lines", wire.CloseBad, func(v *visitor) { s.enter(v); v.send(wire.AppendChat(nil, "a\nb")) }},
		{"a flood of chat", wire.CloseFlood, func(v *visitor) {
			s.enter(v)
			for range 200 {
				v.send(wire.AppendChat(nil, "buy now"))
			}
		}},
		{"a flood of inputs", wire.CloseFlood, func(v *visitor) {
			s.enter(v)
			for range 2000 {
				v.send(inputs(wire.Inputs{}))
			}
		}},
		{"a flood of pings", wire.CloseFlood, func(v *visitor) {
			s.enter(v)
			for range 200 {
				_ = v.ws.WritePing(nil)
			}
		}},
		{"a leave", wire.CloseNormal, func(v *visitor) { s.enter(v); v.send(wire.AppendLeave(nil)) }},
	}
	// The second room that MaxRooms allows, so that a third is too many.
	second := s.visit(t, true)
	second.send(s.hello(func(h *wire.Hello) { h.Room = "second" }))
	<-second.welcom

	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			v := s.visit(t, false)
			row.do(v)
			code, reason := v.end()
			if code != row.want {
				t.Errorf("closed with %d %q, want %d", code, reason, row.want)
			}
			want := row.want.Reason()
			if row.name == "a wrong game" || row.name == "a wrong game version" {
				want = "this server plays arena, version 1, and the client another game or version; please update"
			}
			if reason != want && row.want != wire.CloseTooLarge {
				t.Errorf("reason %q, want %q", reason, want)
			}
			if got := s.closed(t); got != row.want {
				t.Errorf("counted as %d, want %d", got, row.want)
			}
		})
	}

	last := game.TickNumber(0)
	for n := len(bystander.frames); n > 0; n-- {
		f := <-bystander.frames
		if last != 0 && f.Tick != last+1 {
			t.Fatalf("the bystander got tick %d after %d", f.Tick, last)
		}
		last = f.Tick
	}
	if last < 30 || len(bystander.ended) > 0 {
		t.Errorf("the bystander saw %d ticks", last)
	}
	if s.rtts.Load() == 0 {
		t.Error("no round trip was measured")
	}
}

// TestFramingErrors breaks the rules of WebSocket itself, with bytes that no library sends.
func TestFramingErrors(t *testing.T) {
	t.Parallel()
	s := open(t, gate.IOAuto, gate.Config{}, time.Minute)
	rows := map[string]string{
		"unmasked":                 "\x82\x01x",
		"reserved bits":            "\xf2\x81abcdx",
		"an unknown opcode":        "\x83\x81abcdx",
		"a fragmented ping":        "\x09\x81abcdx",
		"a continuation of naught": "\x80\x81abcdx",
		"a negative length":        "\x82\xff\xff\xff\xff\xff\xff\xff\xff\xffabcdx",
	}
	for name, bytes := range rows {
		t.Run(name+" of a player", func(t *testing.T) {
			v := s.visit(t, true)
			s.enter(v)
			_, _ = io.WriteString(v.ws.NetConn(), bytes)
			if got := s.closed(t); got != 1002 {
				t.Errorf("counted as %d, want 1002", got)
			}
			if got, _ := v.end(); got != 1002 {
				t.Errorf("closed with %d, want 1002", got)
			}
		})
		t.Run(name, func(t *testing.T) {
			c, err := net.Dial("tcp", s.addr)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			_ = c.SetDeadline(time.Now().Add(10 * time.Second))
			fmt.Fprintf(c, "GET / HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
				"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: %s\r\n\r\n", s.addr, wire.Subprotocol)
			head := make([]byte, 12)
			if _, err := io.ReadFull(c, head); err != nil || string(head) != "HTTP/1.1 101" {
				t.Fatalf("%q, %v", head, err)
			}
			_, _ = io.WriteString(c, bytes)
			if got := s.closed(t); got != 1002 {
				t.Errorf("counted as %d, want 1002", got)
			}
			rest, _ := io.ReadAll(c)
			if !strings.Contains(string(rest), "\x88") || !strings.Contains(string(rest), "\x03\xea") {
				t.Errorf("no close frame with 1002 in %q", rest)
			}
		})
	}
}

// TestRequestsAreRefused knocks in ways that no client of ours does.
func TestRequestsAreRefused(t *testing.T) {
	t.Parallel()
	s := open(t, gate.IOAuto, gate.Config{
		Origins: []string{"https://friend.example"}, Limits: gate.Limits{MaxConns: 3, HelloTimeout: time.Minute},
	}, time.Minute)
	good := map[string]string{
		"Connection": "keep-alive, Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
		"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Protocol": "other, tickwire.v1",
	}
	for _, row := range []struct {
		name, header, value string
		want                int
	}{
		{"a browser's visit", "Upgrade", "", http.StatusUpgradeRequired},
		{"an old version", "Sec-WebSocket-Version", "8", http.StatusUpgradeRequired},
		{"another subprotocol", "Sec-WebSocket-Protocol", "chat", http.StatusBadRequest},
		{"a foreign page", "Origin", "https://evil.example", http.StatusForbidden},
		{"a page without a host", "Origin", "null", http.StatusForbidden},
		{"a page of another port", "Origin", "http://127.0.0.1:1", http.StatusForbidden},
		{"its own page", "Origin", "http://" + s.addr, http.StatusSwitchingProtocols},
		{"a friend's page", "Origin", "https://friend.example", http.StatusSwitchingProtocols},
		{"no browser", "Origin", "", http.StatusSwitchingProtocols},
		{"one too many", "Origin", "", http.StatusServiceUnavailable},
	} {
		req, err := http.NewRequest(http.MethodGet, "http://"+s.addr+"/", nil)
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range good {
			req.Header.Set(k, v)
		}
		req.Header.Set(row.header, row.value)
		resp, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Fatalf("%s: %v", row.name, err)
		}
		if resp.StatusCode != row.want {
			body, _ := io.ReadAll(resp.Body)
			t.Errorf("%s: %s %q, want %d", row.name, resp.Status, body, row.want)
		}
		if resp.StatusCode != http.StatusSwitchingProtocols {
			resp.Body.Close()
		} else {
			t.Cleanup(func() { resp.Body.Close() })
		}
	}
}

// TestAStalledReaderDelaysNobody never reads beside one who does. Its socket takes all that is
// sent, so only its missing acknowledgements tell.
func TestAStalledReaderDelaysNobody(t *testing.T) { bothWays(t, testAStalledReaderDelaysNobody) }

func testAStalledReaderDelaysNobody(t *testing.T, way gate.IO) {
	s := open(t, way, gate.Config{}, 2*time.Second)
	healthy := s.visit(t, true)
	healthy.frames = make(chan *wire.Frame, 10000)
	s.enter(healthy)

	c, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	mute := &visitor{t: t, ended: make(chan error, 1)}
	mute.ws, _, err = gws.NewClientFromConn(mute, &gws.ClientOption{
		Addr: "ws://" + s.addr + "/", RequestHeader: http.Header{"Sec-Websocket-Protocol": {wire.Subprotocol}},
	}, c)
	if err != nil {
		t.Fatal(err)
	}
	mute.send(s.hello(same)) // and no ReadLoop
	if got := s.closed(t); got != wire.CloseSlow {
		t.Errorf("closed with %d, want %d", got, wire.CloseSlow)
	}
	_, totals := s.lobby.Status()
	// A busy machine steps seldomer, so what counts is what the mute one was sent: its window.
	if handed := int(totals.Frames) - len(healthy.frames); handed > 45 {
		t.Errorf("%d frames were handed over and %d skipped in two seconds of silence", handed, totals.Skipped)
	}
	last := game.TickNumber(0)
	for n := len(healthy.frames); n > 0; n-- {
		f := <-healthy.frames
		if last != 0 && f.Tick != last+1 {
			t.Fatalf("the healthy one got tick %d after %d", f.Tick, last)
		}
		last = f.Tick
	}
}

func TestTheEndIsTold(t *testing.T) { bothWays(t, testTheEndIsTold) }

func testTheEndIsTold(t *testing.T, way gate.IO) {
	s := open(t, way, gate.Config{}, time.Minute)
	seated, standing := s.visit(t, true), s.visit(t, false)
	s.enter(seated)
	s.stop()
	for name, v := range map[string]*visitor{"seated": seated, "standing": standing} {
		if code, reason := v.end(); code != wire.CloseShutdown || reason != code.Reason() {
			t.Errorf("%s: %d %q", name, code, reason)
		}
	}
	if s.gate.Conns() != 0 {
		t.Errorf("%d connections are left", s.gate.Conns())
	}
}

func TestASilentPeerIsIdle(t *testing.T) { bothWays(t, testASilentPeerIsIdle) }

func testASilentPeerIsIdle(t *testing.T, way gate.IO) {
	s := open(t, way, gate.Config{PingEvery: 100 * time.Millisecond, Limits: gate.Limits{IdleTimeout: 500 * time.Millisecond}}, time.Minute)
	v := s.visit(t, true)
	s.enter(v)
	c, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	quiet := &visitor{t: t, ended: make(chan error, 1)}
	quiet.ws, _, err = gws.NewClientFromConn(quiet, &gws.ClientOption{
		Addr: "ws://" + s.addr + "/", RequestHeader: http.Header{"Sec-Websocket-Protocol": {wire.Subprotocol}},
	}, c)
	if err != nil {
		t.Fatal(err)
	}
	quiet.send(s.hello(same)) // answers no ping, because nothing is read
	if got := s.closed(t); got != wire.CloseIdle {
		t.Errorf("closed with %d, want %d", got, wire.CloseIdle)
	}
	if len(v.ended) > 0 {
		t.Error("the one who answers pings was closed too")
	}
}

// TestChurn lets players come and go in every way at once. Numbers of sockets are used again at
// once then: whoever was sent what belongs to another would find it out of order, or be no frame.
func TestChurn(t *testing.T) { bothWays(t, testChurn) }

func testChurn(t *testing.T, way gate.IO) {
	const doors, rounds = 5, 30
	s := openWith(t, way, gate.Config{PingEvery: 20 * time.Millisecond}, time.Minute, 3) // or the room is soon full
	var counted sync.WaitGroup
	counted.Go(func() {
		for range doors * rounds {
			s.closed(t)
		}
	})
	var group sync.WaitGroup
	for door := range doors {
		group.Go(func() {
			for i := range rounds {
				v := s.visit(t, true)
				v.frames = make(chan *wire.Frame, 1000)
				v.send(s.hello(same))
				select {
				case <-v.ended: //nolint:errcheck // how it ends is another test's; no place just now
					continue
				case <-v.welcom:
				}
				last := game.TickNumber(0)
				for range i % 4 {
					if f := <-v.frames; f.Tick <= last {
						t.Errorf("tick %d after %d", f.Tick, last)
					} else {
						last = f.Tick
					}
				}
				switch (i + door) % 4 {
				case 0:
					v.send(wire.AppendLeave(nil))
				case 1:
					_ = v.ws.WriteClose(1000, nil)
				case 2:
					_ = v.ws.NetConn().Close() // without a word
				case 3:
					v.send([]byte{0xff}) // and is thrown out
				}
				<-v.ended //nolint:errcheck // how it ends is another test's
			}
		})
	}
	group.Wait()
	counted.Wait()
	s.stop()
	if s.gate.Conns() != 0 {
		t.Errorf("%d connections are left", s.gate.Conns())
	}
}
