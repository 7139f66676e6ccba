package gate_test

import (
	"bytes"
	"encoding/binary"
	"slices"
	"sync"
	"testing"
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/gate"
	"tickwire/server/room"
)

// watcher is what a visitor's frames said, for the test's goroutine.
type watcher struct {
	mu        sync.Mutex
	first     game.TickNumber
	keyframes map[game.ScopeID]int // since the scope was entered
	roster    map[game.PlayerID]wire.RosterEntry
	frames    chan game.TickNumber
	frozen    chan struct{} // reads nothing, and answers nothing, until it is closed; nil when it does
}

func (w *watcher) look(f *wire.Frame) {
	w.mu.Lock()
	if frozen := w.frozen; frozen != nil {
		w.mu.Unlock()
		w.frames <- 0 // it reads no more from here on
		<-frozen
		return
	}
	defer w.mu.Unlock()
	if w.first == 0 {
		w.first = f.Tick
	}
	for _, id := range f.Left {
		delete(w.keyframes, id)
	}
	for i := range f.Scopes {
		if s := &f.Scopes[i]; s.Keyframe() {
			w.keyframes[s.ID]++
		}
	}
	for _, e := range f.Roster {
		w.roster[e.Player] = e
	}
	select {
	case w.frames <- f.Tick:
	default:
	}
}

// entry is what the roster says of a player.
func (w *watcher) entry(p game.PlayerID) wire.RosterEntry {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.roster[p]
}

// comes lets a visitor in who is watched, with a token or nil.
func (s *site) comes(t *testing.T, token []byte) (*visitor, *watcher, wire.Welcome) {
	t.Helper()
	w := &watcher{keyframes: map[game.ScopeID]int{}, roster: map[game.PlayerID]wire.RosterEntry{}, frames: make(chan game.TickNumber, 1000)}
	v := s.visit(t, true)
	v.look = w.look
	v.send(s.hello(func(h *wire.Hello) { h.ResumeToken = token }))
	select {
	case welcome := <-v.welcom:
		return v, w, welcome
	case err := <-v.ended:
		t.Fatalf("not let in: %v", err)
	case <-time.After(10 * time.Second):
		t.Fatal("no Welcome")
	}
	return nil, nil, wire.Welcome{}
}

// plays waits for so many frames.
func (w *watcher) plays(t *testing.T, n int) (last game.TickNumber) {
	t.Helper()
	for range n {
		select {
		case last = <-w.frames:
		case <-time.After(10 * time.Second):
			t.Fatal("no frame")
		}
	}
	return last
}

// TestASessionOutlivesItsLink ends a link in every way and comes back with the token.
func TestASessionOutlivesItsLink(t *testing.T) { bothWays(t, testASessionOutlivesItsLink) }

