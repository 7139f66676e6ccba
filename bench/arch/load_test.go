package arch

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// root is the module's folder as seen from this package, where go test runs us.
var root = filepath.Join("..", "..")

// load asks go list for the module's packages and all they depend on, as built for one platform
// (os/arch). Tests are left out: they may import what they like. The standard library is there in
// full, so that a rule which forbids a misspelt package of it is found to match nothing.
func load(t *testing.T, platform string) graph {
	t.Helper()
	goos, goarch, _ := strings.Cut(platform, "/")
	cmd := exec.Command("go", "list", "-e", "-deps", "-json=ImportPath,Name,Standard,Imports,ImportMap", "./...", "std")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=0", "GOWORK=off")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: go list: %v\n%s", platform, err, stderr.Bytes())
	}
	g, err := parse(platform, out)
	if err != nil {
		t.Fatalf("%s: go list: %v", platform, err)
	}
	return g
}

// parse reads the stream of objects that go list -json prints.
func parse(platform string, out []byte) (graph, error) {
	g := graph{Platform: platform, Packages: map[string]pkg{}}
	dec := json.NewDecoder(bytes.NewReader(out))
	for {
		var p struct {
			ImportPath, Name string
			Standard         bool
			Imports          []string
			ImportMap        map[string]string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return g, nil
		} else if err != nil {
			return graph{}, fmt.Errorf("after %d packages: %w", len(g.Packages), err)
		}
		// The standard library's vendored packages are imported by one path and listed by another.
		for i, imported := range p.Imports {
			if mapped, ok := p.ImportMap[imported]; ok {
				p.Imports[i] = mapped
			}
		}
		g.Packages[p.ImportPath] = pkg{Path: p.ImportPath, Main: p.Name == "main", Std: p.Standard, Imports: p.Imports}
	}
}

// watchSources opens every folder of the module. The go command caches a test's result by the
// files that the test itself opened, and knows nothing of what go list reads: without this a
// forbidden import added later would be answered with "ok (cached)".
func watchSources(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && p != root && strings.HasPrefix(d.Name(), ".") {
			return filepath.SkipDir
		}
		return err
	})
	if err != nil {
		t.Fatalf("walk the module: %v", err)
	}
}
