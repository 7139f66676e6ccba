package gate

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// ticker polls as a room does, without its game, until the test ends.
type ticker struct {
	*poller
	conn *conn
	got  chan []byte // what the reader read; closed when its loop has ended
	why  error       // of the end
}

// readAtTicks gives a connection to a poller and starts a reader as gws has one. handle is called
// with what each Read gave.
func readAtTicks(t *testing.T, p *poller, c *conn, handle func([]byte)) *ticker {
	t.Helper()
	if !canTick {
		t.Skip("sockets are not read at ticks here")
	}
	k := &ticker{poller: p, conn: c, got: make(chan []byte, 10_000)}
	p.Add(&link{conn: c})
	go func() {
		defer c.release()
		defer close(k.got)
		b := make([]byte, 512)
		for {
			n, err := c.Read(b)
			if err != nil {
				k.why = err
				return
			}
			if handle != nil {
				handle(b[:n])
			}
			k.got <- bytes.Clone(b[:n])
		}
	}()
	k.until(t, func() bool { return k.parked() || c.closed() })
	return k
}

// ticking is a connection that something polls every millisecond.
func ticking(t *testing.T, c *conn) *ticker {
	p := newPoller().(*poller) //nolint:errcheck // it is one
	k := readAtTicks(t, p, c, nil)
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
	return k
}

func (k *ticker) parked() bool {
	k.conn.mu.Lock()
	defer k.conn.mu.Unlock()
	return k.conn.tick != nil && k.conn.tick.into != nil
}

func (c *conn) closed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closing
}

// until waits for a condition that a goroutine brings about, and polls nothing meanwhile.
func (k *ticker) until(t *testing.T, holds func() bool) {
	t.Helper()
	limit, again := time.After(10*time.Second), time.NewTicker(100*time.Microsecond)
	defer again.Stop()
	for !holds() {
		select {
		case <-limit:
			t.Fatal("waited in vain")
		case <-again.C:
		}
	}
}

// polled polls until a condition holds.
func (k *ticker) polled(t *testing.T, holds func() bool) {
	t.Helper()
	k.until(t, func() bool { k.alone(); return holds() })
}

func newTestPoller() *poller { return newPoller().(*poller) } //nolint:errcheck // it is one

// TestAPollIsOverWhenAllIsHandled looks after each poll whether every reader has handled what it
// was given and is back, however long it took.
func TestAPollIsOverWhenAllIsHandled(t *testing.T) {
	const links, rounds = 20, 50
	p := newTestPoller()
	var handled atomic.Int64
	var all []*ticker
	var peers []net.Conn
	for range links {
		c, peer := pair(t)
		all = append(all, readAtTicks(t, p, c, func(b []byte) {
			for range 1000 { // it takes its time
				handled.Add(0)
			}
			handled.Add(int64(len(b)))
		}))
		peers = append(peers, peer)
	}
	for i := range rounds {
		for _, peer := range peers[:i%links+1] {
			if _, err := peer.Write([]byte("tick")); err != nil {
				t.Fatal(err)
			}
		}
		if late := p.alone(); late != 0 {
			t.Logf("poll %d: %d were late", i, late) // a machine without time
			for _, k := range all {
				k.until(t, k.parked)
			}
			continue
		}
		for _, k := range all {
			if !k.parked() {
				t.Fatalf("poll %d is over before a reader is back", i)
			}
		}
	}
	sent := int64(0)
	for i := range rounds {
		sent += 4 * int64(i%links+1)
	}
	all[0].polled(t, func() bool { return handled.Load() == sent })
	for _, peer := range peers {
		peer.Close()
	}
	p.Close()
	for _, k := range all {
		for range k.got {
		}
		if !errors.Is(k.why, io.EOF) {
			t.Errorf("a reader ended with %v", k.why)
		}
	}
}

