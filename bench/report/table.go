package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// row is one line of a table: what it is, and how it is told of a load.
type row struct {
	label string
	cell  func(*load) string
}

// missing stands for a figure that no run has.
const missing = "–"

// table has a column for each load, because there are more figures than loads.
func table(loads []*load, rows []row) string {
	var b strings.Builder
	for _, l := range loads {
		b.WriteString(" | " + l.title())
	}
	head := "|" + b.String() + " |\n|---" + strings.Repeat("|---", len(loads)) + "|\n"
	b.Reset()
	for _, r := range rows {
		b.WriteString("| " + r.label)
		for _, l := range loads {
			b.WriteString(" | " + r.cell(l))
		}
		b.WriteString(" |\n")
	}
	return head + b.String()
}

// title is a load's in words. That each is sent about 30 others, packed, is not said.
func (l *load) title() string {
	words := []string{l.grouped("players") + " players"}
	for _, p := range l.without("players") {
		switch key, value, _ := strings.Cut(p, "="); {
		case p == "aoi=30":
		case p == "full":
			words = append(words, "all see all")
		case key == "aoi":
			words = append(words, value+" in view")
		case key == "io":
			words = append(words, "`-io "+value+"`")
		default:
			words = append(words, p)
		}
	}
	return strings.Join(words, ", ")
}

// figure tells the medians of metrics, with so many decimals, in a unit of so many of the metric's.
func figure(decimals int, per float64, unit string, metrics ...string) func(*load) string {
	return func(l *load) string {
		texts, known := make([]string, len(metrics)), false
		for i, metric := range metrics {
			texts[i] = missing
			if v, ok := l.median(metric); ok {
				texts[i], known = thousands(strconv.FormatFloat(v/per, 'f', decimals, 64)), true
			}
		}
		text := strings.Join(texts, " / ")
		if known && unit != "" {
			text += " " + unit
		}
		return text
	}
}

// held is in how many of its runs a load was.
func held(l *load) string {
	vs := l.values("held")
	if len(vs) == 0 {
		return missing
	}
	n := 0
	for _, v := range vs {
		if v == 1 {
			n++
		}
	}
	return fmt.Sprintf("%d of %d", n, len(vs))
}

// grouped is the number of a part, as one reads it.
func (l *load) grouped(key string) string { return thousands(strconv.Itoa(l.number(key))) }

func count(l *load) string { return strconv.Itoa(len(l.runs)) }

// thousands puts a comma before every third digit from the point.
func thousands(number string) string {
	whole, rest, point := strings.Cut(number, ".")
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if point {
		whole += "." + rest
	}
	return whole
}

// caption says how the figures of some loads came about: how many runs, on what, and how many
// were left out.
func caption(loads []*load) (string, error) {
	on, err := where(loads)
	if err != nil {
		return "", err
	}
	fewest, most, left, all := math.MaxInt, 0, 0, 0
	var few []string
	for _, l := range loads {
		n := len(l.runs)
		most, left, all = max(most, n), left+l.left, all+l.left+n
		if n > 0 {
			fewest = min(fewest, n)
		}
		if n < 3 {
			few = append(few, "`"+strings.Join(l.parts, "/")+"`")
		}
	}
	var text string
	switch {
	case most == 0:
		text = "No run is left."
	case most == 1:
		text = fmt.Sprintf("Single runs on %s.", on)
	case fewest < most:
		text = fmt.Sprintf("Medians of %d to %d runs on %s.", fewest, most, on)
	default:
		text = fmt.Sprintf("Medians of %d runs on %s.", most, on)
	}
	if left > 0 {
		text += fmt.Sprintf(" Left out: %d of %d, disturbed by other processes or failed.", left, all)
	}
	if len(few) > 0 {
		whose := "of " + strings.Join(few, ", ")
		if len(few) == len(loads) {
			whose = "of each"
		}
		text += fmt.Sprintf(" **Fewer than three runs are left %s: no figures to rely on.**", whose)
	}
	return text, nil
}
