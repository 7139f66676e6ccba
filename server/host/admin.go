package host

import (
	"fmt"
	"net/http"
	"net/http/pprof"

	"tickwire/server/metrics"
)

// adminMux is what operators see, and what asks on their behalf whether the server lives (/healthz) and
// whether players should be sent to it (/readyz). POST /notice says a line to all players.
func adminMux(m *metrics.Metrics, ready func() bool, notice http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/metrics", m.Handler())
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("/readyz", func(w http.ResponseWriter, _ *http.Request) {
		if !ready() {
			http.Error(w, "draining: no new players", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ok")
	})
	mux.Handle("POST /notice", notice)
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintln(w, `<!doctype html><title>admin</title><ul><li><a href="metrics">metrics</a>`+
			`<li><a href="debug/pprof/">profiles</a><li><a href="healthz">health</a><li><a href="readyz">readiness</a></ul>`)
	})
	return mux
}
