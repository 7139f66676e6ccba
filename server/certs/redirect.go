package certs

import (
	"net"
	"net/http"
	"strings"
)

// Redirect sends browsers to the same address by https, at a port: 307, because a permanent one would be
// remembered when the server does not speak TLS any more.
func Redirect(port string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.Error(w, "use https", http.StatusBadRequest)
			return
		}
		host := r.Host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		host = net.JoinHostPort(strings.Trim(host, "[]"), port)
		http.Redirect(w, r, "https://"+strings.TrimSuffix(host, ":443")+r.URL.RequestURI(), http.StatusTemporaryRedirect)
	})
}
