package gate

import (
	"bytes"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"tickwire/proto/wire"
)

// seated is a link whose socket a poller has, as that of a player who has come in; its other end;
// and the codes with which it ends.
func seated(t testing.TB, p *poller) (*link, net.Conn, chan wire.CloseCode) {
	t.Helper()
	c, peer := pair(t)
	l, ends := seat(t, p, c)
	return l, peer, ends
}

func seat(t testing.TB, p *poller, c *conn) (*link, chan wire.CloseCode) {
	t.Helper()
	if !canTick {
		t.Skip("sockets are not read at ticks here")
	}
	ends := make(chan wire.CloseCode, 1)
	g := New(Config{Limits: Limits{ReadLimit: 1 << 20, Bytes: Rate{PerSecond: -1}, Controls: Rate{PerSecond: -1}}, OnClose: func(code wire.CloseCode) { ends <- code }})
	l := &link{gate: g, out: c, conn: c}
	g.door.enter(network(l.remote), 0)
	g.enter(l)
	g.open.Add(1)
	p.Add(l)
	if _, err := c.Read(make([]byte, 1)); !errors.Is(err, errMoved) {
		t.Fatalf("the reader got %v, want %v", err, errMoved)
	}
	return l, ends
}

// polled polls until a condition holds.
func (p *poller) polled(t *testing.T, holds func() bool) {
	t.Helper()
	limit, again := time.After(10*time.Second), time.NewTicker(100*time.Microsecond)
	defer again.Stop()
	for p.alone(); !holds(); p.alone() {
		select {
		case <-limit:
			t.Fatal("waited in vain")
		case <-again.C:
		}
	}
}

// ticking polls every millisecond until the test ends.
func (p *poller) ticking(t *testing.T) {
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		every := time.NewTicker(time.Millisecond)
		defer every.Stop()
		for {
			select {
			case <-stop:
				p.Close()
				return
			case <-every.C:
				p.alone()
			}
		}
	}()
	t.Cleanup(func() { close(stop); <-stopped })
}

// masked is a frame as clients send it.
func masked(op opcode, payload []byte) []byte {
	b := appendFrame(nil, op, payload)
	head := len(b) - len(payload)
	key := []byte{0x12, 0x34, 0x56, 0x78}
	b[1] |= bitMasked
	b = append(b[:head:head], append(key, payload...)...)
	unmask(b[head+4:], key)
	return b
}

// TestManyBytesComeInTurns sends more than a tick takes, in one message.
func TestManyBytesComeInTurns(t *testing.T) {
	p := newPoller(1)
	l, peer, _ := seated(t, p)
	flood := masked(opPong+1, noise(10))[:2] // a header for what no opcode has
	flood = append(masked(opBinary, noise(4*readCap)), flood...)
	go func() { _, _ = peer.Write(flood) }()
	most, before := 0, 0
	p.polled(t, func() bool {
		n := len(l.conn.tick.incoming.part)
		most, before = max(most, n-before), n
		return l.closing.Load() != nil
	})
	if most > readCap {
		t.Errorf("%d bytes in one poll, want %d at most", most, readCap)
	}
	if got := l.conn.tick.incoming; len(got.part) > 2 || got.said != nil {
		t.Errorf("after the message %d bytes are left, want the 2 behind it at most", len(got.part))
	}
	peer.Close()
	p.Close()
}

