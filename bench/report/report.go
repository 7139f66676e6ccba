package report

import (
	"errors"
	"fmt"
	"path"
	"strings"
)

// The lines of a README between which the section stands.
const (
	begin = "<!-- numbers: begin -->"
	end   = "<!-- numbers: end -->"
)

// Report is what is published.
type Report struct {
	Section  string // Markdown
	Pictures []Picture
	LeftOut  int // runs
	Runs     int // that are left
}

// Picture is a chart.
type Picture struct {
	Name string // such as cpu.svg
	SVG  []byte
}

// New makes a report of raw results. dir is where its pictures will be, as seen from the README,
// with slashes.
func New(files []File, dir string) (*Report, error) {
	var runs []run
	for _, f := range files {
		more, err := parse(f)
		if err != nil {
			return nil, err
		}
		runs = append(runs, more...)
	}
	r := &Report{}
	loads := gather(runs)
	for _, l := range loads {
		r.Runs += len(l.runs)
		r.LeftOut += l.left
	}
	if r.Runs == 0 {
		return nil, errors.New("no results: all runs are to be left out, or there are none")
	}
	var b strings.Builder
	for _, p := range parts(loads) {
		if len(p.loads) == 0 {
			continue
		}
		how, err := caption(p.loads)
		if err != nil {
			return nil, err
		}
		b.WriteString(p.about + " " + how + "\n\n" + p.table(p.loads) + "\n")
	}
	shown := charts(loads)
	for _, c := range shown {
		how, err := caption(c.loads)
		if err != nil {
			return nil, err
		}
		if c.alone {
			b.WriteString(how + "\n\n")
		}
		b.WriteString("![" + c.title + "](" + path.Join(dir, c.name) + ")\n\n")
		r.Pictures = append(r.Pictures, Picture{c.name, c.svg()})
	}
	if len(shown) > 0 {
		b.WriteString("Marks are the medians, the upright lines behind them reach from the lowest to the highest run.\n\n")
	}
	r.Section = b.String()
	return r, nil
}

// Into puts the section into a README, in place of what is between its marks.
func (r *Report) Into(readme string) (string, error) {
	head, rest, ok := strings.Cut(readme, begin+"\n")
	if !ok {
		return "", fmt.Errorf("no line %s", begin)
	}
	_, tail, ok := strings.Cut(rest, end+"\n")
	if !ok {
		return "", fmt.Errorf("no line %s after %s", end, begin)
	}
	return head + begin + "\n\n" + r.Section + end + "\n" + tail, nil
}
