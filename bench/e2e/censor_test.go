package e2e_test

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"sync"
	"testing"
)

// censor is somebody on the way who does not like WebSockets and lets all else through.
type censor struct {
	to string
	ln net.Listener

	mu    sync.Mutex
	how   treatment
	came  int // connections that were to become WebSockets
	conns map[net.Conn]bool
	run   sync.WaitGroup
}

type treatment int

const (
	letThrough treatment = iota
	refuse               // with a 403
	swallow              // the request, and all after it
	silence              // what is said once a WebSocket is open
)

func (h treatment) String() string {
	return [...]string{"let through", "refused", "swallowed", "silenced"}[h]
}

// before puts one between a server and who dials its address.
func before(t *testing.T, server string, how treatment) *censor {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &censor{to: server, ln: ln, how: how, conns: map[net.Conn]bool{}}
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
		c.mu.Lock()
		for conn := range c.conns {
			conn.Close()
		}
		c.mu.Unlock()
		c.run.Wait()
	})
	return c
}

func (c *censor) addr() string { return c.ln.Addr().String() }

func (c *censor) treat(how treatment) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.how = how
}

func (c *censor) upgrades() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.came
}

func (c *censor) keep(conn net.Conn) (forget func()) {
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
func (c *censor) carry(client net.Conn) {
	defer c.keep(client)()
	from := bufio.NewReader(client)
	head, err := header(from)
	if err != nil {
		return
	}
	how := letThrough
	if bytes.Contains(bytes.ToLower(head), []byte("\r\nupgrade: websocket\r\n")) {
		c.mu.Lock()
		how = c.how
		c.came++
		c.mu.Unlock()
	}
	switch how {
	case refuse:
		_, _ = io.WriteString(client, "HTTP/1.1 403 Forbidden\r\nContent-Length: 3\r\n\r\nno\n")
		return
	case swallow:
		_, _ = io.Copy(io.Discard, from)
		return
	case letThrough, silence:
	}
	server, err := net.Dial("tcp", c.to)
	if err != nil {
		return
	}
	defer c.keep(server)()
	_, _ = server.Write(head)
	back := bufio.NewReader(server)
	if how == silence {
		if head, err := header(back); err == nil {
			_, _ = client.Write(head)
			_, _ = io.Copy(io.Discard, from)
		}
		return
	}
	c.run.Go(func() {
		_, _ = io.Copy(server, from)
		server.Close()
	})
	_, _ = io.Copy(client, back)
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
