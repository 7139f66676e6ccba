//go:build !js

package arena_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestGoldenWasm runs TestGolden as WebAssembly: a browser must step as the server does.
func TestGoldenWasm(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs WebAssembly; not in -short")
	}
	need := func(tool string) string {
		path, err := exec.LookPath(tool)
		switch {
		case err == nil:
		case os.Getenv("TICKWIRE_E2E") == "require":
			t.Fatalf("%s is missing", tool)
		default:
			t.Skipf("%s is missing", tool)
		}
		return path
	}
	node, goTool := need("node"), need("go")
	root, err := exec.Command(goTool, "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(t.TempDir(), "arena.wasm")
	build := exec.Command(goTool, "test", "-c", "-o", bin, ".")
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", build, err, out)
	}
	shim := filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec_node.js")
	run := exec.Command(node, shim, bin, "-test.v", "-test.run", "^TestGolden$")
	// The shim hands the whole environment to Go, which has room for a few kilobytes of it.
	run.Env = []string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + t.TempDir()}
	out, err := run.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestGolden") {
		t.Errorf("%v: %v\n%s", run, err, out)
	}
}
