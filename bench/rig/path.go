package rig

import (
	"errors"
	"io"
	"net"
	"sync"
	"testing"
)

// Path is a TCP path to a server, that a test breaks and mends. It carries what comes until then.
type Path struct {
	to   string
	ln   net.Listener
	dial net.Dialer

	mu    sync.Mutex
	state state
	moved *sync.Cond // when the state changes
	conns map[*relay]bool
	came  int
	run   sync.WaitGroup
}

type state uint8

const (
	well       state = iota
	refusing         // connections end at once
	swallowing       // bytes vanish, and nobody is told
	holding          // bytes wait
)

// Through makes a path to a server that ends with the test.
func Through(t testing.TB, addr string) *Path {
	t.Helper()
	return From(t, "", addr)
}

// From makes a path on which a server sees another address of this machine as the client's: on Linux
// all of 127.0.0.0/8 is this machine. Empty is for any.
func From(t testing.TB, ip, addr string) *Path {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Path{to: addr, ln: ln, conns: map[*relay]bool{}}
	if ip != "" {
		p.dial.LocalAddr = &net.TCPAddr{IP: net.ParseIP(ip)}
	}
	p.moved = sync.NewCond(&p.mu)
	p.run.Go(p.accept)
	t.Cleanup(func() {
		ln.Close()
		p.Cut()
		p.run.Wait()
	})
	return p
}

// Addr is where the path begins.
func (p *Path) Addr() string { return p.ln.Addr().String() }

// Came is how many connections there were.
func (p *Path) Came() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.came
}

// Cut ends all connections with a reset, and new ones too until Mend.
func (p *Path) Cut() {
	p.set(refusing)
	p.mu.Lock()
	defer p.mu.Unlock()
	for r := range p.conns {
		r.reset()
	}
}

// Swallow has all bytes vanish while connections stand, and those of new ones until Mend. A
// connection of which bytes have vanished is dead for ever: it is half open.
func (p *Path) Swallow() {
	p.set(swallowing)
	p.mu.Lock()
	defer p.mu.Unlock()
	for r := range p.conns {
		r.dead = true
	}
}

// Hold has all bytes wait until Mend, as far as there is room for them on the way.
func (p *Path) Hold() { p.set(holding) }

// Mend lets new connections through, and lets those of Hold go on.
func (p *Path) Mend() { p.set(well) }

func (p *Path) set(s state) {
	p.mu.Lock()
	p.state = s
	p.mu.Unlock()
	p.moved.Broadcast()
}

// relay is one connection with its two ends.
type relay struct {
	client, server net.Conn // server is nil for one that goes nowhere
	dead           bool     // guarded by the path's mu
}

// reset ends both ends without a good-bye. The server's end is only closed where bytes vanish: it is
// not told either.
func (r *relay) reset() {
	for _, c := range []net.Conn{r.client, r.server} {
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
			tcp.Close()
		}
	}
}

func (p *Path) accept() {
	for {
		c, err := p.ln.Accept()
		if err != nil {
			return
		}
		r := &relay{client: c}
		p.mu.Lock()
		p.came++
		s := p.state
		r.dead = s == swallowing
		p.conns[r] = true
		p.mu.Unlock()
		if s == refusing {
			p.drop(r)
			continue
		}
		if !r.dead {
			if r.server, err = p.dial.Dial("tcp", p.to); err != nil {
				p.drop(r)
				continue
			}
		}
		p.run.Go(func() { p.carry(r) })
	}
}

func (p *Path) drop(r *relay) {
	r.reset()
	p.mu.Lock()
	delete(p.conns, r)
	p.mu.Unlock()
}

// carry moves bytes both ways until one end is gone.
func (p *Path) carry(r *relay) {
	defer p.drop(r)
	if r.server == nil {
		_, _ = io.Copy(io.Discard, r.client)
		return
	}
	var both sync.WaitGroup
	both.Go(func() { p.move(r, r.server, r.client) })
	p.move(r, r.client, r.server)
	both.Wait()
}

func (p *Path) move(r *relay, dst, src net.Conn) {
	buf := make([]byte, 32<<10)
	var failed error
	for failed == nil {
		n, err := src.Read(buf)
		if failed = err; p.wait(r) && n > 0 {
			if _, err := dst.Write(buf[:n]); err != nil {
				failed = err
			}
		}
	}
	p.mu.Lock()
	dead := r.dead
	p.mu.Unlock()
	// The other end learns of it, in the same way: a reset would take back what it has not read yet.
	tcp, ok := dst.(*net.TCPConn)
	switch {
	case dead:
	case ok && errors.Is(failed, io.EOF):
		_ = tcp.CloseWrite()
	default:
		r.reset()
	}
}

// wait holds bytes back and reports whether they are to be carried.
func (p *Path) wait(r *relay) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.state == holding {
		p.moved.Wait()
	}
	return !r.dead
}