// TestClosingAtTicks ends links in every way: each is counted, and each socket given back.
func TestClosingAtTicks(t *testing.T) {
	big := noise(1 << 20)
	answer := func(peer net.Conn) { _, _ = io.ReadAll(peer); peer.Close() }
	for name, row := range map[string]struct {
		do   func(l *link, peer net.Conn)
		want wire.CloseCode
	}{
		"the peer goes":            {func(_ *link, peer net.Conn) { peer.Close() }, codeLost},
		"both close":               {func(l *link, peer net.Conn) { l.Close(wire.CloseSlow); answer(peer) }, wire.CloseSlow},
		"the peer does not answer": {func(l *link, _ net.Conn) { l.Close(wire.CloseSlow) }, wire.CloseSlow},
		"the peer reads nothing": {func(l *link, _ net.Conn) {
			l.Send(big)
			l.Close(wire.CloseSlow)
		}, wire.CloseSlow},
		"the peer leaves": {func(_ *link, peer net.Conn) {
			_, _ = peer.Write(masked(opClose, closeCode(uint16(codeGoingAway))))
			answer(peer)
		}, codeGoingAway},
		"the peer breaks the rules": {func(_ *link, peer net.Conn) {
			_, _ = peer.Write([]byte{0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4})
			answer(peer)
		}, codeProtocol},
		"the peer reads no answers": {func(l *link, peer net.Conn) {
			l.Send(big)
			for range 60 { // more answers than may wait behind the rest
				_, _ = peer.Write(masked(opPing, noise(maxControl)))
			}
		}, wire.CloseSlow},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPoller(1)
			l, peer, ends := seated(t, p)
			p.ticking(t)
			began := time.Now()
			row.do(l, peer)
			if got := <-ends; got != row.want {
				t.Errorf("ended with %d, want %d", got, row.want)
			}
			l.gate.readers.Wait()
			if d := time.Since(began); d > 3*closeGrace {
				t.Errorf("after %v", d)
			}
			if n := l.gate.Conns(); n != 0 {
				t.Errorf("%d connections are open", n)
			}
			if err := l.conn.frame(opBinary, big[:1]); err == nil {
				t.Error("a socket that is given back is written to")
			}
		})
	}
}

// TestTheLastWordArrives sends nonsense to a link that has a lot to say: all of it arrives, and the
// close frame behind it.
func TestTheLastWordArrives(t *testing.T) {
	p := newPoller(1)
	l, peer, ends := seated(t, p)
	big := noise(1 << 20)
	l.Send(big)
	if _, err := peer.Write([]byte("nonsense that is not read to its end")); err != nil {
		t.Fatal(err)
	}
	p.polled(t, func() bool { return len(ends) > 0 })
	got := make(chan []byte)
	go func() { b, _ := io.ReadAll(peer); peer.Close(); got <- b }()
	p.polled(t, func() bool { return len(p.links) == 0 })
	want := appendFrame(appendFrame(nil, opBinary, big), opClose, closeCode(uint16(codeProtocol)), []byte(codeProtocol.Reason()))
	if got := <-got; !bytes.Equal(got, want) {
		t.Errorf("read %d bytes of %d before the end", len(got), len(want))
	}
}

// TestTheArrivalIsTheKernels polls long after the bytes have come.
func TestTheArrivalIsTheKernels(t *testing.T) {
	p := newPoller(1)
	l, peer, _ := seated(t, p)
	const lag = 30 * time.Millisecond
	// The kernel stamps packets from a moment after it is first asked to.
	for try := 0; ; try++ {
		l.heard.Store(0)
		before := time.Now()
		if _, err := peer.Write(masked(opPong, nil)); err != nil {
			t.Fatal(err)
		}
		after := time.Now()
		<-time.After(lag) // what is measured
		p.polled(t, func() bool { return l.heard.Load() != 0 })
		at := l.gate.start.Add(time.Duration(l.heard.Load()))
		if !at.Before(before.Add(-time.Millisecond)) && !at.After(after.Add(lag/2)) {
			break
		}
		if try == 100 {
			t.Fatalf("arrived %v after it was written, want less than %v", at.Sub(after), lag/2)
		}
	}
	peer.Close()
	p.Close()
}

// TestAPollAllocatesNothing reads what twenty peers say, and twenty who say nothing.
func TestAPollAllocatesNothing(t *testing.T) {
	p := newPoller(1)
	var peers []net.Conn
	var links []*link
	for range 40 {
		l, peer, _ := seated(t, p)
		peers, links = append(peers, peer), append(links, l)
	}
	say := masked(opPong, []byte("unasked"))
	n := testing.AllocsPerRun(100, func() {
		for i, peer := range peers[:20] {
			links[i].heard.Store(0)
			if _, err := peer.Write(say); err != nil {
				t.Fatal(err)
			}
		}
		for _, l := range links[:20] {
			for l.heard.Load() == 0 {
				p.alone()
			}
		}
	})
	if n != 0 {
		t.Errorf("%v allocations per poll, want 0", n)
	}
	for _, peer := range peers {
		peer.Close()
	}
	p.Close()
}

