package proxy

import (
	"net/http"
	"net/netip"
	"strings"
)

// Client is who sent a request.
type Client struct {
	// Addr is its address and port; the port is 0 where the proxy did not tell.
	Addr string

	// Scheme is how it reached the first machine that is known: "https", "http", or empty where there
	// may be a proxy that speaks TLS and nobody has said so.
	Scheme string

	// Proxied is whether it came by a proxy that is trusted.
	Proxied bool
}

// Client tells who sent a request. Where a proxy says nothing, or what is no address, it is that proxy:
// who cannot be told apart is one.
func (t Trusted) Client(r *http.Request) Client {
	c := Client{Addr: r.RemoteAddr}
	if !t.Has(r.RemoteAddr) {
		if r.TLS != nil {
			c.Scheme = "https"
		}
		return c
	}
	c.Proxied = true
	hops := list(r.Header, "X-Forwarded-For")
	between := 0 // trusted proxies from the client to this server, but for the last
	for i := len(hops) - 1; i >= 0; i-- {
		a, ok := address(hops[i])
		if !ok {
			break
		}
		c.Addr = a.String()
		if !t.has(a.Addr()) {
			break
		}
		between++
	}
	c.Scheme = scheme(list(r.Header, "X-Forwarded-Proto"), between)
	return c
}

// scheme is what the proxy that the client was connected to says of it. Each adds to the right, or
// there is one alone that all hand on; what stands left of it was there when the client came.
func scheme(all []string, between int) string {
	i := max(len(all)-1-between, 0)
	if i >= len(all) {
		return ""
	}
	switch s := strings.ToLower(all[i]); s {
	case "http", "https":
		return s
	case "ws", "wss": // as some say of WebSockets
		return "http" + strings.TrimPrefix(s, "ws")
	default:
		return ""
	}
}

// address reads an entry: an IP address, with a port or without. IPv6 may be in brackets, and must be
// with a port.
func address(s string) (netip.AddrPort, bool) {
	a, err := netip.ParseAddrPort(s)
	if err != nil {
		ip, bad := netip.ParseAddr(unbracket(s))
		a, err = netip.AddrPortFrom(ip, 0), bad
	}
	// A zone is of a machine, and this one is not the proxy.
	return netip.AddrPortFrom(a.Addr().Unmap().WithZone(""), a.Port()), err == nil && !a.Addr().IsUnspecified()
}

func unbracket(s string) string {
	if inner, ok := strings.CutPrefix(s, "["); ok {
		if inner, ok = strings.CutSuffix(inner, "]"); ok && strings.Contains(inner, ":") {
			return inner
		}
	}
	return s
}

// list is what the lines of a header list, in their order (RFC 9110 section 5.3).
func list(h http.Header, name string) []string {
	lines := h.Values(name)
	if len(lines) == 0 {
		return nil
	}
	all := strings.Split(strings.Join(lines, ","), ",")
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return all
}
