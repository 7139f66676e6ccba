package hostile_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestTheListNamesRealTests holds docs/security.md to the code: each test that it names is where it
// says, and each test of this package is named.
func TestTheListNamesRealTests(t *testing.T) {
	text, err := os.ReadFile("../../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, m := range regexp.MustCompile("\\[`((?:Test|Fuzz)\\w+)`\\]\\(\\.\\./([^)]+_test\\.go)\\)").FindAllStringSubmatch(string(text), -1) {
		name, file := m[1], m[2]
		named[name] = true
		code, err := os.ReadFile(filepath.Join("../..", file))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !strings.Contains(string(code), "\nfunc "+name+"(") {
			t.Errorf("%s is not in %s", name, file)
		}
	}
	for line := range strings.Lines(string(text)) {
		if cells := strings.Split(line, " | "); strings.HasPrefix(line, "| ") && !strings.HasPrefix(line, "| attack") {
			if len(cells) != 4 || !strings.Contains(cells[3], "_test.go)") {
				t.Errorf("a row without a test, or with other cells: %s", line)
			}
		}
	}
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^func (Test\w+)\(t \*testing\.T\)`).FindAllStringSubmatch(string(code), -1) {
			if !named[m[1]] && m[1] != t.Name() {
				t.Errorf("%s of %s is not in the list", m[1], file)
			}
		}
	}
}
