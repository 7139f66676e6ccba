package metrics

import "github.com/prometheus/client_golang/prometheus"

// Refusals adds what a gate counts of clients that ask for too much. The function is called at each
// scrape.
func (m *Metrics) Refusals(of func() (messages, conns uint64)) {
	m.registry.MustRegister(
		prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "tickwire_messages_refused_total", Help: "Messages dropped because a link sent more of their kind than it may.",
		}, func() float64 { n, _ := of(); return float64(n) }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "tickwire_connections_refused_total", Help: "Connections not let in because there were too many, of a network or in all, or too fast.",
		}, func() float64 { _, n := of(); return float64(n) }),
	)
}
