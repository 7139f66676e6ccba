//go:build !js

package app

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// dead is the number of a process that has ended.
func dead(t *testing.T) int {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	return cmd.Process.Pid
}

// leave lets a process leave a place behind at a time.
func (m fileMemory) leave(t *testing.T, pid int, place string, at time.Time) {
	t.Helper()
	if err := os.MkdirAll(m.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(m.file(pid), []byte(place), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(m.file(pid), at, at); err != nil {
		t.Fatal(err)
	}
}

func TestAFileIsTakenOverFromWhoHasEnded(t *testing.T) {
	now := time.Now()
	for _, row := range []struct {
		name  string
		leave func(m fileMemory)
		want  string
		files int // that are left
	}{
		{"nobody", func(fileMemory) {}, "", 0},
		{"one that has ended", func(m fileMemory) { m.leave(t, dead(t), "a", now) }, "a", 1},
		{"one that runs", func(m fileMemory) { m.leave(t, os.Getppid(), "a", now) }, "", 1},
		{"a file of this very process", func(m fileMemory) { m.leave(t, os.Getpid(), "a", now) }, "a", 1},
		{"too old", func(m fileMemory) { m.leave(t, dead(t), "a", now.Add(-2*oldPlace)) }, "", 0},
		{"of another server", func(m fileMemory) {
			m.prefix = "other-"
			m.leave(t, dead(t), "a", now)
		}, "", 1},
		{"the newest of two", func(m fileMemory) {
			m.leave(t, dead(t), "old", now.Add(-time.Minute))
			m.leave(t, dead(t), "new", now)
		}, "new", 1},
		{"no number", func(m fileMemory) {
			m.leave(t, 1, "a", now)
			_ = os.Rename(m.file(1), filepath.Join(m.dir, m.prefix+"x"))
		}, "", 1},
	} {
		m := fileMemoryIn(filepath.Join(t.TempDir(), "places"), "ws://s/ws arena")
		row.leave(m)
		if got := m.Load(); got != row.want {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
		if entries, _ := os.ReadDir(m.dir); len(entries) != row.files {
			t.Errorf("%s: %d files are left, want %d", row.name, len(entries), row.files)
		}
	}
}

func TestAFileIsForTheUserAlone(t *testing.T) {
	m := fileMemoryIn(filepath.Join(t.TempDir(), "deep", "places"), "k")
	m.Save("first")
	m.Save("second")
	if got := m.Load(); got != "second" {
		t.Errorf("%q is kept", got)
	}
	for path, want := range map[string]os.FileMode{m.dir: 0o700, m.file(os.Getpid()): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s has the mode %v, %v", path, info.Mode().Perm(), err)
		}
	}
	m.Save("")
	if entries, _ := os.ReadDir(m.dir); len(entries) != 0 || m.Load() != "" {
		t.Errorf("%d files are left", len(entries))
	}
}
