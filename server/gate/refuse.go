package gate

import (
	"encoding/base64"
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
	case !keyed(r.Header):
		return http.StatusBadRequest, "a Sec-WebSocket-Key of 16 bytes in base64 is needed"
	case !offered(r.Header):
		return http.StatusBadRequest, "WebSocket subprotocol " + wire.Subprotocol + " is needed"
	}
	return 0, ""
}

// accepted is a request that was let in, as gws reads it: gws sees only the first line of each header
// and no list in Upgrade, where a list may come in several lines (RFC 9110 section 5.3).
func accepted(r *http.Request) *http.Request {
	return &http.Request{Method: r.Method, Header: http.Header{
		"Connection": {"Upgrade"}, "Upgrade": {"websocket"}, "Sec-Websocket-Version": {"13"},
		"Sec-Websocket-Key": {r.Header.Get("Sec-WebSocket-Key")}, "Sec-Websocket-Protocol": {wire.Subprotocol},
	}}
}

// keyed reports whether the request brings what the answer must prove to have read.
func keyed(h http.Header) bool {
	nonce, err := base64.StdEncoding.DecodeString(h.Get("Sec-WebSocket-Key"))
	return err == nil && len(nonce) == 16
}

// offered reports whether our subprotocol is among those offered. Unlike what Connection and Upgrade
// list, the name of a subprotocol is what it is, letter by letter.
func offered(h http.Header) bool {
	return slices.Contains(tokens(h, "Sec-WebSocket-Protocol"), wire.Subprotocol)
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
	return slices.ContainsFunc(tokens(h, name), func(s string) bool { return strings.EqualFold(s, token) })
}

// tokens are what the lines of a header list.
func tokens(h http.Header, name string) []string {
	all := strings.Split(strings.Join(h.Values(name), ","), ",")
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return all
}
