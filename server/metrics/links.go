package metrics

import "github.com/prometheus/client_golang/prometheus"

var linkCount = gauge("links", "Open links, those without a seat included, by what carries them.", "transport")

// links collects what a gate knows of its links.
type links struct{ of func() (sockets, polls int) }

// Links adds the links of a gate by what carries them. The function is called at each scrape.
func (m *Metrics) Links(of func() (sockets, polls int)) { m.registry.MustRegister(links{of}) }

// Describe implements prometheus.Collector.
func (l links) Describe(out chan<- *prometheus.Desc) { out <- linkCount }

// Collect implements prometheus.Collector.
func (l links) Collect(out chan<- prometheus.Metric) {
	sockets, polls := l.of()
	out <- prometheus.MustNewConstMetric(linkCount, prometheus.GaugeValue, float64(sockets), "websocket")
	out <- prometheus.MustNewConstMetric(linkCount, prometheus.GaugeValue, float64(polls), "polls")
}
