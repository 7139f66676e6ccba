package lab_test

import (
	"os"
	"path/filepath"
	"testing"

	"tickwire/bench/lab"
	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/game/coins"
)

// TestReplay runs the scripts of what was once wrong.
func TestReplay(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts: ", err)
	}
	games := map[string]*game.Definition{"arena": arena.Definition(), "coins": coins.Game}
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
			lab.Replay(t, games[s.Game], file)
		})
	}
}
