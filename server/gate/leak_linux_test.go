package gate_test

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"runtime/metrics"
	"sync"
	"testing"
	"time"

	"tickwire/proto/wire"
	"tickwire/server/gate"
)

// TestNothingIsLeftOfSessions makes five thousand connections, half of which resume what the other half
// lost, and counts what is left of them: goroutines, descriptors and memory.
func TestNothingIsLeftOfSessions(t *testing.T) {
	for _, way := range []gate.IO{gate.IOTick, gate.IOPlain} {
		t.Run(string(way), func(t *testing.T) {
			const players, rounds = 100, 25
			d := &door{t: t}
			d.open(way, 2*players)
			round := func() {
				tokens := d.all(players, nil)
				d.all(players, tokens)
			}
			round()
			before := d.left()
			for range rounds {
				round()
			}
			after := d.left()
			t.Logf("before %+v, after %+v", before, after)
			// A room's helpers begin when there is much to do at once, one for each core at most.
			if after.goroutines > before.goroutines+runtime.GOMAXPROCS(0) || after.descriptors > before.descriptors {
				t.Errorf("before %+v, after %+v", before, after)
			}
			// The room remembers departures, of which half of the connections are, and that is all.
			if each := (after.bytes - before.bytes) / (2 * players * rounds); !gate.Raced() && each > 100 {
				t.Errorf("%d bytes are left of each connection", each)
			}
			if _, sum := d.lobby.Status(); sum.Resumed != players*(rounds+1) || sum.Expired != 0 {
				t.Errorf("%d came back, %d did not", sum.Resumed, sum.Expired)
			}
		})
	}
}

// all lets so many in at once. Without tokens they lose their links, and their tokens are returned; with
// tokens they come back and leave.
func (d *door) all(n int, tokens [][]byte) [][]byte {
	d.t.Helper()
	next := make([][]byte, n)
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() {
			var token []byte
			if tokens != nil {
				token = tokens[i]
			}
			w, err := d.visit(token, i%2 == 0)
			if err != nil || w.Resumed != (token != nil) {
				d.t.Errorf("resumed %v, %v", w.Resumed, err)
			}
			next[i] = w.ResumeToken
		})
	}
	group.Wait()
	return next
}

// visit comes and goes: with a token by leaving, without one by losing the connection, with a reset or
// without.
func (d *door) visit(token []byte, reset bool) (w wire.Welcome, err error) {
	c, r, err := d.knock(token)
	if err != nil {
		return w, err
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	msg, err := message(r)
	if err != nil {
		return w, err
	}
	if w, err = wire.DecodeWelcome(msg); err != nil {
		return w, err
	}
	if token != nil {
		if _, err = c.Write(masked(wire.AppendLeave(nil))); err == nil {
			_, err = io.Copy(io.Discard, io.LimitReader(r, 1<<20)) // until the server closes
		}
		return w, err
	}
	if tcp, ok := c.(*net.TCPConn); ok && reset {
		_ = tcp.SetLinger(0)
	}
	return w, nil
}

// message reads a frame of the server.
func message(r *bufio.Reader) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:2]); err != nil {
		return nil, err
	}
	n := int(head[1])
	if n == 126 {
		if _, err := io.ReadFull(r, head[2:]); err != nil {
			return nil, err
		}
		n = int(binary.BigEndian.Uint16(head[2:]))
	}
	if head[0] != 0x82 || n > 1<<16 {
		return nil, fmt.Errorf("a frame that begins with %x", head)
	}
	msg := make([]byte, n)
	_, err := io.ReadFull(r, msg)
	return msg, err
}

// leftover is what a process holds.
type leftover struct {
	goroutines, descriptors int
	bytes                   int64 // of objects
}

// live is the memory of objects that are reachable. Stacks are not in it: what Go keeps for those that
// have ended is anything from 0.6 to over a megabyte, by how many there were at once, and of those that
// have not their goroutines are counted.
func live() int64 {
	for range 3 { // pools give up what they hold at the second collection
		runtime.GC()
	}
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64())
}

// left waits until all have gone, and then until goroutines that were about to end have.
func (d *door) left() (l leftover) {
	d.t.Helper()
	limit, again := time.After(20*time.Second), time.NewTicker(5*time.Millisecond)
	defer again.Stop()
	for same := 0; same < 100; { // half a second
		select {
		case <-limit:
			d.t.Fatalf("%d connections are left", d.gate.Conns())
		case <-again.C:
		}
		rooms, _ := d.lobby.Status()
		if n := runtime.NumGoroutine(); d.gate.Conns() > 0 || rooms[0].People > 0 || n != l.goroutines {
			l.goroutines, same = n, 0
			continue
		}
		same++
	}
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		d.t.Fatal(err)
	}
	l.descriptors, l.bytes = len(fds), live()
	return l
}
