package lab

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// bench is one connection of one client, and nothing else on the network.
type bench struct {
	t         *testing.T
	agenda    *agenda
	line      *line
	near, far net.Conn
	arrived   []arrival // at the far end
	ended     error     // of reading there
	done      chan struct{}
}

// arrival is a message with its number.
type arrival struct {
	at     time.Duration
	number uint32
}

// onLine opens a connection in a bubble, has the far end read messages of four bytes, and lets f go on.
func onLine(t *testing.T, up Path, f func(b *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{t: t, agenda: newAgenda(time.Second/30, beat), done: make(chan struct{})}
		n := newNetwork(b.agenda, newTranscript(), 7)
		b.line = n.newLine(0, &Profile{Up: up, Down: Path{Delay: 10 * time.Millisecond}})
		go func() {
			b.near, _ = b.line.dial(context.Background(), 0)
			b.agenda.poke()
		}()
		go func() {
			b.far, _ = n.Accept()
			b.agenda.poke()
		}()
		b.agenda.run(func() bool { return b.near != nil && b.far != nil })
		go b.read()
		f(b)
		_ = b.near.Close() // twice is an error for some
		_ = b.far.Close()
		b.until(b.agenda.now() + 10*time.Second)
		<-b.done
		_ = n.Close() // it cannot fail
	})
}

func (b *bench) read() {
	defer close(b.done)
	var p [4]byte
	for {
		if _, b.ended = io.ReadFull(b.far, p[:]); b.ended != nil {
			return
		}
		b.arrived = append(b.arrived, arrival{b.agenda.now(), binary.BigEndian.Uint32(p[:])})
	}
}

// until lets things happen until a time.
func (b *bench) until(at time.Duration) {
	over := false
	b.agenda.push(at, rankLab, func() { over = true })
	b.agenda.run(func() bool { return over })
}

// every sends a message every so often, so many times, and tells when.
func (b *bench) every(period time.Duration, times int) (sent []time.Duration) {
	b.t.Helper()
	for i := range times {
		sent = append(sent, b.agenda.now())
		if _, err := b.near.Write(binary.BigEndian.AppendUint32(nil, uint32(i))); err != nil {
			b.t.Fatal(err)
		}
		b.until(b.agenda.now() + period)
	}
	return sent
}

// whole wants every message, once and in order, and returns how long each took.
func (b *bench) whole(sent []time.Duration) (took []time.Duration) {
	b.t.Helper()
	if len(b.arrived) != len(sent) {
		b.t.Fatalf("%d of %d messages arrived", len(b.arrived), len(sent))
	}
	for i, a := range b.arrived {
		if a.number != uint32(i) {
			b.t.Fatalf("message %d came in the place of %d", a.number, i)
		}
		took = append(took, a.at-sent[i])
	}
	return took
}

func span(all []time.Duration) (lo, hi time.Duration) {
	lo, hi = all[0], all[0]
	for _, d := range all {
		lo, hi = min(lo, d), max(hi, d)
	}
	return lo, hi
}

const ms = time.Millisecond

// TestPathDelays sends a message in every tick and looks at how long they take at least and at most.
func TestPathDelays(t *testing.T) {
	for _, row := range []struct {
		name   string
		path   Path
		lo, hi time.Duration // bounds of the shortest
		least  time.Duration // the longest takes so long at least,
		most   time.Duration // and at most
	}{
		{"nothing", Path{}, 0, ms, 0, ms},
		{"a delay", Path{Delay: 60 * ms}, 60 * ms, 61 * ms, 60 * ms, 61 * ms},
		{"jitter", Path{Delay: 60 * ms, Jitter: 10 * ms}, 60 * ms, 62 * ms, 80 * ms, 140 * ms},
		{"a slow line", Path{Delay: 5 * ms, Rate: 4000}, 15 * ms, 17 * ms, 15 * ms, 17 * ms}, // 44 bytes
		{"a full line", Path{Delay: 5 * ms, Rate: 900}, 50 * ms, 60 * ms, 3 * time.Second, 4 * time.Second},
		{"a short queue", Path{Delay: 5 * ms, Rate: 900, Queue: 90}, 50 * ms, 60 * ms, 3 * time.Second, 5 * time.Second},
		{"losses", Path{Delay: 60 * ms, Loss: 0.05}, 60 * ms, 61 * ms, 300 * ms, 1100 * ms},
	} {
		t.Run(row.name, func(t *testing.T) {
			onLine(t, row.path, func(b *bench) {
				sent := b.every(time.Second/30, 200)
				b.until(b.agenda.now() + 5*time.Second)
				lo, hi := span(b.whole(sent))
				if lo < row.lo || lo > row.hi || hi < row.least || hi > row.most {
					t.Errorf("they took %v to %v, want %v..%v to %v..%v", lo, hi, row.lo, row.hi, row.least, row.most)
				}
			})
		})
	}
}

// TestStallIsABurst lets nothing pass for a second: nothing is missing, what was on its way waits too, and
// all of it comes at once.
func TestStallIsABurst(t *testing.T) {
	onLine(t, Path{Delay: 60 * ms}, func(b *bench) {
		var began time.Duration
		b.agenda.push(b.agenda.now()+time.Second, rankLab, func() {
			began = b.agenda.now()
			b.line.stall(time.Second)
		})
		sent := b.every(time.Second/30, 90)
		b.until(b.agenda.now() + time.Second)
		b.whole(sent)
		burst := 0
		for _, a := range b.arrived {
			if a.at > began && a.at < began+time.Second {
				t.Errorf("message %d came %v after the stall began", a.number, a.at-began)
			}
			if a.at >= began+time.Second && a.at < began+time.Second+ms {
				burst++
			}
		}
		if burst < 28 || burst > 33 {
			t.Errorf("%d messages came in the burst, want those of a second", burst)
		}
	})
}

