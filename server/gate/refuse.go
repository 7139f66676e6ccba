package gate

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"tickwire/proto/wire"
)

// refuse checks a request before it is upgraded: status 0 lets it in, any other is the answer,
// with a text for whoever looks at it.
func (g *Gate) refuse(r *http.Request) (status int, why string) {
	switch {
	case !hasToken(r.Header, "Connection", "upgrade") || !hasToken(r.Header, "Upgrade", "websocket"):
		return http.StatusUpgradeRequired, "this is the game's socket: connect with a WebSocket client"
	case r.Method != http.MethodGet:
		return http.StatusMethodNotAllowed, "a WebSocket begins with GET"
	case r.Header.Get("Sec-WebSocket-Version") != "13":
		return http.StatusBadRequest, "WebSocket version 13 is needed"
	case !g.originAllowed(r):
		return http.StatusForbidden, "the page at " + r.Header.Get("Origin") + " may not connect to this server; its operator can allow it by -origin"
	case !hasToken(r.Header, "Sec-WebSocket-Protocol", wire.Subprotocol):
		return http.StatusBadRequest, "WebSocket subprotocol " + wire.Subprotocol + " is needed"
	}
	return 0, ""
}

// originAllowed lets in requests without an Origin, from the server's own pages, and from those in
// Config.Origins. A browser always tells the truth about the page, so this is what keeps foreign
// pages from playing with their visitors' cookies and addresses.
func (g *Gate) originAllowed(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || slices.Contains(g.cfg.Origins, "*") {
		return true
	}
	if slices.ContainsFunc(g.cfg.Origins, func(o string) bool { return strings.EqualFold(strings.TrimSuffix(o, "/"), origin) }) {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}

// hasToken reports whether a header that lists tokens names one.
func hasToken(h http.Header, name, token string) bool {
	for _, line := range h.Values(name) {
		for part := range strings.SplitSeq(line, ",") {
			if strings.EqualFold(strings.TrimSpace(part), token) {
				return true
			}
		}
	}
	return false
}
