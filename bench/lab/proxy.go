package lab

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"time"
)

// proxy is what somebody on the way does once to the requests of a link, as reverse proxies and load
// balancers do. WebSockets know nothing of it.
type proxy struct {
	does Kind
	at   time.Duration // drawn, for the place of a cut
	late time.Duration // of Twice
}

// connection is both directions and both ends.
type connection struct {
	line      *line
	link      int  // whose it is
	near, far *end // the client's and the server's
	down, up  *pipe

	numbered bool // see line.number

	polls bool // it carries requests
	known bool // that is known
	due   bool // what comes down next is the beginning of an answer
}

// What a proxy says in place of a server.
const (
	badGateway     = "HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
	gatewayTimeout = "HTTP/1.1 504 Gateway Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
)

// asks looks at what comes to the server, and reports whether it has taken it.
func (c *connection) asks(now time.Duration, data []byte) (taken bool) {
	if !c.known && len(data) > 0 {
		c.known, c.polls = true, !bytes.HasPrefix(data, []byte("GET /ws"))
		c.up.tap.plain, c.down.tap.plain = c.polls, c.polls
	}
	if !c.polls || len(data) == 0 {
		return false
	}
	c.due = true
	p := c.line.proxy
	if p == nil || c.link != c.line.link || !whole(data) {
		return false
	}
	switch p.does {
	case Deny:
		c.line.proxy = nil
		c.far.reset()
		_ = c.down.send([]byte(gatewayTimeout)) // there is room: the server has nothing to say on it
		c.down.finish(false)
		return true
	case Twice:
		c.line.proxy = nil
		again := bytes.Clone(data)
		c.line.net.agenda.push(now+p.late, c.near.rank, func() { c.line.repeat(again) })
	default:
	}
	return false
}

// answers looks at what comes to the client, and reports whether it has taken it.
func (c *connection) answers(_ time.Duration, data []byte) (taken bool) {
	begins := c.due
	c.due = false
	p := c.line.proxy
	if !begins || len(data) == 0 || p == nil || c.link != c.line.link {
		return false
	}
	switch p.does {
	case Spoil:
		data = []byte(badGateway)
	case Halve:
		data = data[:int(p.at/time.Microsecond)%len(data)]
	default:
		return false
	}
	c.line.proxy = nil
	c.down.lose()
	c.far.reset()
	c.near.arrive(data, true, false)
	return true
}

// repeat has the server get a request again. Nobody waits for its answer.
func (l *line) repeat(request []byte) {
	c := l.connect(-1)
	c.near.abandon()
	c.known, c.polls, c.down.tap.plain = true, true, true
	l.net.accepted <- c.far
	c.far.arrive(request, false, false)
}

// whole reports whether it is all of a request.
func whole(data []byte) bool {
	r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(data)))
	if err != nil {
		return false
	}
	_, err = io.Copy(io.Discard, r.Body)
	return err == nil
}
