package audience

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"tickwire/bench/histogram"
	"tickwire/bench/notice"
)

// Transport is how clients are told.
type Transport int

// The transports, Tickwire's first. Those of Socket.IO and of npm's ws are for the servers in package
// notice's folder node.
const (
	WebSocket Transport = iota
	LongPolling
	Polling
	BareWebSocket // a text message of JSON for each notice
	SocketIOWebSocket
	SocketIOPolling
)

// Config says who is told by whom. Addr and Clients are required.
type Config struct {
	Addr      string // host and port of the server
	Transport Transport
	Clients   int
	Every     time.Duration // between the polls of a client of Polling

	// RTT is a round trip that is added to that of the network; default none. What is under way is not
	// bounded by a bandwidth.
	RTT time.Duration
}

// atTheDoor is how many clients come in at a time.
const atTheDoor = 16

// Audience is the clients.
type Audience struct {
	cfg     Config
	started time.Time

	in, out, requests atomic.Uint64
	ready             atomic.Int64
	seen, missed      atomic.Int64
	latency           histogram.Histogram
	last              atomic.Int32 // of the notices that count

	mu    sync.Mutex
	wrong error // the first thing that went wrong
}

// New makes an audience in which nobody is yet.
func New(cfg Config) *Audience { return &Audience{cfg: cfg, started: time.Now()} }

// Counts are what an audience did up to a moment, or between two.
type Counts struct {
	At       time.Duration // since the audience was made; of a difference, its length
	Ready    int           // clients that are in
	In, Out  uint64        // bytes, as seen from the clients
	Requests uint64        // of HTTP
	Seen     int           // notices that count, summed over the clients
	Missed   int           // notices that a later one overtook, likewise
	Latency  *histogram.Counts
}

// Counts are the totals so far.
func (a *Audience) Counts() Counts {
	return Counts{
		At: time.Since(a.started), Ready: int(a.ready.Load()), In: a.in.Load(), Out: a.out.Load(),
		Requests: a.requests.Load(), Seen: int(a.seen.Load()), Missed: int(a.missed.Load()), Latency: a.latency.Take(),
	}
}

// Minus is what happened after earlier counts; who is in stays.
func (c Counts) Minus(earlier Counts) Counts {
	c.At -= earlier.At
	c.In -= earlier.In
	c.Out -= earlier.Out
	c.Requests -= earlier.Requests
	c.Seen -= earlier.Seen
	c.Missed -= earlier.Missed
	c.Latency = c.Latency.Minus(earlier.Latency)
	return c
}

// Expect has the notices up to a number count. It comes before the first.
func (a *Audience) Expect(last int32) { a.last.Store(last) }

// Err is the first thing that went wrong, while Run still runs.
func (a *Audience) Err() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.wrong
}

// Run has all clients come in and listen until ctx ends. It returns the first thing that went wrong:
// a client for which something did is no longer in.
func (a *Audience) Run(ctx context.Context) error {
	var group sync.WaitGroup
	door := make(chan struct{}, atTheDoor)
	for i := range a.cfg.Clients {
		select {
		case <-ctx.Done():
		case door <- struct{}{}:
		}
		c := &client{audience: a, index: i, came: sync.OnceFunc(func() { <-door })}
		group.Go(func() {
			err := c.run(ctx)
			c.came()
			a.end(ctx, c, err)
		})
	}
	group.Wait()
	return a.Err()
}

// end notes how a client ended: nobody is to leave before ctx ends.
func (a *Audience) end(ctx context.Context, c *client, err error) {
	if c.isIn {
		a.ready.Add(-1)
	}
	if ctx.Err() != nil && !errors.Is(err, errNotice) {
		return
	}
	if err == nil {
		err = errors.New("the server ended it")
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.wrong == nil {
		a.wrong = fmt.Errorf("audience: client %d: %w", c.index, err)
	}
}

// client is one of them.
type client struct {
	audience *Audience
	index    int
	came     func() // makes place for the next one at the door
	isIn     bool
	newest   int32 // notice
}

func (c *client) run(ctx context.Context) error {
	switch c.audience.cfg.Transport {
	case LongPolling, Polling:
		return c.poll(ctx)
	case BareWebSocket:
		return c.listen(ctx, "/", "", c.bare)
	case SocketIOWebSocket:
		return c.listen(ctx, "/socket.io/?EIO=4&transport=websocket", "", c.socketIO)
	case SocketIOPolling:
		return c.pollSocketIO(ctx)
	case WebSocket:
	}
	return c.watch(ctx)
}

// enter notes that the server has let the client in.
func (c *client) enter() {
	if !c.isIn {
		c.isIn = true
		c.audience.ready.Add(1)
		c.came()
	}
}

// errNotice is of a server that tells wrong things.
var errNotice = errors.New("wrong notice")

// told takes a notice that came at a time.
func (c *client) told(n *notice.Notice, at time.Duration) error {
	a := c.audience
	if err := n.Check(); err != nil {
		return fmt.Errorf("%w: %w", errNotice, err)
	}
	if n.Number <= c.newest {
		return fmt.Errorf("%w: %d came after %d", errNotice, n.Number, c.newest)
	}
	a.missed.Add(int64(n.Number - c.newest - 1))
	c.newest = n.Number
	if n.Number <= a.last.Load() {
		a.seen.Add(1)
		a.latency.Add(at - n.At)
	}
	return nil
}

// dial connects, with bytes counted and the end of ctx ending all reads.
func (a *Audience) dial(ctx context.Context) (net.Conn, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, "tcp", a.cfg.Addr)
	if err != nil {
		return nil, err
	}
	if a.cfg.RTT > 0 {
		c = newFar(c, a.cfg.RTT/2)
	}
	context.AfterFunc(ctx, func() { c.Close() })
	return &counted{c, a}, nil
}

// counted is a connection whose bytes are counted.
type counted struct {
	net.Conn
	audience *Audience
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.audience.in.Add(uint64(n))
	return n, err
}

func (c *counted) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.audience.out.Add(uint64(n))
	return n, err
}
