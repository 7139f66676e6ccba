package lab

import (
	"bytes"
	"context"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// line is what one client has of the network, over all its connections. Its links dial, each of them one
// connection or, where it makes requests, as many as it needs; all else is for the agenda's goroutine.
type line struct {
	net      *network
	client   int
	down, up way
	link     int    // the number of the newest link
	proxy    *proxy // what one on the way does to the next request of that link; nil for none

	mu      sync.Mutex
	all     []*connection
	numbers [numberings]int // of the newest connections
}

// What connections are numbered by: a link may dial two at once, for a request of each kind, and which is
// first is chance until they are used.
const (
	byNobody = iota // not used yet, or by none of the links
	byAsking        // a GET is the first that is heard on it: of a WebSocket, too
	byBringing
	numberings
)

// newLine makes the line of a client.
func (n *network) newLine(client int, p *Profile) *line {
	return &line{net: n, client: client, down: way{path: p.Down}, up: way{path: p.Up}}
}

// begin is called before a link is made, whose number it tells.
func (l *line) begin() int {
	l.link++
	l.proxy = nil
	return l.link
}

// dial opens a connection of a link: one trip there and back, on which a stall waits too.
func (l *line) dial(ctx context.Context, link int) (net.Conn, error) {
	c, a := l.connect(link), l.net.agenda
	connected := make(chan struct{})
	var dropped atomic.Bool
	a.push(l.down.there(l.up.there(a.now())), c.near.rank, func() {
		close(connected)
		a.push(l.up.there(a.now()), c.near.rank, func() {
			if !dropped.Load() { // the context may end once the connection is there
				l.net.accepted <- c.far
			}
		})
	})
	select {
	case <-connected:
		return c.near, nil
	case <-ctx.Done():
		dropped.Store(true)
		return nil, ctx.Err()
	}
}

// connect makes the two pipes and their ends.
func (l *line) connect(link int) *connection {
	l.mu.Lock()
	defer l.mu.Unlock()
	addr := &net.TCPAddr{IP: net.IPv4(10, 1, byte(l.client>>8), byte(l.client)), Port: 40_000 + len(l.all)%20_000}
	rank := rankOf(l.client, 0, rankDeadline)
	c := &connection{
		line: l, link: link,
		near: newEnd(l.net.agenda, rank, addr, serverAddr), far: newEnd(l.net.agenda, rank, serverAddr, addr),
	}
	c.down = &pipe{agenda: l.net.agenda, way: &l.down, to: c.near, tap: &tap{to: l.net.transcript}}
	c.up = &pipe{agenda: l.net.agenda, way: &l.up, to: c.far, tap: &tap{to: l.net.transcript}}
	c.near.begins, c.far.begins = c.begins, func([]byte) { c.begins(nil) }
	c.down.meddle, c.up.meddle = c.answers, c.asks
	c.far.out, c.near.out = c.down, c.up
	l.all = append(l.all, c)
	return c
}

// begins is called with the first that the client says on a connection, nil where the server was first or an
// end closes what was never used.
func (c *connection) begins(said []byte) {
	c.line.mu.Lock()
	defer c.line.mu.Unlock()
	switch {
	case c.numbered:
		return
	case said == nil:
		c.line.number(c, byNobody)
	case bytes.HasPrefix(said, []byte("POST ")):
		c.line.number(c, byBringing)
	default:
		c.line.number(c, byAsking)
	}
	c.numbered = true
}

// number gives both directions of a connection a rank and a random stream of their own: nobody else draws from
// it, so what one client does changes nothing for another. The caller holds mu.
func (l *line) number(c *connection, by int) {
	l.numbers[by]++
	number := [numberings]int{byNobody: 1 << 21, byAsking: 0, byBringing: 1 << 20}[by] + l.numbers[by]
	for what, p := range map[int]*pipe{rankDown: c.down, rankUp: c.up} {
		id := uint64(l.client)<<32 | uint64(number)<<8 | uint64(what)
		p.begin(rankOf(l.client, number, what), id, rand.New(rand.NewPCG(l.net.seed, id)))
	}
}

// connections are all that there were.
func (l *line) connections() []*connection {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all
}

// stall lets nothing through for a while. What is on its way arrives after it, in a burst.
func (l *line) stall(d time.Duration) {
	until := l.net.agenda.now() + d
	l.down.shut(until)
	l.up.shut(until)
	for _, c := range l.connections() {
		c.down.hold(until)
		c.up.hold(until)
	}
}

// vanish loses all that the connections of the newest link send from now on, in both directions.
func (l *line) vanish() {
	for _, c := range l.connections() {
		if c.link == l.link {
			c.down.lose()
			c.up.lose()
		}
	}
}

// cut ends the connections of the newest link for the client, and for the server where it is told.
func (l *line) cut(told bool) {
	l.vanish()
	for _, c := range l.connections() {
		if c.link != l.link {
			continue
		}
		c.near.reset()
		if told {
			c.far.reset()
		}
	}
}

// most is how many bytes were on their way at once, on any direction of any connection.
func (l *line) most() (n int) {
	for _, c := range l.connections() {
		n = max(n, c.down.worst(), c.up.worst())
	}
	return n
}
