package e2e_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestTheReadmeShowsWhatIsTested wants each block of Go that names its file to be that file, word
// for word: the files are built, tested and run elsewhere, so the page cannot go stale.
func TestTheReadmeShowsWhatIsTested(t *testing.T) {
	page, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)<!-- (\\S+) -->\n```go\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	for _, b := range blocks {
		file, err := os.ReadFile("../../" + b[1])
		if err != nil {
			t.Fatal(err)
		}
		if string(file) != b[2] {
			t.Errorf("README.md does not show %s as it is", b[1])
		}
	}
	if all := strings.Count(string(page), "```go"); len(blocks) < 3 || all > len(blocks)+1 {
		t.Errorf("%d of %d blocks of Go name their file; the call of gametest.Run alone need not", len(blocks), all)
	}
}
