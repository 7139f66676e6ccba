package report

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// File is one raw result.
type File struct {
	Name string // for errors
	Text string
}

// machine is where and with what a run was made. Medians over two of them would be of neither.
type machine struct {
	cpu, goos, goarch string
	version           string // of Go; empty when the file does not tell
	procs             int    // GOMAXPROCS
}

// run is one result line.
type run struct {
	file    string
	bench   string   // Arena, of BenchmarkArena/players=200/aoi=30-2
	parts   []string // players=200 and aoi=30
	on      machine
	metrics map[string]float64 // by unit; what is not a number is missing
	unfit   bool               // not to be published, or failed

	full string // the name as it was printed
}

// unpublished ends the log line of a run that was disturbed.
const unpublished = "not a number to publish"

var resultName = regexp.MustCompile(`^Benchmark([A-Z]\w*)((?:/\S*?)?)(?:-(\d+))?$`)

// parser reads one file. Its machine is what the newest heading says.
type parser struct {
	file string
	on   machine
	runs []run
	// logs says that the lines that follow are of the last run.
	logs bool
}

// parse returns the runs of a file in order, also those that are unfit.
func parse(f File) ([]run, error) {
	p := parser{file: f.Name}
	for i, line := range strings.Split(f.Text, "\n") {
		if err := p.line(strings.TrimRight(line, "\r")); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", f.Name, i+1, err)
		}
	}
	if len(p.runs) == 0 {
		return nil, fmt.Errorf("%s: there is no result of a benchmark in it", f.Name)
	}
	return p.runs, nil
}

// line takes a line. What is neither a result nor about one is passed over.
func (p *parser) line(line string) error {
	key, value, _ := strings.Cut(line, ": ")
	switch {
	case strings.HasPrefix(line, "=== RUN"):
		// With -v a log line stands before its result, where it looks like that of the last one.
		return fmt.Errorf("this was go test -v, which mixes up whose log lines are whose: run it without")
	case key == "goos":
		p.on.goos = value
	case key == "goarch":
		p.on.goarch = value
	case key == "cpu":
		p.on.cpu = value
	case strings.HasPrefix(line, "go version "):
		p.on.version = strings.Fields(line)[2]
	case key == "--- BENCH":
		if len(p.runs) == 0 || p.runs[len(p.runs)-1].full != value {
			return fmt.Errorf("the log lines of %s do not follow its result", value)
		}
		p.logs = true
		return nil
	case strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t"):
		if p.logs && strings.Contains(line, unpublished) {
			p.runs[len(p.runs)-1].unfit = true
		}
		return nil
	default:
		p.logs = false
		return p.result(line)
	}
	p.logs = false
	return nil
}

// result takes a line that begins at the margin and is no heading.
func (p *parser) result(line string) error {
	_, failed, fail := strings.Cut(line, "--- FAIL: ")
	if fail {
		line = failed
	}
	words := strings.Fields(line)
	if len(words) == 0 || strings.Contains(line, "--- SKIP: ") {
		return nil
	}
	name := resultName.FindStringSubmatch(words[0])
	if name == nil {
		return nil
	}
	r := run{file: p.file, bench: name[1], on: p.on, metrics: map[string]float64{}, unfit: fail, full: words[0]}
	if name[2] != "" {
		r.parts = strings.Split(name[2][1:], "/")
	}
	r.on.procs = 1 // which go test does not print
	if name[3] != "" {
		r.on.procs, _ = strconv.Atoi(name[3]) // digits, and too many of them are no machine of ours
	}
	if !fail {
		if err := r.measure(words[1:]); err != nil {
			return err
		}
	}
	p.runs = append(p.runs, r)
	return nil
}

// measure takes what stands behind the name: how often it ran, then values and their units.
func (r *run) measure(words []string) error {
	if len(words) == 0 {
		return fmt.Errorf("%s has no result: was it interrupted?", r.full)
	}
	if _, err := strconv.Atoi(words[0]); err != nil || len(words)%2 == 0 {
		return fmt.Errorf("%s: %q is not a result", r.full, strings.Join(words, " "))
	}
	for i := 1; i < len(words); i += 2 {
		v, err := strconv.ParseFloat(words[i], 64)
		if err != nil {
			return fmt.Errorf("%s: %q is not a number of %s", r.full, words[i], words[i+1])
		}
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			r.metrics[words[i+1]] = v
		}
	}
	return nil
}
