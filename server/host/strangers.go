package host

import (
	"net/http"
	"strings"
	"time"

	"tickwire/server/api"
)

// slowest is how long the page may take to reach a browser: 15 MB of an uncompressed client in that
// time is half a megabit per second. Who reads slower, or not at all, holds a connection no longer.
const slowest = 4 * time.Minute

// forStrangers bounds what one who only knocks can hold of the public listener: a connection is
// counted from its first packet, says all of its request within a time, and has nothing to upload.
func (s *Server) forStrangers(h *http.Server) *http.Server {
	h.ConnState = s.gate.ConnState
	h.Protocols = new(http.Protocols)
	h.Protocols.SetHTTP1(true)                  // of HTTP/2 a connection has hundreds of requests, and connections are counted
	h.ReadHeaderTimeout = s.gate.HelloTimeout() // of the TLS handshake, too
	h.WriteTimeout = slowest                    // not of WebSockets, which are taken over
	h.Handler = bodiless(h.Handler, h.ReadHeaderTimeout)
	return h
}

// bodiless refuses requests that have a body: nothing here takes one, and net/http would wait for its
// end without a deadline, be it to throw it away.
func bodiless(h http.Handler, patience time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body != nil && r.Body != http.NoBody {
			_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(patience))
			w.Header().Set("Connection", "close")
			if strings.HasPrefix(r.URL.Path, api.Prefix) {
				h.ServeHTTP(w, r) // which says the same in JSON
				return
			}
			http.Error(w, "nothing here takes a body", http.StatusRequestEntityTooLarge)
			return
		}
		h.ServeHTTP(w, r)
	})
}
