//go:build !js

package link_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestInNode runs this package's tests as WASM, over the WebSocket that Node shares with
// browsers.
func TestInNode(t *testing.T) {
	if testing.Short() {
		t.Skip("builds WASM, which is not short")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		if os.Getenv("TICKWIRE_E2E") == "require" {
			t.Fatal("node is missing and TICKWIRE_E2E=require")
		}
		t.Skip("node is missing: the browser's socket is not tested")
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	wasm := filepath.Join(t.TempDir(), "link.test.wasm")
	build := exec.Command("go", "test", "-c", "-o", wasm, ".")
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	exe := filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec_node.js")
	run := exec.CommandContext(t.Context(), node, "--experimental-websocket", exe, wasm, "-test.v", "-test.timeout=60s")
	// Little environment: wasm_exec has 8 KiB for it and the arguments.
	run.Env = []string{"PATH=" + os.Getenv("PATH"), "TICKWIRE_LINK_URL=" + serverURL(t)}
	out, err := run.CombinedOutput()
	if err != nil || strings.Contains(string(out), "--- SKIP") || !strings.Contains(string(out), "--- PASS: TestEcho") {
		t.Fatalf("in Node: %v\n%s", err, out)
	}
	t.Logf("%s", out)
}
