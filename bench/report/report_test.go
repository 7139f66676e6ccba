package report_test

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tickwire/bench/report"
)

var update = flag.Bool("update", false, "rewrite testdata")

// sample is raw results as they come: several runs, one of them disturbed, one without a ratio,
// one load without a floor and with too few runs, another machine with more cores, and a third that
// had one of two packages of Node, and a transport that nobody knows. All figures are made up.
func sample(t *testing.T) (files []report.File) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("testdata", "*.txt"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no sample: %v", err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, report.File{Name: filepath.ToSlash(name), Text: string(text)})
	}
	return files
}

func TestGolden(t *testing.T) {
	r, err := report.New(sample(t), ".")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "section.md", []byte(r.Section))
	want := []string{"cpu.svg", "latency.svg", "cores-players3000-aoi30.svg", "transports-latency.svg", "transports-bytes.svg"}
	if len(r.Pictures) != len(want) {
		t.Fatalf("got %d pictures, want %v", len(r.Pictures), want)
	}
	for i, p := range r.Pictures {
		if p.Name != want[i] {
			t.Errorf("got picture %s, want %s", p.Name, want[i])
		}
		golden(t, p.Name, p.SVG)
		if !strings.Contains(r.Section, "]("+p.Name+")") {
			t.Errorf("the section does not show %s", p.Name)
		}
	}
	if r.Runs != 68 || r.LeftOut != 3 {
		t.Errorf("got %d runs and %d left out, want 68 and 3", r.Runs, r.LeftOut)
	}
}

// TestWithoutNode leaves out what was measured of other makes: the rest is what it was.
func TestWithoutNode(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "transports.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var own []string
	for line := range strings.Lines(string(text)) {
		if !strings.Contains(line, "npm-ws") {
			own = append(own, line)
		}
	}
	section := func(text string) string {
		r, err := report.New([]report.File{{Name: "transports.txt", Text: text}}, ".")
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Pictures) != 2 {
			t.Errorf("got %d pictures, want 2", len(r.Pictures))
		}
		return r.Section
	}
	with, without := section(string(text)), section(strings.Join(own, ""))
	if strings.Contains(without, "npm ws") || !strings.Contains(with, "npm ws") {
		t.Errorf("without npm's ws the section is\n%s", without)
	}
	for line := range strings.Lines(without) {
		if strings.HasPrefix(line, "| ") && !strings.Contains(with, line) {
			t.Errorf("without npm's ws there is another line: %s", line)
		}
	}
}

// golden holds bytes against testdata; the diff of what -update writes is reviewed like code.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s differs; -update rewrites it. Got:\n%s", name, got)
	}
}

// TestSameBytes, because a map has an order of its own each time.
func TestSameBytes(t *testing.T) {
	files := sample(t)
	first, err := report.New(files, "a")
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		again, err := report.New(files, "a")
		if err != nil || again.Section != first.Section || string(again.Pictures[0].SVG) != string(first.Pictures[0].SVG) {
			t.Fatalf("the same results made another report, %v", err)
		}
	}
}

func TestPicturesAreXML(t *testing.T) {
	r, err := report.New(sample(t), ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Pictures {
		d := xml.NewDecoder(strings.NewReader(string(p.SVG)))
		for err = nil; err == nil; {
			_, err = d.Token()
		}
		if !errors.Is(err, io.EOF) {
			t.Errorf("%s: %v", p.Name, err)
		}
	}
}

func TestInto(t *testing.T) {
	r := report.Report{Section: "new\n\n"}
	const open, shut = "<!-- numbers: begin -->\n", "<!-- numbers: end -->\n"
	for _, row := range []struct{ name, readme, want string }{
		{"replaces", "a\n" + open + "old\n" + shut + "b\n", "a\n" + open + "\nnew\n\n" + shut + "b\n"},
		{"again", "a\n" + open + "\nnew\n\n" + shut + "b\n", "a\n" + open + "\nnew\n\n" + shut + "b\n"},
		{"no begin", "a\n" + shut, "error: no line <!-- numbers: begin -->"},
		{"no end", shut + open + "a\n", "error: no line <!-- numbers: end -->"},
	} {
		got, err := r.Into(row.readme)
		if want, fails := strings.CutPrefix(row.want, "error: "); fails {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: got error %v, want %q", row.name, err, want)
			}
		} else if err != nil || got != row.want {
			t.Errorf("%s: got %q, %v, want %q", row.name, got, err, row.want)
		}
	}
}
