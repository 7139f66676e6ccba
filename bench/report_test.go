package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestPublished keeps the README's numbers and charts those of the raw results: nobody edits them
// by hand, and no results come without them.
func TestPublished(t *testing.T) {
	_, files, err := published("results", filepath.Join("..", "README.md"))
	if errors.Is(err, errNoResults) {
		t.Skip("bench/results holds no raw results")
	}
	if err != nil {
		t.Fatal(err)
	}
	const cure = "run go run ./bench report and commit what it changes"
	var names []string
	for _, f := range files {
		names = append(names, f.name)
		if is, err := os.ReadFile(f.name); err != nil {
			t.Errorf("%v: %s", err, cure)
		} else if !bytes.Equal(is, f.text) {
			t.Errorf("%s is not what the raw results say: %s", f.name, cure)
		}
	}
	charts, err := filepath.Glob(filepath.Join("results", "*.svg"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range charts {
		if !slices.Contains(names, name) {
			t.Errorf("no raw results are behind %s: remove it", name)
		}
	}
}

func TestReport(t *testing.T) {
	dir := t.TempDir()
	results, readme := filepath.Join(dir, "a", "results"), filepath.Join(dir, "README.md")
	if err := os.MkdirAll(results, 0o755); err != nil {
		t.Fatal(err)
	}
	const marks = "text\n<!-- numbers: begin -->\nold\n<!-- numbers: end -->\nmore\n"
	write(t, readme, marks)
	args := []string{"-results", results, "-readme", readme}
	var out strings.Builder
	if err := runReport(args, &out); !errors.Is(err, errNoResults) {
		t.Errorf("got error %v, want that there are no results", err)
	}
	sample, err := os.ReadFile(filepath.Join("report", "testdata", "crowd.txt"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(results, "crowd.txt"), string(sample))

	write(t, readme, "text\n")
	if err := runReport(args, &out); err == nil || !strings.Contains(err.Error(), readme+": no line <!--") {
		t.Errorf("got error %v, want one about the README's marks", err)
	}
	if left, _ := filepath.Glob(filepath.Join(results, "*.svg")); out.Len() > 0 || len(left) > 0 {
		t.Errorf("a report that failed wrote %v and said %q", left, out.String())
	}

	write(t, readme, marks)
	if err := runReport(args, &out); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"text\n<!--", "| 3,000 players |", "(a/results/cpu.svg)", "-->\nmore\n"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("got README\n%s\nwant it to contain %q", text, want)
		}
	}
	for _, name := range []string{readme, filepath.Join(results, "cpu.svg"), filepath.Join(results, "latency.svg")} {
		if _, err := os.Stat(name); err != nil || !strings.Contains(out.String(), "wrote "+name+"\n") {
			t.Errorf("%s: %v; it said %q", name, err, out.String())
		}
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
