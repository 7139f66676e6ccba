package web

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// kept is how many clients the cache holds: enough to go back and forth between two branches
// with two games, and 30 MB.
const kept = 4

// cache is a folder with one bundle per key. An empty dir is a cache that holds nothing.
type cache struct{ dir string }

// load returns the bundle of a key; the error is os.ErrNotExist if there is none.
func (c cache) load(key string) (*Bundle, error) {
	if c.dir == "" {
		return nil, os.ErrNotExist
	}
	entry := filepath.Join(c.dir, key)
	b, err := readBundle(os.DirFS(entry))
	if err == nil {
		// The manifest's time says when the entry was last used. A cache that cannot be written
		// still serves.
		now := time.Now()
		_ = os.Chtimes(filepath.Join(entry, manifestFile), now, now)
	}
	return b, err
}

// store keeps a bundle, over a damaged one too, and drops the entries used longest ago.
func (c cache) store(key string, b *Bundle) error {
	if c.dir == "" {
		return errors.New("web: this user has no cache folder")
	}
	if err := b.WriteDir(filepath.Join(c.dir, key)); err != nil {
		return err
	}
	return c.prune(key)
}

// prune removes all but the newest entries, never the one of key. It touches nothing but
// folders that look like entries: the folder may be somebody's by mistake.
func (c cache) prune(key string) error {
	found, err := os.ReadDir(c.dir)
	if err != nil {
		return fmt.Errorf("web: prune cache: %w", err)
	}
	type entry struct {
		path string
		used time.Time
	}
	var old []entry
	for _, e := range found {
		if !e.IsDir() || e.Name() == key || len(e.Name()) != len(key) {
			continue
		}
		path := filepath.Join(c.dir, e.Name())
		if info, err := os.Stat(filepath.Join(path, manifestFile)); err == nil {
			old = append(old, entry{path, info.ModTime()})
		}
	}
	slices.SortFunc(old, func(a, b entry) int { return b.used.Compare(a.used) })
	for i := kept - 1; i < len(old); i++ {
		if err := os.RemoveAll(old[i].path); err != nil {
			return fmt.Errorf("web: prune cache: %w", err)
		}
	}
	return nil
}
