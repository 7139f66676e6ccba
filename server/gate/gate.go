package gate

import (
	"bufio"
	"context"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lxzan/gws"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/proxy"
	"tickwire/server/room"
)

// Rooms finds the room for a player who wants in; an empty name is any with a free place. It must ask
// Join.Admit about each who does not come back by a resume token. lobby.Lobby is one.
type Rooms interface {
	Join(ctx context.Context, name string, j room.Join, link room.Link) (*room.Seat, error)
}

// Config says who is let in and how long the gate waits. Def and Rooms are required.
type Config struct {
	Def   *game.Definition // complete
	Rooms Rooms

	// Origins are the pages besides the server's own that may connect, such as
	// "https://example.com"; "*" is any. Programs that are no browser send no Origin and are
	// always let in: the check protects players from foreign pages, not the server from programs.
	Origins []string

	// Proxies are believed who their clients are: those are what Limits bound, rooms and Auth are
	// told of, and the log names. Whoever else says such a thing is not heard.
	Proxies proxy.Trusted

	// Auth judges the tokens of those who want in; nil leaves them to the game, which may have a
	// word of its own either way (game.Authorizer).
	Auth Authorizer

	// NoGuests turns away who brings no token. Without Auth it is for a game that judges them itself.
	NoGuests bool

	// Limits are what clients may ask for.
	Limits Limits

	// SendBuffer is what the kernel may hold for one link, in bytes. Default 64 KiB: small,
	// because what is in it is only getting older. Below two frames it costs wake-ups.
	SendBuffer int

	PingEvery time.Duration // default 1 s

	Log *slog.Logger // a line per join, resume, drop and leave; nil discards

	// OnRTT and OnClose are told of each round trip and of each end, for metrics. They are
	// called by readers' goroutines, many at a time, and must not wait. Nil for nobody.
	OnRTT   func(rtt, jitter time.Duration)
	OnClose func(code wire.CloseCode)
}

func (c Config) withDefaults() Config {
	rate := 30
	if c.Def != nil {
		rate = c.Def.TickRate
	}
	c.Limits = c.Limits.withDefaults(rate)
	if c.SendBuffer <= 0 {
		c.SendBuffer = 64 << 10
	}
	if c.PingEvery <= 0 {
		c.PingEvery = time.Second
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.OnRTT == nil {
		c.OnRTT = func(rtt, jitter time.Duration) {}
	}
	if c.OnClose == nil {
		c.OnClose = func(wire.CloseCode) {}
	}
	return c
}

// Gate is an http.Handler that turns requests into links.
type Gate struct {
	cfg      Config
	upgrader *gws.Upgrader
	start    time.Time
	door     *door
	quotas   quotas
	polls    polls
	open     atomic.Int64
	draining atomic.Bool
	readers  sync.WaitGroup

	// Of all links: messages beyond a rate, and connections that were not let in.
	refused, turned atomic.Uint64

	mu     sync.Mutex
	beats  [beatSlots]map[*link]struct{}
	next   int  // the slot of the next link
	closed bool // no more are let in
}

var _ http.Handler = (*Gate)(nil)

// New makes a gate. It pings nobody until Run.
func New(cfg Config) *Gate {
	g := &Gate{cfg: cfg.withDefaults(), start: time.Now()}
	g.door, g.quotas = newDoor(g.cfg.Limits), g.cfg.Limits.quotas()
	g.upgrader = gws.NewUpgrader(handler{}, &gws.ServerOption{
		SubProtocols:        []string{wire.Subprotocol},
		ReadMaxPayloadSize:  g.cfg.Limits.ReadLimit,
		WriteMaxPayloadSize: 1 << 30, // what the server makes is its own business
		HandshakeTimeout:    g.cfg.Limits.HelloTimeout,
		NewSession:          func() gws.SessionStorage { return &session{} },
	})
	for i := range g.beats {
		g.beats[i] = map[*link]struct{}{}
	}
	return g
}

// Conns is the number of open links, those without a seat included.
func (g *Gate) Conns() int { return int(g.open.Load()) }

// HelloTimeout is how long a client may take for each step of coming in.
func (g *Gate) HelloTimeout() time.Duration { return g.cfg.Limits.HelloTimeout }

// Refused is how many messages were beyond a rate, and how many connections were not let in, since the
// gate was made.
func (g *Gate) Refused() (messages, conns uint64) { return g.refused.Load(), g.turned.Load() }

// readBuffer is for one connection for as long as gws reads it: most messages are under 50 bytes,
// and what is larger is read past the buffer.
const readBuffer = 512

// ServeHTTP upgrades the connection and returns; a goroutine of the gate reads it from then on.
func (g *Gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	who := g.cfg.Proxies.Client(r)
	if no := g.refuse(r, who.Scheme); no.status != 0 {
		no.answer(w, r)
		return
	}
	name := network(who.Addr)
	if status, why := g.door.enter(name, time.Since(g.start)); status != 0 {
		g.turned.Add(1)
		w.Header().Set("Retry-After", "1")
		http.Error(w, why, status)
		return
	}
	g.open.Add(1)
	if !g.take(w, r, who.Addr) {
		g.open.Add(-1)
		g.door.leave(name)
	}
}

// take takes the connection of a remote over from the HTTP server, and reports whether a reader has it
// now.
func (g *Gate) take(w http.ResponseWriter, r *http.Request, remote string) bool {
	hijacker, ok := w.(http.Hijacker)
	if !ok {
		http.Error(w, "this listener cannot upgrade a connection", http.StatusInternalServerError)
		return false
	}
	c, buffered, err := hijacker.Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return false
	}
	if buffered.Reader.Buffered() > 0 {
		_ = c.Close() // it spoke before the handshake was over; RFC 6455 section 4.1 forbids that
		return false
	}
	_ = c.SetDeadline(time.Time{}) // the HTTP server's own
	socket := c
	if t, ok := c.(interface{ NetConn() net.Conn }); ok {
		socket = t.NetConn() // under TLS
	}
	if b, ok := socket.(interface{ SetWriteBuffer(int) error }); ok {
		_ = b.SetWriteBuffer(g.cfg.SendBuffer)
	}
	return g.admit(newConn(c), r, remote)
}

// admit shakes hands and starts the reader.
func (g *Gate) admit(c *conn, r *http.Request, remote string) bool {
	c.given = &given{ahead: bufio.NewReaderSize(c, readBuffer)}
	ws, err := g.upgrader.UpgradeFromConn(c, c.given.ahead, accepted(r))
	if err != nil {
		c.release() // it has been told
		return false
	}
	l := &link{gate: g, out: c, conn: c, remote: remote, born: time.Since(g.start)}
	c.given.meter = l.metered
	l.heard.Store(int64(l.born))
	ws.Session().(*session).link = l //nolint:errcheck // New makes no other
	if !g.enter(l) {
		l.Close(wire.CloseShutdown)
		c.release()
		return false
	}
	go func() {
		l.read(ws)
		if c.release() {
			l.leave()
		}
	}()
	return true
}

// enter makes the link known to Run, unless the gate is closed.
func (g *Gate) enter(l *link) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return false
	}
	g.readers.Add(1) // here, so that nobody who waits after closed is set misses one
	l.slot = g.next
	g.next = (g.next + 1) % beatSlots
	g.beats[l.slot][l] = struct{}{}
	return true
}

func (g *Gate) leave(l *link) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.beats[l.slot], l)
}