// TestThePollersEndLeavesTheLastWord ends a room while somebody else is closing one of its links:
// what that one still writes arrives. Nobody closes the other link, which ends all the same.
func TestThePollersEndLeavesTheLastWord(t *testing.T) {
	p := newPoller(1)
	l, peer, _ := seated(t, p)
	seated(t, p)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		p.Close()
	}()
	last := func() bool {
		l.conn.mu.Lock()
		defer l.conn.mu.Unlock()
		return l.conn.tick.last
	}
	for !last() {
		<-time.After(time.Millisecond / 10) // the room's goroutine gets there by itself
	}
	l.Close(wire.CloseShutdown)
	want := appendFrame(nil, opClose, closeCode(uint16(wire.CloseShutdown)), []byte(wire.CloseShutdown.Reason()))
	if got, err := io.ReadAll(peer); !bytes.Equal(got, want) || err != nil {
		t.Errorf("the peer got %q and %v, want %q", got, err, want)
	}
	_ = peer.Close()
	<-ended
}

// TestAPollThatPanicsForgetsNobodysEnd has the reading of one link panic after another one has gone:
// when the room ends, the socket of that one is not given back a second time.
func TestAPollThatPanicsForgetsNobodysEnd(t *testing.T) {
	p := newPoller(1)
	goes, peer, _ := seated(t, p)
	_, other, _ := seated(t, p)
	peer.Close()
	for ready := false; !ready; { // the end has come when the kernel says so
		goes.conn.mu.Lock()
		_, _, err := new(desk).read(goes.conn.tick.sock, make([]byte, 1))
		goes.conn.mu.Unlock()
		ready = err != nil
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic is lost")
			}
		}()
		p.Poll(func(_ int, do func(worker, i int)) {
			do(0, 0)
			panic("broken")
		})
	}()
	if len(p.links) != 1 {
		t.Errorf("%d links are left, want 1", len(p.links))
	}
	other.Close()
	p.Close() // panics for one who leaves twice
}

// TestAFrameMayComeBehindAPing has the socket fill up with a ping between the moment a room finds the
// link ready and the one it sends a frame, which is larger than what may wait otherwise.
func TestAFrameMayComeBehindAPing(t *testing.T) {
	p := newPoller(1)
	l, peer, _ := seated(t, p)
	ping, frame := appendFrame(nil, opPing, noise(maxControl)), noise(2*maxBehind)
	pings := 0
	for ; l.Ready(); pings++ { // the last one finds no place
		if err := l.conn.frame(opPing, noise(maxControl)); err != nil {
			t.Fatal(err)
		}
	}
	l.Send(frame)
	l.Close(wire.CloseNormal)
	got := make(chan []byte)
	go func() { b, _ := io.ReadAll(peer); peer.Close(); got <- b }()
	p.ticking(t)
	want := append(bytes.Repeat(ping, pings), appendFrame(nil, opBinary, frame)...)
	want = appendFrame(want, opClose, closeCode(uint16(wire.CloseNormal)), []byte(wire.CloseNormal.Reason()))
	if got := <-got; !bytes.Equal(got, want) {
		t.Errorf("the peer got %d bytes, want %d", len(got), len(want))
	}
}

// TestSendingAllocatesNothing sends as a room does, a head and scopes, to a link that is asked before.
func TestSendingAllocatesNothing(t *testing.T) {
	p := newPoller(1)
	l, peer, _ := seated(t, p)
	parts, in := [][]byte{noise(20), noise(70), noise(30)}, make([]byte, 2+120)
	n := testing.AllocsPerRun(100, func() {
		if !l.Ready() {
			t.Fatal("not ready")
		}
		l.Send(parts...)
		if _, err := io.ReadFull(peer, in); err != nil {
			t.Fatal(err)
		}
	})
	if n != 0 && !Raced() { // which has pools lose things
		t.Errorf("%v allocations per message, want 0", n)
	}
	peer.Close()
	p.Close()
}
