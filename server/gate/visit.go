package gate

import (
	"context"
	"net/http"
	"time"

	"tickwire/server/room"
)

// Visitor is who sends a request that is not for the socket. It is held to the same rules as one who
// wants to play, whatever handler answers it.
type Visitor struct {
	gate *Gate
	r    *http.Request
	addr string

	// Network is what limits of one network go by, as room.Join.Remote is.
	Network string

	// Foreign is whether the request comes from a page that may not connect (Config.Origins).
	Foreign bool
}

// Visitor tells who sends a request, by Config.Proxies.
func (g *Gate) Visitor(r *http.Request) Visitor {
	who := g.cfg.Proxies.Client(r)
	return Visitor{gate: g, r: r, addr: who.Addr, Network: network(who.Addr), Foreign: !g.originAllowed(r, who.Scheme)}
}

// MayAsk takes the request from those that the network has (Limits.RequestsPerRemote), and reports
// whether there was one left.
func (v Visitor) MayAsk() bool { return v.gate.door.ask(v.Network, time.Since(v.gate.start)) }

// Authorize judges a token as that of a Hello: the error is a RefusedError for the visitor to read, or
// that of ctx, which ends after Limits.HelloTimeout at the latest.
func (v Visitor) Authorize(token string) error {
	ctx, cancel := context.WithTimeout(v.r.Context(), v.gate.cfg.Limits.HelloTimeout)
	defer cancel()
	return v.gate.authorize(ctx, &room.Join{Token: token, Remote: v.Network}, v.addr)
}