// TestBloatClimbsAndFalls fills the bottleneck with the packets of others.
func TestBloatClimbsAndFalls(t *testing.T) {
	onLine(t, Path{Delay: 20 * ms}, func(b *bench) {
		at := b.agenda.now()
		b.line.up.load(at+time.Second, at+5*time.Second, time.Second)
		sent := b.every(100*ms, 100)
		b.until(b.agenda.now() + 3*time.Second)
		took := b.whole(sent)
		for _, row := range []struct{ second, lo, hi time.Duration }{
			{0, 20 * ms, 21 * ms}, {2, 500 * ms, 530 * ms}, {4, time.Second, 1700 * ms}, {7, 20 * ms, 21 * ms},
		} {
			if got := took[row.second*10]; got < row.lo || got > row.hi {
				t.Errorf("after %d s it took %v, want %v to %v", row.second, got, row.lo, row.hi)
			}
		}
	})
}

func TestMoveChangesTheDelay(t *testing.T) {
	onLine(t, Path{Delay: 30 * ms}, func(b *bench) {
		sent := b.every(100*ms, 10)
		b.line.up.move(80 * ms)
		sent = append(sent, b.every(100*ms, 0)...)
		sent = append(sent, b.agenda.now())
		_, _ = b.near.Write([]byte{0, 0, 0, 10}) // it cannot fail
		b.until(b.agenda.now() + time.Second)
		took := b.whole(sent)
		if took[9] > 31*ms || took[10] < 80*ms || took[10] > 81*ms {
			t.Errorf("it took %v before and %v after", took[9], took[10])
		}
	})
}

// half closes the sending half of a connection.
func half(c net.Conn) {
	if h, ok := c.(interface{ CloseWrite() error }); ok {
		_ = h.CloseWrite()
	}
}

// TestEnds shows how a connection ends for the one who reads.
func TestEnds(t *testing.T) {
	for _, row := range []struct {
		name string
		do   func(b *bench)
		want error // of reading at the far end
		here error // of writing at the near one afterwards
	}{
		{"it is closed", func(b *bench) { _ = b.near.Close() }, io.EOF, net.ErrClosed},
		{"half of it is closed", func(b *bench) { half(b.near) }, io.EOF, net.ErrClosed},
		{"it is cut", func(b *bench) { b.line.cut(true) }, syscall.ECONNRESET, syscall.ECONNRESET},
		{"only the client is told", func(b *bench) { b.line.cut(false) }, nil, syscall.ECONNRESET},
		{"bytes vanish", func(b *bench) { b.line.vanish() }, nil, nil},
		{"a deadline", func(b *bench) { _ = b.far.SetDeadline(time.Now().Add(50 * ms)) }, os.ErrDeadlineExceeded, nil},
		{"a deadline of long ago", func(b *bench) { _ = b.far.SetReadDeadline(time.Unix(1, 0)) }, os.ErrDeadlineExceeded, nil},
		{"the far end is closed", func(b *bench) { _ = b.far.Close() }, net.ErrClosed, syscall.ECONNRESET},
	} {
		t.Run(row.name, func(t *testing.T) {
			onLine(t, Path{Delay: 20 * ms}, func(b *bench) {
				sent := b.every(50*ms, 3)
				b.whole(sent)
				row.do(b)
				b.until(b.agenda.now() + 200*ms)
				_, _ = b.near.Write([]byte("last")) // to one who is gone: what comes back tells
				b.until(b.agenda.now() + 200*ms)
				_, here := b.near.Write([]byte("last"))
				b.until(b.agenda.now() + 200*ms)
				if !errors.Is(b.ended, row.want) || !errors.Is(here, row.here) {
					t.Errorf("reading there ended with %v, want %v; writing here with %v, want %v", b.ended, row.want, here, row.here)
				}
				if n := len(b.arrived); (row.want != nil || row.here != nil || row.name == "bytes vanish") && n != 3 {
					t.Errorf("%d messages arrived", n)
				}
			})
		})
	}
}

// TestWriteFailsWhenNothingArrives fills a way on which nothing arrives: the write fails and does not wait.
func TestWriteFailsWhenNothingArrives(t *testing.T) {
	onLine(t, Path{}, func(b *bench) {
		b.line.stall(time.Minute)
		for range 1000 {
			if n, err := b.near.Write(make([]byte, 4096)); err != nil {
				if n != 0 || !errors.Is(err, errFull) {
					t.Errorf("%d bytes and %v", n, err)
				}
				return
			}
		}
		t.Error("4 MB were taken")
	})
}

// TestDialWaitsOutAStall dials when nothing passes, and gives up when told.
func TestDialWaitsOutAStall(t *testing.T) {
	onLine(t, Path{Delay: 10 * ms}, func(b *bench) {
		b.line.stall(3 * time.Second)
		began, gaveUp := b.agenda.now(), time.Duration(0)
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		var late net.Conn
		go func() {
			_, err := b.line.dial(ctx, 0)
			if gaveUp = b.agenda.now() - began; !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("dialling ended with %v", err)
			}
			late, _ = b.line.dial(context.Background(), 0)
		}()
		b.until(began + 5*time.Second)
		if gaveUp != time.Second || late == nil {
			t.Errorf("it gave up after %v; the next dial has %v", gaveUp, late)
		}
		if late != nil {
			_ = late.Close()
		}
	})
}