// TestALateReaderIsNotWaitedForLong has a reader that hangs in its handler, and one that does not.
func TestALateReaderIsNotWaitedForLong(t *testing.T) {
	p := newTestPoller()
	free := make(chan struct{})
	c, peer := pair(t)
	slow := readAtTicks(t, p, c, func([]byte) { <-free })
	d, other := pair(t)
	quick := readAtTicks(t, p, d, nil)
	if _, err := peer.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	late := 0
	slow.until(t, func() bool { late += p.alone(); return late > 0 })
	if _, err := other.Write([]byte("y")); err != nil {
		t.Fatal(err)
	}
	// It is not waited for again, and its return is not taken for the other one's.
	quick.until(t, func() bool { late += p.alone(); return len(quick.got) == 1 })
	close(free)
	slow.until(t, slow.parked)
	if late += p.alone(); late != 1 {
		t.Errorf("%d were counted late, want 1", late)
	}
	peer.Close()
	other.Close()
	p.Close()
}

// TestALateReaderReadsOnDuringPolls has a reader come back from its handler with more to read, while
// polls that do not wait for it go on.
func TestALateReaderReadsOnDuringPolls(t *testing.T) {
	const size = 12 << 10
	p := newTestPoller()
	free := make(chan struct{})
	c, peer := pair(t)
	k := readAtTicks(t, p, c, func([]byte) { <-free })
	if _, err := peer.Write(noise(size)); err != nil {
		t.Fatal(err)
	}
	late := 0
	k.until(t, func() bool { late += p.alone(); return late > 0 })
	close(free)
	k.polled(t, func() bool { return len(k.got) >= size/512 })
	peer.Close()
	p.Close()
}

// TestManyBytesComeInTurns sends more than a tick takes, to a reader with a small buffer.
func TestManyBytesComeInTurns(t *testing.T) {
	p := newTestPoller()
	c, peer := pair(t)
	k := readAtTicks(t, p, c, nil)
	flood := noise(4 * readCap)
	go func() { _, _ = peer.Write(flood); peer.Close() }()
	var got []byte
	polls, most := 0, 0
	for open := true; open; {
		before := len(got)
		p.alone()
		polls++
		for more := true; more && open; {
			select {
			case b, ok := <-k.got:
				got, open = append(got, b...), ok
			default:
				more = false
			}
		}
		most = max(most, len(got)-before)
	}
	if !bytes.Equal(got, flood) {
		t.Errorf("%d bytes of %d, or not the same", len(got), len(flood))
	}
	if most > readCap || polls < 4 {
		t.Errorf("%d polls, %d bytes in one, want %d at most", polls, most, readCap)
	}
	p.Close()
}

// TestClosingAtTicks ends connections in every way, and each reader is woken and each socket given
// back.
func TestClosingAtTicks(t *testing.T) {
	big := noise(1 << 20)
	for name, row := range map[string]struct {
		do   func(c *conn, peer net.Conn)
		want error
	}{
		"the peer goes": {func(_ *conn, peer net.Conn) { peer.Close() }, io.EOF},
		"both close": {func(c *conn, peer net.Conn) {
			_ = c.Close()
			_, _ = io.ReadAll(peer)
			peer.Close()
		}, io.EOF},
		"the peer does not answer": {func(c *conn, _ net.Conn) { _ = c.Close() }, os.ErrDeadlineExceeded},
		"the peer reads nothing": {func(c *conn, _ net.Conn) {
			_, _ = c.Write(big)
			_ = c.Close()
		}, os.ErrDeadlineExceeded},
	} {
		t.Run(name, func(t *testing.T) {
			c, peer := pair(t)
			k := ticking(t, c)
			began := time.Now()
			row.do(c, peer)
			for range k.got {
			}
			if !errors.Is(k.why, row.want) {
				t.Errorf("the reader ended with %v, want %v", k.why, row.want)
			}
			if d := time.Since(began); d > 3*closeGrace {
				t.Errorf("after %v", d)
			}
			k.until(t, func() bool { c.mu.Lock(); defer c.mu.Unlock(); return c.tick == nil })
			if _, err := c.Write(big[:1]); err == nil {
				t.Error("a socket that is given back is written to")
			}
		})
	}
}

