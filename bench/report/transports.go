package report

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
)

// transports are the names of BenchmarkTransports' parts in words, in the order of the table. Those of
// other makes are missing where they could not be had.
var transports = []struct{ part, name string }{
	{"polling-10s", "polling every 10 s"},
	{"polling-1s", "polling every 1 s"},
	{"polling-100ms", "polling every 100 ms"},
	{"long-polling", "long polling"},
	{"websocket", "WebSocket"},
	{"npm-ws", "npm ws"},
	{"socket.io-websocket", "Socket.IO, WebSocket"},
	{"socket.io-polling", "Socket.IO, long polling"},
}

// value is that of a part such as rate=0.1, or empty.
func (l *load) value(key string) string {
	for _, p := range l.parts {
		if text, ok := strings.CutPrefix(p, key+"="); ok {
			return text
		}
	}
	return ""
}

// rate is how many events there were in a second.
func (l *load) rate() float64 {
	v, _ := strconv.ParseFloat(l.value("rate"), 64) // 0 when it is no number
	return v
}

// transport is that of a load in words, and where it stands among all: behind them when it is none of
// these.
func (l *load) transport() (name string, order int) {
	for i, t := range transports {
		if t.part == l.value("transport") {
			return t.name, i
		}
	}
	return l.value("transport"), len(transports)
}

// heading is what a load has in common with those that it is to be compared with.
func (l *load) heading() string {
	if rtt, ok := strings.CutSuffix(l.value("rtt"), "ms"); ok {
		return often(l.rate()) + ", with a round trip of " + rtt + " ms more"
	}
	return often(l.rate())
}

// often is a rate in words.
func often(rate float64) string {
	switch {
	case rate == 1:
		return "one event a second"
	case rate > 0 && rate < 1:
		return "one event in " + strconv.FormatFloat(math.Round(1/rate), 'f', 0, 64) + " s"
	}
	return strconv.FormatFloat(rate, 'f', -1, 64) + " events a second"
}

var transportColumns = []row{
	{"from its beginning to a client, p50 / p99", figures("ms", "latency-p50-ms", "latency-p99-ms")},
	{"bytes per event to / from a client", figures("", "B-in/event", "B-out/event")},
	{"requests per client and second", figures("", "requests/client-s")},
	{"CPU of the server per client and second", figures("µs", "cpu-us/client-s")},
	{"lost", figures("", "lost")},
	kept,
}

// transportTable has a line for each load, because there are more loads than figures.
func transportTable(loads []*load) string {
	loads = slices.Clone(loads)
	slices.SortStableFunc(loads, func(a, b *load) int {
		nameA, orderA := a.transport()
		nameB, orderB := b.transport()
		return cmp.Or(
			cmp.Compare(a.rate(), b.rate()), cmp.Compare(a.heading(), b.heading()), orderA-orderB, cmp.Compare(nameA, nameB))
	})
	var b strings.Builder
	b.WriteString("|")
	for _, c := range transportColumns {
		b.WriteString(" | " + c.label)
	}
	b.WriteString(" |\n|---|" + strings.Repeat("---|", len(transportColumns)) + "\n")
	heading := ""
	for _, l := range loads {
		if h := l.heading(); h != heading {
			heading = h
			b.WriteString("| **" + h + "**" + strings.Repeat(" |", len(transportColumns)+1) + "\n")
		}
		name, _ := l.transport()
		b.WriteString("| " + name)
		for _, c := range transportColumns {
			b.WriteString(" | " + c.cell(l))
		}
		b.WriteString(" |\n")
	}
	return b.String()
}

// figures tells the medians of metrics of very different sizes: two digits at least, and all before
// the point.
func figures(unit string, metrics ...string) func(*load) string {
	return func(l *load) string {
		texts, known := make([]string, len(metrics)), false
		for i, metric := range metrics {
			texts[i] = missing
			if v, ok := l.median(metric); ok {
				texts[i], known = digits(v), true
			}
		}
		text := strings.Join(texts, " / ")
		if known && unit != "" {
			text += " " + unit
		}
		return text
	}
}

func digits(v float64) string {
	decimals := 0
	switch {
	case v == 0 || v >= 9.95:
	case v >= 0.995:
		decimals = 1
	default:
		decimals = 2
	}
	return thousands(strconv.FormatFloat(v, 'f', decimals, 64))
}

// overRates are series of a metric over the events in a second, one for each transport, which looks the
// same whichever of the others there are.
func overRates(loads []*load, metric string) (all []series) {
	byOrder := slices.Clone(loads)
	slices.SortStableFunc(byOrder, func(a, b *load) int {
		nameA, orderA := a.transport()
		nameB, orderB := b.transport()
		return cmp.Or(orderA-orderB, cmp.Compare(nameA, nameB), cmp.Compare(a.rate(), b.rate()))
	})
	for _, l := range byOrder {
		y, ok := l.median(metric)
		if !ok || y <= 0 || l.rate() <= 0 {
			continue // which no logarithmic axis has
		}
		name, order := l.transport()
		if len(all) == 0 || all[len(all)-1].name != name {
			all = append(all, series{name: name, style: order})
		}
		s, vs := &all[len(all)-1], l.values(metric)
		s.points = append(s.points, point{l.rate(), y, vs[0], vs[len(vs)-1]})
	}
	return all
}
