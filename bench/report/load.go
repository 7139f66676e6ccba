package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// load is all runs of one benchmark: a column of a table.
type load struct {
	bench string
	parts []string
	runs  []run // that may be published
	left  int   // out
}

// gather puts runs of the same name together, in order of players and then of names.
func gather(runs []run) []*load {
	byName := map[string]*load{}
	var loads []*load
	inParts := map[string]bool{} // benchmarks
	for _, r := range runs {
		inParts[r.bench] = inParts[r.bench] || len(r.parts) > 0
	}
	for _, r := range runs {
		if len(r.parts) == 0 && inParts[r.bench] {
			continue // it says that one of its parts has failed, which has said so itself
		}
		name := r.bench + "/" + strings.Join(r.parts, "/")
		l := byName[name]
		if l == nil {
			l = &load{bench: r.bench, parts: r.parts}
			byName[name] = l
			loads = append(loads, l)
		}
		if r.unfit {
			l.left++
		} else {
			l.runs = append(l.runs, r)
		}
	}
	slices.SortStableFunc(loads, func(a, b *load) int {
		if n := a.number("players") - b.number("players"); n != 0 {
			return n
		}
		return slices.Compare(a.parts, b.parts)
	})
	return loads
}

// number is that of a part such as players=200, or 0.
func (l *load) number(key string) int {
	for _, p := range l.parts {
		if text, ok := strings.CutPrefix(p, key+"="); ok {
			n, _ := strconv.Atoi(text)
			return n
		}
	}
	return 0
}

// without is the parts but for those of the keys.
func (l *load) without(keys ...string) (rest []string) {
	for _, p := range l.parts {
		if key, _, _ := strings.Cut(p, "="); !slices.Contains(keys, key) {
			rest = append(rest, p)
		}
	}
	return rest
}

// values are those of a metric, ascending, or of several with a plus between them, added up.
func (l *load) values(metric string) (vs []float64) {
	metrics := strings.Split(metric, "+")
	for _, r := range l.runs {
		sum, known := 0.0, 0
		for _, m := range metrics {
			if v, ok := r.metrics[m]; ok {
				sum, known = sum+v, known+1
			}
		}
		if known == len(metrics) {
			vs = append(vs, sum)
		}
	}
	slices.Sort(vs)
	return vs
}

// median of a metric; false when no run has it.
func (l *load) median(metric string) (float64, bool) {
	vs := l.values(metric)
	if len(vs) == 0 {
		return 0, false
	}
	return (vs[(len(vs)-1)/2] + vs[len(vs)/2]) / 2, true
}

// where is the machine that all the loads ran on.
func where(loads []*load) (m machine, err error) {
	file := ""
	for _, l := range loads {
		for _, r := range l.runs {
			if file == "" {
				m, file = r.on, r.file
			}
			if r.on != m {
				return m, fmt.Errorf("one table or chart would be of two machines: %v in %s, %v in %s", m, file, r.on, r.file)
			}
		}
	}
	return m, nil
}

func (m machine) String() string {
	text := fmt.Sprintf("%s, GOMAXPROCS %d, %s/%s", m.cpu, m.procs, m.goos, m.goarch)
	if m.version != "" {
		text += ", " + m.version
	}
	return text
}