func testASessionOutlivesItsLink(t *testing.T, way gate.IO) {
	s := open(t, way, gate.Config{PingEvery: 100 * time.Millisecond, Limits: gate.Limits{IdleTimeout: 2 * time.Second}}, time.Minute)
	for _, row := range []struct {
		name string
		end  func(v *visitor, w *watcher)
		code wire.CloseCode // as the gate counts it
		kept bool
	}{
		{"a lost connection", func(v *visitor, _ *watcher) { _ = v.ws.NetConn().Close() }, 1006, true},
		{"a page that is loaded again", func(v *visitor, _ *watcher) { _ = v.ws.WriteClose(1001, nil) }, 1001, true},
		{"a client that could not keep up", func(v *visitor, _ *watcher) { _ = v.ws.WriteClose(uint16(wire.CloseOverflow), nil) }, wire.CloseOverflow, true},
		{"a client that gives no code", func(v *visitor, _ *watcher) { _, _ = v.ws.NetConn().Write([]byte("\x88\x80\x00\x00\x00\x00")) }, 1005, true},
		{"a client with a code of its own", func(v *visitor, _ *watcher) { _ = v.ws.WriteClose(4444, nil) }, 4999, true},
		{"a client that did not understand", func(v *visitor, _ *watcher) { _ = v.ws.WriteClose(uint16(wire.CloseBad), nil) }, wire.CloseBad, true},
		{"a half-open link", func(_ *visitor, w *watcher) { w.freeze(t) }, wire.CloseIdle, true},
		{"a leave", func(v *visitor, _ *watcher) { v.send(wire.AppendLeave(nil)) }, wire.CloseNormal, false},
		{"a close with 1000", func(v *visitor, _ *watcher) { _ = v.ws.WriteClose(1000, nil) }, wire.CloseNormal, false},
		{"garbage", func(v *visitor, _ *watcher) { v.send([]byte{0xff}) }, wire.CloseBad, false},
		{"broken framing", func(v *visitor, _ *watcher) { _, _ = v.ws.NetConn().Write([]byte("\x82\x01x")) }, 1002, false},
		{"a flood", func(v *visitor, _ *watcher) {
			for range 200 {
				v.send(wire.AppendChat(nil, "buy now"))
			}
		}, wire.CloseFlood, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			v, w, welcome := s.comes(t, nil)
			w.plays(t, 3)
			row.end(v, w)
			if got := s.closed(t); got != row.code {
				t.Errorf("counted as %d, want %d", got, row.code)
			}
			again, w, back := s.comes(t, welcome.ResumeToken)
			if back.Resumed != row.kept || (back.Player == welcome.Player) != row.kept || row.kept && back.Name != welcome.Name {
				t.Errorf("player %d %q came back as %d %q, resumed %v", welcome.Player, welcome.Name, back.Player, back.Name, back.Resumed)
			}
			w.plays(t, 2)
			again.send(wire.AppendLeave(nil))
			s.closed(t)
		})
	}
}

// freeze leaves a connection open that nobody reads any more, until the test ends.
func (w *watcher) freeze(t *testing.T) {
	w.mu.Lock()
	defer w.mu.Unlock()
	frozen := make(chan struct{})
	w.frozen = frozen
	t.Cleanup(func() { close(frozen) })
}

// fate is what the server knows of one player.
type fate struct {
	ship    game.EntityID
	people  int
	resumed uint64
	tick    game.TickNumber
}

// fate waits until the server has stepped, and looks.
func (s *site) fate(t *testing.T, p game.PlayerID) fate {
	t.Helper()
	seen := make(chan fate, 1)
	look := func(c *room.Core) {
		f := fate{people: c.People(), resumed: c.Counts().Resumed, tick: c.Tick()}
		for k := range s.def.Schema.NumKinds() {
			if s.def.Schema.Kind(k).Name != "ship" {
				continue
			}
			b := c.Rows().Block(k)
			for i := range b.IDs {
				if b.Row(i)[0] == int32(p) { // the owner comes first
					f.ship = b.IDs[i]
				}
			}
		}
		select {
		case seen <- f:
		default:
		}
	}
	s.onTick.Store(&look)
	defer s.onTick.Store(nil)
	select {
	case f := <-seen:
		return f
	case <-time.After(10 * time.Second):
		t.Fatal("the room does not step")
		return fate{}
	}
}

// TestAPlayerComesBackToItsShip kills a connection and looks at what the player finds: who it was, the
// ship that it had, one keyframe for each scope, and frames at once.
func TestAPlayerComesBackToItsShip(t *testing.T) { bothWays(t, testAPlayerComesBackToItsShip) }

