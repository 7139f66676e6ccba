package main

import (
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for _, row := range []struct{ name, markdown, want string }{
		{"one", "# Title\n```sh\ngo run ./server\n```\n", "go run ./server"},
		{"two blocks", "```sh\na\n```\ntext\n```sh\nb\nc\n```\n", "a|b|c"},
		{"other blocks", "```go\nfunc main() {}\n```\n```\nplain\n```\n```sh\na\n```", "a"},
		{"remarks", "```sh\n# all of it\n\na   # why\nb '#' \"# x\"\n```", "a|b '#' \"# x\""},
		{"joined", "```sh\ngo test \\\n  -run x ./a\nb\n```", "go test -run x ./a|b"},
		{"indented", "1. Do\n   ```sh\n   a\n   ```\n", "a"},
		{"lookalike", "```bash\na\n```", "error: mark commands"},
		{"open", "```sh\na\n", "error: never closed"},
		{"half a command", "```sh\na \\\n```", "error: middle of a command"},
	} {
		commands, err := parse(row.markdown)
		if want, ok := strings.CutPrefix(row.want, "error: "); ok {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: got error %v, want %q", row.name, err, want)
			}
			continue
		}
		var texts []string
		for _, c := range commands {
			texts = append(texts, c.text)
		}
		if got := strings.Join(texts, "|"); err != nil || got != row.want {
			t.Errorf("%s: got %q, %v, want %q", row.name, got, err, row.want)
		}
	}
}

func TestUnknownCommandFails(t *testing.T) {
	if _, err := check("rm -rf /"); err == nil {
		t.Error("a command without a row in the table passed")
	}
}

func TestTableHasEachCommandOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range table {
		if seen[r.command] {
			t.Errorf("%s has two rows", r.command)
		}
		seen[r.command] = true
	}
}
