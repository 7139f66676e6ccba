package rig

import (
	"os"
	"os/exec"
	"testing"
)

// Tool is the path of the first of some programs that is installed. The test is skipped, or fails
// where TICKWIRE_E2E=require, when none is; why says what it would test.
func Tool(t testing.TB, why string, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	Missing(t, "no "+names[0]+" here: install it to "+why)
	return ""
}

// Missing skips a test for a reason, or fails it where TICKWIRE_E2E=require.
func Missing(t testing.TB, reason string) {
	t.Helper()
	if os.Getenv("TICKWIRE_E2E") == "require" {
		t.Fatal(reason, ", and TICKWIRE_E2E=require")
	}
	t.Skip(reason)
}
