package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	// The benchmarks of this folder call what a server did a report.
	numbers "tickwire/bench/report"
)

const reportUsage = `Usage: go run ./bench report [flags]

Writes the README's tables and charts from raw results. Those are what the benchmarks printed, in
files *.txt, of three runs or more:

	(go version; go test -run '^$' -bench ... -count 5 -timeout 1h ./bench) >bench/results/NAME.txt

Figures are medians. Runs that call themselves "not a number to publish" are left out.

`

// runReport does the command report.
func runReport(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("report", flag.ExitOnError)
	results := flags.String("results", filepath.Join("bench", "results"), "`folder` with the raw results, for the charts too")
	readme := flags.String("readme", "README.md", "`file` to put the tables into")
	flags.Usage = func() {
		fmt.Fprint(flags.Output(), reportUsage)
		flags.PrintDefaults()
	}
	_ = flags.Parse(args) // which exits by itself
	if flags.NArg() > 0 {
		return fmt.Errorf("report: %q is no flag; -h lists them", flags.Arg(0))
	}
	r, files, err := published(*results, *readme)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	fmt.Fprintf(out, "%d runs, and %d left out\n", r.Runs, r.LeftOut)
	for _, f := range files {
		if err := os.WriteFile(f.name, f.text, 0o644); err != nil {
			return err
		}
		fmt.Fprintln(out, "wrote", f.name)
	}
	return nil
}

// errNoResults is of a folder without raw results.
var errNoResults = errors.New("no raw results")

// file is what a file is to hold.
type file struct {
	name string
	text []byte
}

// published is what the README and the charts are to hold by the raw results. It writes nothing.
func published(results, readme string) (*numbers.Report, []file, error) {
	names, err := filepath.Glob(filepath.Join(results, "*.txt")) // in order of names
	if err != nil {
		return nil, nil, err
	}
	if len(names) == 0 {
		return nil, nil, fmt.Errorf("%w: no %s; go run ./bench report -h tells what they are", errNoResults, filepath.Join(results, "*.txt"))
	}
	var raw []numbers.File
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, nil, err
		}
		raw = append(raw, numbers.File{Name: name, Text: string(text)})
	}
	was, err := os.ReadFile(readme)
	if err != nil {
		return nil, nil, err
	}
	dir, err := relative(filepath.Dir(readme), results)
	if err != nil {
		return nil, nil, err
	}
	r, err := numbers.New(raw, dir)
	if err != nil {
		return nil, nil, err
	}
	is, err := r.Into(string(was))
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", readme, err)
	}
	files := []file{{readme, []byte(is)}}
	for _, p := range r.Pictures {
		files = append(files, file{filepath.Join(results, p.Name), p.SVG})
	}
	return r, files, nil
}

// relative is the way from one folder to another, with slashes, as links have it.
func relative(from, to string) (string, error) {
	from, err := filepath.Abs(from)
	if err != nil {
		return "", err
	}
	if to, err = filepath.Abs(to); err != nil {
		return "", err
	}
	way, err := filepath.Rel(from, to)
	return filepath.ToSlash(way), err
}
