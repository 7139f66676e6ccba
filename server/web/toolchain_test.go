package web_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tickwire/server/web"
)

// clientTree writes a module with a client that embeds a file and imports a package, and a
// server beside them.
func clientTree(t *testing.T) (root string) {
	t.Helper()
	root = t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module example\n\ngo 1.26\n",
		"client/main.go": "package main\n\nimport (\n\t_ \"embed\"\n\t\"example/rules\"\n)\n\n" +
			"//go:embed art.txt\nvar art string\n\nfunc main() { println(art, rules.Speed) }\n",
		"client/art.txt":       "ship",
		"client/main_test.go":  "package main\n",
		"client/desk_linux.go": "package main\n",
		"rules/rules.go":       "package rules\n\nconst Speed = 3\n",
		"server/main.go":       "package main\n\nfunc main() {}\n",
	} {
		write(t, filepath.Join(root, name), text)
	}
	return root
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func keyOf(t *testing.T, root string) string {
	t.Helper()
	key, err := web.Toolchain(filepath.Join(root, "client")).Key(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestKeyFollowsTheClientAlone(t *testing.T) {
	root := clientTree(t)
	if other := clientTree(t); keyOf(t, root) != keyOf(t, other) {
		t.Error("two copies of a tree have two keys")
	}
	for _, c := range []struct {
		path, text string
		changes    bool
	}{
		{"server/main.go", "package main\n\nfunc main() { println(1) }\n", false},
		{"server/broken.go", "package !\n", false},
		{"client/main_test.go", "package main\n\n// More.\n", false},
		{"client/desk_linux.go", "package main\n\n// More.\n", false},
		{"README.md", "words", false},
		{"client/art.txt", "shop", true},
		{"client/extra.go", "package main\n", true},
		{"rules/rules.go", "package rules\n\nconst Speed = 4\n", true},
		{"go.sum", "example.com/x v1.0.0 h1:AAAA=\n", true},
		{"go.mod", "module example\n\ngo 1.25\n", true},
	} {
		before := keyOf(t, root)
		write(t, filepath.Join(root, c.path), c.text)
		if got := keyOf(t, root) != before; got != c.changes {
			t.Errorf("%s: key changed = %v, want %v", c.path, got, c.changes)
		}
	}
}

func TestBuildForReal(t *testing.T) {
	if testing.Short() {
		t.Skip("building a WASM program takes seconds: not with -short")
	}
	dir := filepath.Join(clientTree(t), "client")
	first, err := web.Build(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	if err := first.WriteDir(out); err != nil {
		t.Fatal(err)
	}
	if _, err := web.ReadBundle(os.DirFS(out)); err != nil {
		t.Fatal(err)
	}
	if first.Size() < 500_000 {
		t.Errorf("client of %d bytes: too small for a Go program", first.Size())
	}
	script, err := os.ReadFile(filepath.Join(out, "wasm_exec.js"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(script), "globalThis.Go = class") {
		t.Error("wasm_exec.js defines no Go")
	}
	// The cache relies on it: who writes second writes the same.
	second, err := web.Build(t.Context(), filepath.Join(clientTree(t), "client"))
	if err != nil {
		t.Fatal(err)
	}
	if first.WasmName() != second.WasmName() {
		t.Errorf("two builds of one source: %s and %s", first.WasmName(), second.WasmName())
	}
}

func TestBuildSaysWhatIsMissing(t *testing.T) {
	root := clientTree(t)
	write(t, filepath.Join(root, "broken", "main.go"), "package main\n\nfunc main() { return nothing }\n")
	write(t, filepath.Join(root, "lost", "main.go"), "package main\n\nimport _ \"example/nowhere\"\n\nfunc main() {}\n")
	loose := t.TempDir()
	write(t, filepath.Join(loose, "main.go"), "package main\n\nfunc main() {}\n")
	for _, c := range []struct {
		name, dir, path string // path is $PATH, empty for the test's own
		step            string
		reason, words   string // words are in Output or in Hint
	}{
		{"type error", filepath.Join(root, "broken"), "", "build", "does not build", "main.go:3:22"},
		{"lost import", filepath.Join(root, "lost"), "", "key", "does not build", "example/nowhere"},
		{"no folder", filepath.Join(root, "absent"), "", "key", "no client to build", "absent"},
		{"no module", loose, "", "key", "not started in its source tree", "-tags embedclient"},
		{"no Go", filepath.Join(root, "client"), loose, "key", "no Go here", "go run ./server/web/bundle"},
		{"other module", "fixed", "", "key", "not started in its source tree", "-tags embedclient"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.path != "" {
				t.Setenv("PATH", c.path)
			}
			if c.name == "other module" {
				t.Chdir(root)
			}
			step := web.Toolchain(c.dir).Key
			if c.step == "build" {
				step = func(ctx context.Context) (string, error) {
					_, err := web.Build(ctx, c.dir)
					return "", err
				}
			}
			_, err := step(t.Context())
			f, ok := errors.AsType[*web.Failure](err)
			if !ok {
				t.Fatalf("got %v, want a Failure", err)
			}
			if !strings.Contains(f.Reason, c.reason) || !strings.Contains(f.Output+f.Hint, c.words) || f.Hint == "" {
				t.Errorf("got %+v, want %q and %q", f, c.reason, c.words)
			}
		})
	}
}
