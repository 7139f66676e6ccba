package rig

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"sync"
	"testing"
)

// Censor is somebody on the way to a server who does not like WebSockets and lets all else through.
type Censor struct {
	to string
	ln net.Listener

	mu    sync.Mutex
	how   Treatment
	came  int // connections that were to become WebSockets
	conns map[net.Conn]bool
	run   sync.WaitGroup
}

// Treatment is what a Censor does to a WebSocket.
type Treatment uint8

// The treatments.
const (
	LetThrough Treatment = iota
	Refuse               // with a 403
	Drop                 // the request for it, and nobody is told
	Silence              // it opens, and what is said on it vanishes both ways
	Mute                 // it opens, and what the server says on it vanishes
)

func (h Treatment) String() string {
	return [...]string{"let through", "refused", "dropped", "silenced", "muted"}[h]
}

// Before puts a Censor before a server until the test ends.
func Before(t testing.TB, server string, how Treatment) *Censor {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &Censor{to: server, ln: ln, how: how, conns: map[net.Conn]bool{}}
	c.run.Go(func() {
		for {
			client, err := ln.Accept()
			if err != nil {
				return
			}
			c.run.Go(func() { c.carry(client) })
		}
	})
	t.Cleanup(func() {
		ln.Close()
		c.Cut()
		c.run.Wait()
	})
	return c
}

// Addr is what to dial instead of the server.
func (c *Censor) Addr() string { return c.ln.Addr().String() }

// Treat changes what becomes of WebSockets that are asked for from now on.
func (c *Censor) Treat(how Treatment) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.how = how
}

// Cut ends all connections that there are.
func (c *Censor) Cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for conn := range c.conns {
		conn.Close()
	}
}

// Upgrades is how many were asked for.
func (c *Censor) Upgrades() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.came
}

func (c *Censor) keep(conn net.Conn) (forget func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.conns[conn] = true
	return func() {
		conn.Close()
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.conns, conn)
	}
}

// carry looks at the first request, which says what becomes of a connection.
func (c *Censor) carry(client net.Conn) {
	defer c.keep(client)()
	from := bufio.NewReader(client)
	head, err := header(from)
	if err != nil {
		return
	}
	how := LetThrough
	if bytes.Contains(bytes.ToLower(head), []byte("\r\nupgrade: websocket\r\n")) {
		c.mu.Lock()
		how = c.how
		c.came++
		c.mu.Unlock()
	}
	switch how {
	case Refuse:
		_, _ = io.WriteString(client, "HTTP/1.1 403 Forbidden\r\nContent-Length: 3\r\n\r\nno\n")
		return
	case Drop:
		_, _ = io.Copy(io.Discard, from)
		return
	case LetThrough, Silence, Mute:
	}
	server, err := net.Dial("tcp", c.to)
	if err != nil {
		return
	}
	defer c.keep(server)()
	_, _ = server.Write(head)
	back := bufio.NewReader(server)
	var up, down io.Writer = server, client
	if how == Silence || how == Mute {
		head, err := header(back)
		if err != nil {
			return
		}
		_, _ = client.Write(head)
		if down = io.Discard; how == Silence {
			up = io.Discard
		}
	}
	c.run.Go(func() {
		_, _ = io.Copy(up, from)
		server.Close()
	})
	_, _ = io.Copy(down, back)
	client.Close()
}

// header reads up to the empty line of a request or an answer.
func header(r *bufio.Reader) (head []byte, err error) {
	for !bytes.HasSuffix(head, []byte("\r\n\r\n")) {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return nil, err
		}
		head = append(head, line...)
	}
	return head, nil
}