func testAPlayerComesBackToItsShip(t *testing.T, way gate.IO) {
	s := open(t, way, gate.Config{}, time.Minute)
	_, other, _ := s.comes(t, nil)
	v, w, welcome := s.comes(t, nil)
	w.plays(t, 10)
	before := s.fate(t, welcome.Player)
	_ = v.ws.NetConn().Close()
	if got := s.closed(t); got != 1006 {
		t.Errorf("counted as %d", got)
	}
	for n := 0; ; n++ {
		if e := other.entry(welcome.Player); e.Away && !e.Left && e.Name == welcome.Name {
			break
		} else if other.plays(t, 1); n > 300 {
			t.Fatalf("others think of it as %+v", e)
		}
	}

	asked := s.fate(t, welcome.Player).tick
	_, w, back := s.comes(t, welcome.ResumeToken)
	w.plays(t, 20)
	after := s.fate(t, welcome.Player)
	if back.Player != welcome.Player || back.Name != welcome.Name || !back.Resumed {
		t.Errorf("came back as %d %q, resumed %v", back.Player, back.Name, back.Resumed)
	}
	if before.ship == 0 || after.ship != before.ship || after.people != 2 || after.resumed != 1 {
		t.Errorf("before %+v, after %+v", before, after)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	t.Logf("asked at tick %d, welcome at %d, first frame of %d", asked, back.Tick, w.first)
	if w.first != back.Tick+1 {
		t.Errorf("the first frame is of tick %d, the Welcome of %d", w.first, back.Tick)
	}
	if len(w.keyframes) == 0 || len(w.roster) != 3 || w.roster[welcome.Player].Away {
		t.Errorf("%d scopes, roster %+v", len(w.keyframes), w.roster)
	}
	for id, n := range w.keyframes {
		if n != 1 {
			t.Errorf("%v came as a keyframe %d times", id, n)
		}
	}
}

// TestTheOlderLinkIsTold opens a second link with the token of one that works.
func TestTheOlderLinkIsTold(t *testing.T) { bothWays(t, testTheOlderLinkIsTold) }

func testTheOlderLinkIsTold(t *testing.T, way gate.IO) {
	s := open(t, way, gate.Config{}, time.Minute)
	old, w, welcome := s.comes(t, nil)
	w.plays(t, 3)
	_, w, back := s.comes(t, welcome.ResumeToken)
	if !back.Resumed || back.Player != welcome.Player {
		t.Errorf("came as %+v", back)
	}
	if code, reason := old.end(); code != wire.CloseReplaced || reason != code.Reason() {
		t.Errorf("the older was told %d %q", code, reason)
	}
	if got := s.closed(t); got != wire.CloseReplaced {
		t.Errorf("counted as %d", got)
	}
	w.plays(t, 30)
	if f := s.fate(t, welcome.Player); f.people != 1 || f.ship == 0 {
		t.Errorf("when the older had gone: %+v", f)
	}
	// The first token has been used, and the second is known to have come through.
	_, _, late := s.comes(t, welcome.ResumeToken)
	if late.Resumed || late.Player == welcome.Player {
		t.Errorf("a replayed token makes %+v", late)
	}
	forged := append([]byte(nil), back.ResumeToken...)
	forged[40] ^= 1
	v := s.visit(t, true)
	v.send(s.hello(func(h *wire.Hello) { h.ResumeToken = forged }))
	if code, reason := v.end(); code != wire.CloseToken || reason != code.Reason() {
		t.Errorf("a forger is told %d %q", code, reason)
	}
	if got := s.closed(t); got != wire.CloseToken {
		t.Errorf("counted as %d", got)
	}
}

// TestASleeperWakes answers pings and acknowledges nothing for longer than a stalled link lives.
func TestASleeperWakes(t *testing.T) { bothWays(t, testASleeperWakes) }

func testASleeperWakes(t *testing.T, way gate.IO) {
	s := open(t, way, gate.Config{PingEvery: 100 * time.Millisecond}, 4*time.Second)
	_, other, _ := s.comes(t, nil)
	v, w, welcome := s.comes(t, nil)
	w.plays(t, 10)
	v.asleep.Store(true)
	away := func() bool { return other.entry(welcome.Player).Away }
	for n := 0; !away() || n < 180; n++ { // six seconds
		if other.plays(t, 1); n > 600 {
			t.Fatal("nobody is told that it sleeps")
		}
	}
	last := game.TickNumber(0)
	for len(w.frames) > 0 {
		last = <-w.frames
	}
	now := s.fate(t, welcome.Player)
	if len(v.ended) > 0 || now.people != 2 || now.tick-last < 100 {
		t.Fatalf("asleep, with frames up to tick %d: %+v", last, now)
	}
	w.mu.Lock()
	clear(w.keyframes)
	w.mu.Unlock()
	v.asleep.Store(false)
	v.send(wire.AppendInputs(nil, &wire.Inputs{Ack: last}))
	if first := w.plays(t, 1); first <= now.tick {
		t.Errorf("woken at tick %d it is sent tick %d", now.tick, first)
	}
	w.plays(t, 10)
	for n := 0; away(); n++ {
		if other.plays(t, 1); n > 300 {
			t.Fatal("nobody is told that it woke")
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for id, n := range w.keyframes {
		if n != 1 {
			t.Errorf("%v came as a keyframe %d times on waking", id, n)
		}
	}
}

// TestChurnOfSessions has players lose links, open a second one beside the first, and leave, again and
// again and all at once. None may ever become another player, see a tick twice or be locked out.
func TestChurnOfSessions(t *testing.T) { bothWays(t, testChurnOfSessions) }

func testChurnOfSessions(t *testing.T, way gate.IO) {
	const doors, rounds = 4, 40
	s := open(t, way, gate.Config{PingEvery: 20 * time.Millisecond}, time.Minute)
	var counted, group sync.WaitGroup
	counted.Go(func() {
		for range doors * rounds {
			s.closed(t)
		}
	})
	for door := range doors {
		group.Go(func() {
			var token []byte
			var older *visitor // still open
			player, last := game.PlayerID(0), game.TickNumber(0)
			for i := range rounds {
				v, w, welcome := s.comes(t, token)
				if welcome.Resumed != (token != nil) || token != nil && welcome.Player != player {
					t.Errorf("round %d: player %d came as %d, resumed %v", i, player, welcome.Player, welcome.Resumed)
				}
				if older != nil {
					if code, _ := older.end(); code != wire.CloseReplaced {
						t.Errorf("round %d: the older was told %d", i, code)
					}
				}
				older, token, player = nil, welcome.ResumeToken, welcome.Player
				for range i % 3 { // without any frame, the token before is good too
					n := w.plays(t, 1)
					if n <= last {
						t.Errorf("round %d: tick %d after %d", i, n, last)
					}
					last = n
				}
				switch (i*7 + door) % 5 {
				case 0, 1:
					_ = v.ws.NetConn().Close()
				case 2:
					_ = v.ws.WriteClose(1001, nil)
				case 3:
					if i < rounds-1 {
						older = v
						continue
					}
					_ = v.ws.NetConn().Close()
				case 4:
					v.send(wire.AppendLeave(nil))
					token, last = nil, 0
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

// TestWhoWasSentAwayDoesNotComeBack keeps its connection open when the server has closed it, for
// as long as the server waits for it to be closed, and shows the token meanwhile.
func TestWhoWasSentAwayDoesNotComeBack(t *testing.T) { bothWays(t, testWhoWasSentAwayDoesNotComeBack) }

func testWhoWasSentAwayDoesNotComeBack(t *testing.T, way gate.IO) {
	s := open(t, way, gate.Config{}, time.Minute)
	for _, row := range []struct {
		name string
		say  [][]byte
		code wire.CloseCode
	}{
		{"a flood", slices.Repeat([][]byte{wire.AppendChat(nil, "buy now")}, 200), wire.CloseFlood},
		{"garbage", [][]byte{{0xff}}, wire.CloseBad},
		{"a second Hello", [][]byte{s.hello(same)}, wire.CloseOrder},
		{"a leave", [][]byte{wire.AppendLeave(nil)}, wire.CloseNormal},
	} {
		t.Run(row.name, func(t *testing.T) {
			v, w, welcome := s.comes(t, nil)
			w.plays(t, 3)
			for w.freeze(t); w.plays(t, 1) != 0; { // and so does not answer the close frame
			}
			for _, m := range row.say {
				v.send(m)
			}
			var came []byte
			for buf := make([]byte, 4096); !bytes.Contains(came, binary.BigEndian.AppendUint16(nil, uint16(row.code))); {
				n, err := v.ws.NetConn().Read(buf)
				if came = append(came, buf[:n]...); err != nil {
					t.Fatalf("no close frame: %v", err)
				}
			}
			again, _, back := s.comes(t, welcome.ResumeToken)
			if back.Resumed || back.Player == welcome.Player {
				t.Errorf("player %d came back as %d, resumed %v", welcome.Player, back.Player, back.Resumed)
			}
			again.send(wire.AppendLeave(nil))
			_ = v.ws.NetConn().Close()
			if got := []wire.CloseCode{s.closed(t), s.closed(t)}; !slices.Contains(got, row.code) {
				t.Errorf("counted as %d, want %d among them", got, row.code)
			}
		})
	}
}
