package host

import (
	"net/http"
	"strings"
)

// polls adds the gate's polls to what the public listener serves else, which takes no bodies. It is no
// ServeMux: one would answer what it redirects without caring for a body either.
func (s *Server) polls(rest http.Handler) http.Handler {
	polls := s.gate.Polls()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/poll" || strings.HasPrefix(r.URL.Path, "/poll/") {
			polls.ServeHTTP(w, r)
			return
		}
		rest.ServeHTTP(w, r)
	})
}
