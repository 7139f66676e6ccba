package gate

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net"
	"testing"
	"time"
)

// pair is both ends of a loopback connection with small buffers, ours wrapped as gws sees it.
func pair(t testing.TB) (*conn, net.Conn) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	theirs, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	ours, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []net.Conn{ours, theirs} {
		if tcp, ok := c.(*net.TCPConn); !ok || tcp.SetWriteBuffer(16<<10) != nil || tcp.SetReadBuffer(16<<10) != nil {
			t.Fatal("no small buffers")
		}
	}
	t.Cleanup(func() { theirs.Close(); ours.Close() })
	return newConn(ours), theirs
}

// took is put, for those who do not hold the lock.
func (c *conn) took(p []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.put(p)
}

func noise(n int) []byte {
	b := make([]byte, n)
	r := rand.NewChaCha8([32]byte{byte(n)})
	_, _ = r.Read(b)
	return b
}

// blocking hides what makes a connection writable without waiting, as TLS does.
type blocking struct{ net.Conn }

// eager is such a connection that says what it takes at once.
type eager struct {
	blocking
	raw *rawWriter
}

func (e eager) TryWrite(p []byte) (int, error) { return e.raw.try(p) }

func TestWriteTakesAllAndNeverWaits(t *testing.T) {
	for name, wrap := range map[string]func(*conn) *conn{
		"tcp":           func(c *conn) *conn { return c },
		"blocking only": func(c *conn) *conn { return newConn(blocking{c.Conn}) },
		"eager":         func(c *conn) *conn { return newConn(eager{blocking{c.Conn}, c.raw}) },
		"at ticks": func(c *conn) *conn {
			p := newPoller(1)
			seat(t, p, c)
			p.ticking(t)
			return c
		},
	} {
		t.Run(name, func(t *testing.T) {
			c, peer := pair(t)
			c = wrap(c)
			big, small := noise(4<<20), appendFrame(nil, opPing, noise(98))
			if err := c.took(big); err != nil {
				t.Fatal(err)
			}
			if c.idle() {
				t.Fatal("4 MB fit into a socket of 16 KiB")
			}
			// What comes behind the rest is taken too, but not without end.
			behind := 0
			for ; behind < 1000; behind++ {
				if err := c.took(small); err != nil {
					break
				}
			}
			if behind != maxBehind/len(small) {
				t.Errorf("%d pings of 100 bytes wait behind a rest, want %d", behind, maxBehind/len(small))
			}
			want := append(bytes.Clone(big), bytes.Repeat(small, behind)...)
			got := make([]byte, len(want))
			if _, err := io.ReadFull(peer, got); err != nil || !bytes.Equal(got, want) {
				t.Fatalf("the bytes are not in order: %v", err)
			}
			c.done.Wait()
			if err := c.took(small); err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadFull(peer, got[:100]); err != nil || !bytes.Equal(got[:100], small) {
				t.Errorf("after the rest: %v", err)
			}
			if name != "at ticks" { // there its reader does it
				c.release()
			}
		})
	}
}

func TestCloseWaitsForTheRest(t *testing.T) {
	c, peer := pair(t)
	big := noise(1 << 20)
	if err := c.took(big); err != nil {
		t.Fatal(err)
	}
	if err := c.took([]byte("goodbye")); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if err := c.took([]byte("too late")); err == nil {
		t.Error("a closed connection takes more")
	}
	if c.idle() {
		t.Error("a closed connection is ready")
	}
	got, err := io.ReadAll(peer)
	if want := append(big, "goodbye"...); err != nil || !bytes.Equal(got, want) {
		t.Errorf("read %d bytes of %d before the end: %v", len(got), len(want), err)
	}
	c.release()
}

// TestARestLeavesNoDeadline writes again long after a rest is out: the deadline that bounded it
// must be gone, or every link that was ever full for a moment would die of it.
func TestARestLeavesNoDeadline(t *testing.T) {
	c, peer := pair(t)
	c.patience = 300 * time.Millisecond
	if err := c.took(noise(1 << 20)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(peer, make([]byte, 1<<20)); err != nil {
		t.Fatal(err)
	}
	c.done.Wait()
	<-time.After(2 * c.patience)
	if err := c.took([]byte("later")); err != nil {
		t.Errorf("a write after a rest: %v", err)
	}
	c.release()
}

// TestReleaseLetsTheRestOut is what follows when gws ends the loop by itself: the peer still gets all.
func TestReleaseLetsTheRestOut(t *testing.T) {
	c, peer := pair(t)
	big := noise(1 << 20)
	if err := c.took(big); err != nil {
		t.Fatal(err)
	}
	if _, err := peer.Write(noise(1000)); err != nil { // unread data would make a reset of the close
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { defer close(done); c.release() }()
	got, err := io.ReadAll(peer)
	peer.Close()
	<-done
	if err != nil || !bytes.Equal(got, big) {
		t.Errorf("read %d bytes of %d: %v", len(got), len(big), err)
	}
}

func TestAPeerThatNeverReadsIsGivenUp(t *testing.T) {
	c, _ := pair(t)
	if err := c.took(noise(4 << 20)); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	_ = c.Close()
	c.done.Wait() // the deadline of the close ends the rest
	if d := time.Since(began); d > 3*closeGrace {
		t.Errorf("gave up after %v, want about %v", d, closeGrace)
	}
	c.release()
}

func TestASmallWriteAllocatesNothing(t *testing.T) {
	c, peer := pair(t)
	b, in := noise(200), make([]byte, 200)
	n := testing.AllocsPerRun(100, func() {
		if err := c.took(b); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(peer, in); err != nil {
			t.Fatal(err)
		}
	})
	if n != 0 {
		t.Errorf("%v allocations per write, want 0", n)
	}
	c.release()
}

func TestTheRoundTripIsSmoothed(t *testing.T) {
	var h heartbeat
	at := time.Now()
	ask := func() []byte { return bytes.Clone(h.ping(at)) }
	first := ask()
	if ask() != nil && len(first) == 8 {
		t.Error("a second ping while the first is on its way")
	}
	if _, _, ok := h.pong([]byte("unasked!"), at); ok {
		t.Error("an answer to nothing counts")
	}
	rtt, jitter, ok := h.pong(first, at.Add(80*time.Millisecond))
	if !ok || rtt != 80*time.Millisecond || jitter != 40*time.Millisecond {
		t.Errorf("first: %v %v %v", rtt, jitter, ok)
	}
	if _, _, ok := h.pong(first, at); ok {
		t.Error("an answer counts twice")
	}
	for range 100 {
		p := ask()
		rtt, jitter, _ = h.pong(p, at.Add(40*time.Millisecond))
	}
	if rtt < 39*time.Millisecond || rtt > 41*time.Millisecond || jitter > time.Millisecond {
		t.Errorf("after a hundred of 40 ms: %v, %v", rtt, jitter)
	}
}

// TestAnEagerConnectionIsIdleAtOnce writes what fits: nobody has to wait for a goroutine to see that
// the link can take the next frame.
func TestAnEagerConnectionIsIdleAtOnce(t *testing.T) {
	c, _ := pair(t)
	c = newConn(eager{blocking{c.Conn}, c.raw})
	for range 20 {
		if err := c.took(noise(100)); err != nil || !c.idle() {
			t.Fatalf("error %v, idle %v", err, c.idle())
		}
	}
}
