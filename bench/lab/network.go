package lab

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"time"
)

// network is the listener of the server and what lies between it and the clients.
type network struct {
	agenda     *agenda
	transcript *transcript
	seed       uint64
	accepted   chan *end // by Accept; as many as can wait
	done       chan struct{}
}

// backlog is how many connections may wait for the server to accept them; there it is the system's.
const backlog = 4096

func newNetwork(a *agenda, t *transcript, seed uint64) *network {
	return &network{agenda: a, transcript: t, seed: seed, accepted: make(chan *end, backlog), done: make(chan struct{})}
}

// Accept implements net.Listener.
func (n *network) Accept() (net.Conn, error) {
	select {
	case e := <-n.accepted:
		return e, nil
	case <-n.done:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener. The server calls it once.
func (n *network) Close() error {
	close(n.done)
	return nil
}

// Addr implements net.Listener.
func (n *network) Addr() net.Addr { return serverAddr }

var serverAddr = &net.TCPAddr{IP: net.IPv4(10, 0, 0, 1), Port: 80}

// line is what one client has of the network, over all its connections.
type line struct {
	net      *network
	client   int
	down, up way
	dialled  int
	conn     *connection // the newest; nil for none
	all      []*connection
}

// connection is both directions and both ends.
type connection struct {
	near, far *end // the client's and the server's
	down, up  *pipe
}

// newLine makes the line of a client.
func (n *network) newLine(client int, p *Profile) *line {
	return &line{net: n, client: client, down: way{path: p.Down}, up: way{path: p.Up}}
}

// source is the random stream of one direction of one connection. Nobody else draws from it, so
// what one client does changes nothing for another.
func (l *line) source(rank int) *rand.Rand {
	return rand.New(rand.NewPCG(l.net.seed, uint64(l.client)<<32|uint64(l.dialled)<<8|uint64(rank)))
}

// dial opens a connection: one trip there and back, on which a stall waits too.
func (l *line) dial(ctx context.Context) (net.Conn, error) {
	l.dialled++
	c, a := l.connect(), l.net.agenda
	l.conn, l.all = c, append(l.all, c)
	connected := make(chan struct{})
	a.push(l.down.there(l.up.there(a.now())), c.near.rank, func() {
		close(connected)
		a.push(l.up.there(a.now()), c.near.rank, func() {
			if ctx.Err() == nil {
				l.net.accepted <- c.far
			}
		})
	})
	select {
	case <-connected:
		return c.near, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// connect makes the two pipes and their ends.
func (l *line) connect() *connection {
	n, base := l.net, ranks*l.client
	addr := &net.TCPAddr{IP: net.IPv4(10, 1, byte(l.client>>8), byte(l.client)), Port: 40_000 + l.dialled%20_000}
	c := &connection{
		near: newEnd(n.agenda, base+rankDeadline, addr, serverAddr),
		far:  newEnd(n.agenda, base+rankDeadline, serverAddr, addr),
	}
	c.down = l.pipe(&l.down, c.near, base+rankDown)
	c.up = l.pipe(&l.up, c.far, base+rankUp)
	c.far.out, c.near.out = c.down, c.up
	return c
}

func (l *line) pipe(w *way, to *end, rank int) *pipe {
	id := uint64(l.client)<<32 | uint64(l.dialled)<<8 | uint64(rank%ranks)
	return &pipe{
		agenda: l.net.agenda, way: w, rank: rank, to: to, rand: l.source(rank % ranks),
		tap: &tap{to: l.net.transcript, conn: id},
	}
}

// stall lets nothing through for a while. What is on its way arrives after it, in a burst.
func (l *line) stall(d time.Duration) {
	until := l.net.agenda.now() + d
	l.down.shut(until)
	l.up.shut(until)
	for _, c := range l.all {
		c.down.hold(until)
		c.up.hold(until)
	}
}

// vanish loses all that the newest connection sends from now on, in both directions.
func (l *line) vanish() {
	if c := l.conn; c != nil {
		c.down.lose()
		c.up.lose()
	}
}

// cut ends the newest connection for the client, and for the server where it is told.
func (l *line) cut(told bool) {
	c := l.conn
	if c == nil {
		return
	}
	l.vanish()
	c.near.reset()
	if told {
		c.far.reset()
	}
}

func (l *line) String() string { return fmt.Sprintf("client %d, connection %d", l.client, l.dialled) }

// most is how many bytes were on their way at once, on any direction of any connection.
func (l *line) most() (n int) {
	for _, c := range l.all {
		n = max(n, c.down.worst(), c.up.worst())
	}
	return n
}
