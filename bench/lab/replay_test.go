package lab_test

import (
	"os"
	"path/filepath"
	"testing"

	"tickwire/bench/lab"
	"tickwire/game"
)

// TestReplay runs the scripts of what was once wrong.
func TestReplay(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts: ", err)
	}
	byName := map[string]*game.Definition{}
	for _, def := range games {
		byName[def.Name] = def
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s, err := lab.Parse(string(text))
			if err != nil {
				t.Fatal(err)
			}
			lab.Replay(t, byName[s.Game], file)
		})
	}
}
