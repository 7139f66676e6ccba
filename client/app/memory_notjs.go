//go:build !js

package app

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// fileMemory keeps the place in a file of this process, in a folder that belongs to the user alone. A
// client that starts takes over the newest file of one that has ended without a good-bye: two that
// run side by side are two players.
type fileMemory struct {
	dir    string
	prefix string // of the files of one server and game
}

// oldPlace is after how long a place is of no use to anybody: no server believes a token for so long.
const oldPlace = 24 * time.Hour

// newMemory is nil on a machine that has no folder for such files.
func newMemory(key string) Memory {
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil
	}
	return fileMemoryIn(filepath.Join(cache, "tickwire", "places"), key)
}

func fileMemoryIn(dir, key string) fileMemory {
	sum := sha256.Sum256([]byte(key))
	return fileMemory{dir: dir, prefix: hex.EncodeToString(sum[:8]) + "-"}
}

func (m fileMemory) file(pid int) string { return filepath.Join(m.dir, m.prefix+strconv.Itoa(pid)) }

// Load takes over what one that has ended left behind.
func (m fileMemory) Load() string {
	entries, err := os.ReadDir(m.dir)
	if err != nil {
		return "" // nobody has left anything yet, most likely
	}
	newest, since := "", time.Now().Add(-oldPlace)
	for _, e := range entries {
		rest, ok := strings.CutPrefix(e.Name(), m.prefix)
		pid, err := strconv.Atoi(rest)
		info, errInfo := e.Info()
		if !ok || err != nil || errInfo != nil || pid != os.Getpid() && runs(pid) {
			continue
		}
		path := filepath.Join(m.dir, e.Name())
		if !info.ModTime().After(since) {
			_ = os.Remove(path) // an older one than another, or too old; the next start tries again
			continue
		}
		if newest != "" {
			_ = os.Remove(newest)
		}
		newest, since = path, info.ModTime()
	}
	mine := m.file(os.Getpid())
	// Of two that start at once one gets it.
	if newest == "" || newest != mine && os.Rename(newest, mine) != nil {
		return ""
	}
	b, err := os.ReadFile(mine)
	if err != nil {
		return ""
	}
	return string(b)
}

func (m fileMemory) Save(place string) { m.write(m.file(os.Getpid()), place) }

// write writes beside the file and renames, so that nobody ever reads half of it; nothing is no file. A
// disk that is full costs the player the memory and nothing else.
func (m fileMemory) write(file, line string) {
	if line == "" {
		_ = os.Remove(file)
		return
	}
	if os.MkdirAll(m.dir, 0o700) != nil {
		return
	}
	part := m.file(os.Getpid()) + ".part"
	if os.WriteFile(part, []byte(line), 0o600) == nil {
		_ = os.Rename(part, file)
	}
}

// lineFile keeps a line in a file that all clients of a server and a game share: the newest counts.
type lineFile struct{ fileMemory }

// newWays is nil where newMemory is.
func newWays(key string) Memory {
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil
	}
	return lineFileIn(filepath.Join(cache, "tickwire", "places"), key)
}

func lineFileIn(dir, key string) lineFile { return lineFile{fileMemoryIn(dir, key)} }

// file has no number at its end, so it is nobody's place.
func (m lineFile) file() string { return filepath.Join(m.dir, m.prefix+"way") }

func (m lineFile) Load() string {
	b, err := os.ReadFile(m.file())
	if err != nil {
		return ""
	}
	return string(b)
}

func (m lineFile) Save(line string) { m.write(m.file(), line) }

// runs reports whether there is a process with a number. Where that cannot be known there is one.
func runs(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false // Windows tells right here
	}
	defer func() { _ = p.Release() }()
	if runtime.GOOS == "windows" {
		return true
	}
	err = p.Signal(syscall.Signal(0))
	return !errors.Is(err, os.ErrProcessDone) && !errors.Is(err, syscall.ESRCH)
}
