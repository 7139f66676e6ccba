package report

import (
	"cmp"
	"slices"
	"strings"
)

// part is a table of the section.
type part struct {
	about string // goes before the caption
	loads []*load
	table func([]*load) string
}

// parts are the tables, also those that there is no result for.
func parts(loads []*load) []part {
	crowd := of(loads, "Arena")
	crowd = slices.DeleteFunc(crowd, func(l *load) bool { return l.number("cores") > 0 }) // a chart's
	return []part{
		{
			"**The crowd at 20 Hz** (`BenchmarkArena`): each player is sent about 30 others, *packed*, " +
				"where the column does not say otherwise.",
			crowd, func(l []*load) string { return table(l, crowdRows) },
		},
		{
			"**The shipped game at 30 Hz** (`BenchmarkGame`): each player is sent about 30 others, *packed*.",
			of(loads, "Game"), func(l []*load) string { return table(l, gameRows) },
		},
		{
			"**Idle connections, bytes, and a tick without sockets** " +
				"(`BenchmarkConnections`, `BenchmarkSnapshotBytes`, `BenchmarkStep`).",
			of(loads, "Connections", "SnapshotBytes", "Step"), list,
		},
		{
			"**Ways to keep a hundred users up to date** (`BenchmarkTransports`): Tickwire's five, and what " +
				"Node has for it.",
			of(loads, "Transports"), transportTable,
		},
	}
}

func of(loads []*load, benches ...string) (some []*load) {
	for _, bench := range benches {
		for _, l := range loads {
			if l.bench == bench {
				some = append(some, l)
			}
		}
	}
	return some
}

var (
	cpu     = row{"CPU per player and second, whole server", figure(2, 1, "ms", "cpu-ms/player-s")}
	tick    = row{"tick p50 / p99, reading and sending included", figure(1, 1, "ms", "tick-p50-ms", "tick-p99-ms")}
	latency = row{"input for the next tick to its frame, p50 / p99", figure(0, 1, "ms", "latency-p50-ms", "latency-p99-ms")}
	traffic = row{"bytes per player and second", figure(1, 1000, "kB", "B/player-s")}
	memory  = row{"memory per player", figure(1, 1, "KiB", "KiB/player")}
	bore    = row{"held: p99 between frames below 75 ms, at 95 % of the rate", held}
	kept    = row{"runs", count}
)

var crowdRows = []row{
	cpu,
	{"floor: the bare socket calls for the same bytes", figure(2, 1, "ms", "floor-cpu-ms/player-s")},
	{"the one divided by the other", figure(2, 1, "", "x-floor")},
	tick, latency, traffic, memory,
	{"encodings per tick / scopes", figure(0, 1, "", "encodes/tick", "scopes")},
	bore, kept,
}

var gameRows = []row{
	cpu, tick,
	{"time between frames p99 (33 ms is ideal)", figure(0, 1, "ms", "interval-p99-ms")},
	latency, traffic, memory, bore, kept,
}

// list has a line for each load, because they have no figure in common.
func list(loads []*load) string {
	var b strings.Builder
	b.WriteString("| | | runs |\n|---|---|---|\n")
	slices.SortStableFunc(loads, func(a, b *load) int {
		return cmp.Or(cmp.Compare(a.bench, b.bench), a.number("n")-b.number("n"), a.number("entities")-b.number("entities"))
	})
	for _, l := range loads {
		var what, text string
		switch l.bench {
		case "Connections":
			what = "a connection without a world around it, of " + l.grouped("n") + ": memory, CPU time to open it"
			text = figure(1, 1, "KiB", "KiB/conn")(l) + ", " + figure(2, 1000, "ms", "us/connect")(l)
		case "SnapshotBytes":
			what = "an entity's x and y in a snapshot, WebSocket's header included: " + strings.Join(l.parts, ", ")
			text = figure(2, 1, "bytes", "B/entity")(l)
		case "Step":
			what = "rules, saving, cutting and encoding of " + figure(0, 1, "", "entities")(l) + " entities, one core"
			text = figure(2, 1, "ms", "ms/tick")(l)
		}
		b.WriteString("| " + what + " | " + text + " | " + count(l) + " |\n")
	}
	return b.String()
}