// TestWhatIsLeftIsWrittenAfterTheReader ends the reader by itself, as gws does when a peer breaks
// the rules, while a close frame waits behind a rest.
func TestWhatIsLeftIsWrittenAfterTheReader(t *testing.T) {
	if !canTick {
		t.Skip("sockets are not read at ticks here")
	}
	p := newTestPoller()
	c, peer := pair(t)
	p.Add(&link{conn: c})
	in := make(chan error, 1)
	go func() { _, err := c.Read(make([]byte, 1)); in <- err }()
	if _, err := peer.Write([]byte("nonsense that is not read to its end")); err != nil {
		t.Fatal(err)
	}
	k := &ticker{poller: p, conn: c}
	k.polled(t, func() bool { return len(in) > 0 })
	if err := <-in; err != nil {
		t.Fatal(err)
	}
	big := noise(1 << 20)
	for _, b := range [][]byte{big, []byte("goodbye")} {
		if _, err := c.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	var ends sync.WaitGroup
	ends.Go(c.release)
	ends.Go(func() {
		got, err := io.ReadAll(peer)
		if want := append(big, "goodbye"...); err != nil || !bytes.Equal(got, want) {
			t.Errorf("read %d bytes of %d before the end: %v", len(got), len(want), err)
		}
		peer.Close()
	})
	k.polled(t, func() bool { return len(p.conns) == 0 })
	ends.Wait()
}

// TestTheArrivalIsTheKernels polls long after the bytes have come.
func TestTheArrivalIsTheKernels(t *testing.T) {
	p := newTestPoller()
	c, peer := pair(t)
	k := readAtTicks(t, p, c, nil)
	const lag = 30 * time.Millisecond
	// The kernel stamps packets from a moment after it is first asked to.
	k.until(t, func() bool {
		before := time.Now()
		if _, err := peer.Write([]byte("x")); err != nil {
			t.Fatal(err)
		}
		after := time.Now()
		<-time.After(lag) // what is measured
		for len(k.got) == 0 {
			p.alone()
		}
		<-k.got
		k.until(t, k.parked)
		at := c.arrival()
		return !at.Before(before.Add(-time.Millisecond)) && !at.After(after.Add(lag/2))
	})
	peer.Close()
	p.Close()
}

// TestAPollAllocatesNothing reads what twenty peers say, and twenty who say nothing.
func TestAPollAllocatesNothing(t *testing.T) {
	p := newTestPoller()
	var peers []net.Conn
	var got atomic.Int64
	for range 40 {
		c, peer := pair(t)
		b := make([]byte, 64)
		p.Add(&link{conn: c})
		go func() {
			defer c.release()
			for n, err := c.Read(b); err == nil; n, err = c.Read(b) {
				got.Add(int64(n))
			}
		}()
		peers = append(peers, peer)
	}
	say, sent := []byte("input"), int64(0)
	n := testing.AllocsPerRun(100, func() {
		for _, peer := range peers[:20] {
			if _, err := peer.Write(say); err != nil {
				t.Fatal(err)
			}
			sent += int64(len(say))
		}
		for got.Load() < sent {
			p.alone()
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
	p := newTestPoller()
	c, peer := pair(t)
	k := readAtTicks(t, p, c, nil)
	left, _ := pair(t)
	readAtTicks(t, p, left, nil)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		p.Close()
	}()
	k.until(t, func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.tick.last
	})
	if _, err := c.Write([]byte("goodbye")); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(peer); string(got) != "goodbye" || err != nil {
		t.Errorf("the peer got %q and %v", got, err)
	}
	_ = peer.Close()
	<-ended
}
