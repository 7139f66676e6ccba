package gate

import (
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// door counts who is in, by network. It is asked once for each connection, so one lock is enough.
type door struct {
	limits Limits
	opens  quota
	asks   quota
	joins  quota

	mu      sync.Mutex
	remotes map[string]*remote // those with a connection, or with a bucket that is not full
	swept   int                // remotes that were left when they were looked through last
	conns   int                // WebSockets
	http    int                // connections that are none
	joining bucket
}

// remote is one network.
type remote struct {
	conns, http int
	opening     bucket
	asking      bucket
}

func newDoor(l Limits) *door {
	return &door{limits: l, opens: l.OpensPerRemote.quota(), asks: l.RequestsPerRemote.quota(), joins: l.Joins.quota(), remotes: map[string]*remote{}}
}

// network is what tells one peer's network from another's: an IPv4 address, or the first half of an
// IPv6 address, for a house has all of the rest.
func network(addr string) string {
	a, err := netip.ParseAddrPort(addr)
	if err != nil {
		return addr // no TCP: whatever the listener calls its peers
	}
	ip := a.Addr().Unmap()
	if ip.Is6() {
		half, _ := ip.Prefix(64) // fails for more bits than there are
		return half.Addr().String()
	}
	return ip.String()
}

// enter lets a WebSocket in that is about to be opened, so that no two take the last place: status 0,
// or what the peer is answered. Who is let in must leave.
func (d *door) enter(name string, now time.Duration) (status int, why string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.conns >= d.limits.MaxConns {
		return http.StatusServiceUnavailable, "the server has as many connections as it takes; try again later"
	}
	r := d.remote(name, now)
	switch most := d.limits.ConnsPerRemote; {
	case most >= 0 && r.conns >= most:
		return http.StatusTooManyRequests, "your network has as many connections as it may"
	case most >= 0 && !r.opening.take(d.opens, 1, now):
		return http.StatusTooManyRequests, "your network opens connections too fast; try again in a moment"
	}
	r.conns++
	d.conns++
	return 0, ""
}

func (d *door) leave(name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.conns--
	d.remotes[name].conns-- // it stays until sweep: its bucket may be in use
}

// knock counts a connection that has not said anything yet, and reports whether it may. Counted it is
// either way, until it is gone. That of a trusted proxy may be anybody's, so its network has no bound of
// its own.
func (d *door) knock(name string, proxy bool, now time.Duration) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := d.remote(name, now)
	r.http++
	d.http++
	return d.http <= d.limits.MaxConns && (proxy || d.limits.HTTPPerRemote < 0 || r.http <= d.limits.HTTPPerRemote)
}

// gone is the end of a knock: the connection is closed, or a WebSocket.
func (d *door) gone(name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.http--
	d.remotes[name].http--
}

// join reports whether somebody more may ask for a room.
func (d *door) join(now time.Duration) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.joining.take(d.joins, 1, now)
}

// ask reports whether a network may send a request that is not for the socket.
func (d *door) ask(name string, now time.Duration) bool {
	if d.limits.ConnsPerRemote < 0 {
		return true
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.remote(name, now).asking.take(d.asks, 1, now)
}

// remote is the entry of a network. The caller holds mu.
func (d *door) remote(name string, now time.Duration) *remote {
	r := d.remotes[name]
	if r == nil {
		d.sweep(now)
		r = &remote{}
		d.remotes[name] = r
	}
	return r
}

// sweep forgets networks of which nothing is left, when twice as many are known as after the last
// time: each that comes pays for a few.
func (d *door) sweep(now time.Duration) {
	if len(d.remotes) < 2*d.swept+64 {
		return
	}
	for name, r := range d.remotes {
		if r.conns == 0 && r.http == 0 && r.opening.full(now) && r.asking.full(now) {
			delete(d.remotes, name)
		}
	}
	d.swept = len(d.remotes)
}

// ConnState is for http.Server.ConnState: it counts connections before anything was said on them, and
// closes those that are too many. Without it only WebSockets are bounded.
func (g *Gate) ConnState(c net.Conn, s http.ConnState) {
	addr := c.RemoteAddr().String()
	switch name := network(addr); s {
	case http.StateNew:
		if !g.door.knock(name, g.cfg.Proxies.Has(addr), time.Since(g.start)) {
			g.turned.Add(1)
			_ = c.Close()
		}
	case http.StateClosed, http.StateHijacked:
		g.door.gone(name)
	case http.StateActive, http.StateIdle:
	}
}
