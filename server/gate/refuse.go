package gate

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"tickwire/proto/wire"
)

// refusal is what a request is answered that is not let in: a status, 0 for none, and a text for whoever
// looks at it.
type refusal struct {
	status int
	why    string
}

// refuse checks a request before it is upgraded, by RFC 6455 section 4.2.1. What is no handshake at all
// comes first, so that a browser or a proxy that was set up wrong is told that and no detail. scheme is
// that of proxy.Client.
func (g *Gate) refuse(r *http.Request, scheme string) refusal {
	switch {
	case r.Method != http.MethodGet:
		return refusal{http.StatusMethodNotAllowed, "a WebSocket begins with GET"}
	case !r.ProtoAtLeast(1, 1): // Upgrade means nothing there, RFC 9110 section 7.8
		return refusal{http.StatusUpgradeRequired, "a WebSocket begins with HTTP/1.1; a proxy may have to be told to speak it"}
	case !hasToken(r.Header, "Connection", "upgrade") || !hasToken(r.Header, "Upgrade", "websocket"):
		return refusal{http.StatusUpgradeRequired, "this is the game's socket: connect with a WebSocket client"}
	case r.ContentLength != 0: // of which some would be taken for the first messages
		return refusal{http.StatusBadRequest, "a WebSocket begins with a request that has no body"}
	case len(r.Header.Values("Sec-WebSocket-Version")) > 1:
		return refusal{http.StatusBadRequest, "one Sec-WebSocket-Version is needed"}
	case r.Header.Get("Sec-WebSocket-Version") != "13":
		return refusal{http.StatusUpgradeRequired, "WebSocket version 13 is needed"}
	case !g.originAllowed(r, scheme):
		return refusal{http.StatusForbidden, "the page at " + r.Header.Get("Origin") + " may not connect to this server; its operator can allow it by -origin"}
	case !keyed(r.Header):
		return refusal{http.StatusBadRequest, "one Sec-WebSocket-Key of 16 bytes in base64 is needed"}
	case !offered(r.Header):
		return refusal{http.StatusBadRequest, "WebSocket subprotocol " + wire.Subprotocol + " is needed"}
	}
	return refusal{}
}

// answer sends it, with the headers that its status asks for: what may be done instead.
func (n refusal) answer(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	if r.ContentLength != 0 {
		// net/http would wait for the rest of the body, without a deadline, before it sends this.
		_ = http.NewResponseController(w).SetReadDeadline(time.Now())
		h.Set("Connection", "close")
	}
	switch n.status {
	case http.StatusMethodNotAllowed:
		h.Set("Allow", http.MethodGet) // RFC 9110 section 15.5.6
	case http.StatusUpgradeRequired:
		h.Set("Upgrade", "websocket") // RFC 9110 section 15.5.22
		h.Set("Connection", strings.TrimSuffix("Upgrade, "+h.Get("Connection"), ", "))
		h.Set("Sec-WebSocket-Version", "13") // RFC 6455 section 4.4
	}
	http.Error(w, n.why, n.status)
}

// accepted is a request that was let in, as gws reads it: gws sees only the first line of each header
// and no list in Upgrade, where a list may come in several lines (RFC 9110 section 5.3).
func accepted(r *http.Request) *http.Request {
	return &http.Request{Method: r.Method, Header: http.Header{
		"Connection": {"Upgrade"}, "Upgrade": {"websocket"}, "Sec-Websocket-Version": {"13"},
		"Sec-Websocket-Key": {r.Header.Get("Sec-WebSocket-Key")}, "Sec-Websocket-Protocol": {wire.Subprotocol},
	}}
}

// keyed reports whether the request brings what the answer must prove to have read, and once: of two,
// a proxy on the way could have meant the other.
func keyed(h http.Header) bool {
	nonce, err := base64.StdEncoding.DecodeString(h.Get("Sec-WebSocket-Key"))
	return err == nil && len(nonce) == 16 && len(h.Values("Sec-WebSocket-Key")) == 1
}

// offered reports whether our subprotocol is among those offered. Unlike what Connection and Upgrade
// list, the name of a subprotocol is what it is, letter by letter.
func offered(h http.Header) bool {
	return slices.Contains(tokens(h, "Sec-WebSocket-Protocol"), wire.Subprotocol)
}

// originAllowed lets in requests without an Origin, from the server's own pages, and from those in
// Config.Origins. A browser always tells the truth about the page, and once, so this is what keeps
// foreign pages from playing with their visitors' cookies and addresses. A page without TLS is no page
// of a server that speaks it: whoever is on the way can write one.
func (g *Gate) originAllowed(r *http.Request, scheme string) bool {
	origin := r.Header.Get("Origin")
	switch {
	case slices.Contains(g.cfg.Origins, "*"):
		return true
	case len(r.Header.Values("Origin")) > 1:
		return false
	case origin == "":
		return true
	case slices.ContainsFunc(g.cfg.Origins, func(o string) bool { return strings.EqualFold(strings.TrimSuffix(o, "/"), origin) }):
		return true
	}
	return ownPage(r, origin, scheme)
}

// ownPage reports whether an Origin is the server's own.
func ownPage(r *http.Request, origin, scheme string) bool {
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host) && (scheme == "" || u.Scheme == scheme)
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
