package metrics

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"tickwire/proto/wire"
	"tickwire/server/lobby"
	"tickwire/server/room"
)

// Metrics is one server's. Its methods may be called from any goroutine.
type Metrics struct {
	registry *prometheus.Registry
	tick     prometheus.Histogram
	rtt      prometheus.Histogram
	jitter   prometheus.Histogram
	closes   *prometheus.CounterVec
}

// New makes the metrics of a server. The functions are called at each scrape.
func New(rooms func() ([]room.Status, lobby.Totals), conns func() int) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		tick: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "tickwire_tick_seconds", Help: "Time for one tick of one room: inputs, step, encoding and writing.",
			// A tick of 30 Hz has 33 ms; what is below 100 us is the idle room.
			Buckets: []float64{.0001, .00025, .0005, .001, .002, .004, .008, .016, .033, .05, .1, .25, 1},
		}),
		rtt: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "tickwire_rtt_seconds", Help: "Smoothed round trip of a link by WebSocket ping, observed at each pong.",
			Buckets: []float64{.001, .005, .01, .02, .04, .06, .08, .1, .15, .2, .3, .5, 1, 2},
		}),
		jitter: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "tickwire_jitter_seconds", Help: "Smoothed mean deviation of the round trip, observed at each pong.",
			Buckets: []float64{.0005, .001, .002, .005, .01, .02, .05, .1, .2, .5},
		}),
		closes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "tickwire_closes_total", Help: "Links that ended, by close code; the codes are those of package wire.",
		}, []string{"code"}),
	}
	m.registry.MustRegister(m.tick, m.rtt, m.jitter, m.closes, &state{rooms: rooms, conns: conns},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Tick notes how long a tick took.
func (m *Metrics) Tick(took time.Duration) { m.tick.Observe(took.Seconds()) }

// RTT notes the round trip of a link.
func (m *Metrics) RTT(rtt, jitter time.Duration) {
	m.rtt.Observe(rtt.Seconds())
	m.jitter.Observe(jitter.Seconds())
}

// Closed notes the end of a link.
func (m *Metrics) Closed(code wire.CloseCode) {
	m.closes.WithLabelValues(strconv.Itoa(int(code))).Inc()
}

// Handler serves all metrics.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
