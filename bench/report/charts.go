package report

import (
	"slices"
	"strings"
)

// figured is a chart of some loads.
type figured struct {
	chart
	name  string  // of its file
	loads []*load // that it shows
	// alone says that no table shows them, so that the chart has to say how they came about.
	alone bool
}

// charts are those that there are at least two loads for.
func charts(loads []*load) (all []figured) {
	var plain []*load
	var groups []string // of loads that differ in cores alone
	byCores := map[string][]*load{}
	for _, l := range of(loads, "Arena") {
		switch group := strings.Join(l.without("cores"), "-"); {
		case len(l.runs) == 0:
		case l.number("cores") > 0:
			if byCores[group] == nil {
				groups = append(groups, group)
			}
			byCores[group] = append(byCores[group], l)
		case slices.Equal(l.without("players"), []string{"aoi=30"}):
			plain = append(plain, l)
		}
	}
	all = append(all, figured{name: "cpu.svg", loads: plain, chart: chart{
		title: "CPU time of the server per player and second, crowd at 20 Hz", x: "players", y: "CPU time (ms)",
		series: lines(plain, "players", "cpu-ms/player-s", "Tickwire", "floor-cpu-ms/player-s", "floor: the bare socket calls"),
	}}, figured{name: "latency.svg", loads: plain, chart: chart{
		title: "From an input for the next tick to its frame, crowd at 20 Hz", x: "players", y: "time (ms)",
		series: lines(plain, "players", "latency-p50-ms", "p50", "latency-p99-ms", "p99"),
	}})
	for _, group := range groups {
		some := byCores[group]
		slices.SortFunc(some, func(a, b *load) int { return a.number("cores") - b.number("cores") })
		name := "cores-" + strings.ReplaceAll(group, "=", "") + ".svg"
		all = append(all, figured{name: name, loads: some, alone: true, chart: chart{
			title: "Tick of a crowd at 20 Hz: " + (&load{parts: some[0].without("cores")}).title(),
			x:     "cores of the server", y: "tick (ms)",
			series: lines(some, "cores", "tick-p50-ms", "p50", "tick-p99-ms", "p99"),
		}})
	}
	told := slices.DeleteFunc(of(loads, "Transports"), func(l *load) bool {
		return len(l.runs) == 0 || l.value("rtt") != ""
	})
	all = append(all, figured{name: "transports-latency.svg", loads: told, chart: chart{
		title: "From the beginning of an event to a client, p50", x: "events per second", y: "time (ms)", log: true,
		series: overRates(told, "latency-p50-ms"),
	}}, figured{name: "transports-bytes.svg", loads: told, chart: chart{
		title: "What telling a client of an event takes of the wire, both ways", x: "events per second", y: "bytes", log: true,
		series: overRates(told, "B-in/event+B-out/event"),
	}})
	return slices.DeleteFunc(all, func(f figured) bool { return len(f.loads) < 2 || len(f.series) == 0 })
}

// lines are series of metrics over a number of the loads' names, which are in order of it. Metrics
// and names of series alternate. A series without a point is none.
func lines(loads []*load, over string, metricsAndNames ...string) (all []series) {
	for pair := range slices.Chunk(metricsAndNames, 2) {
		s := series{name: pair[1], style: len(all)}
		for _, l := range loads {
			if y, ok := l.median(pair[0]); ok {
				vs := l.values(pair[0])
				s.points = append(s.points, point{float64(l.number(over)), y, vs[0], vs[len(vs)-1]})
			}
		}
		if len(s.points) > 0 {
			all = append(all, s)
		}
	}
	return all
}
