package web

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"
)

// Config says what the page is called and where its client comes from. The zero value is usable.
type Config struct {
	// Log takes what an operator should know: a client that cannot be had, a cache that cannot
	// be written. Nil discards.
	Log *slog.Logger
	// Progress takes lines for a human: building, ready, failed. On a terminal the building line
	// counts the seconds in place. Nil sends the outcome to Log instead.
	Progress io.Writer
	// Title is the page's heading. Default "TICKWIRE".
	Title string
	// Dir is the folder of the client's main package, relative to the root of the module that
	// the server runs in, or absolute. Default "client".
	Dir string
	// CacheDir is where built clients are kept, four at most, about 7 MB each. Default "tickwire"
	// in the user's cache folder. It may be shared by servers that run at the same time.
	CacheDir string
}

// Site is the page, its client, and the build of that client. It is an http.Handler.
type Site struct {
	cfg   Config
	page  page
	from  source
	cache cache
	// now is what ServeHTTP reads; Run alone writes it.
	now atomic.Pointer[state]
}

// source is where a client comes from when neither the binary nor the cache has it. Key is
// cheap and names the content that Build would make; equal keys make equal clients.
type source interface {
	Key(context.Context) (string, error)
	Build(context.Context) (*Bundle, error)
}

var _ http.Handler = (*Site)(nil)

// New returns a site that says "building" until Run has found or built the client. It reads the
// embedded client if the binary has one, and fails only if that one is damaged.
func New(cfg Config) (*Site, error) {
	embedded, err := embeddedBundle()
	if err != nil {
		return nil, err
	}
	if cfg.Dir == "" {
		cfg.Dir = "client"
	}
	return newSite(cfg, toolchain{dir: cfg.Dir}, embedded)
}

func newSite(cfg Config, from source, embedded *Bundle) (*Site, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Title == "" {
		cfg.Title = "TICKWIRE"
	}
	if cfg.CacheDir == "" {
		// Without a home folder the client is built at each start; Run says so when it stores.
		if dir, err := os.UserCacheDir(); err == nil {
			cfg.CacheDir = filepath.Join(dir, "tickwire")
		}
	}
	p, err := newPage(cfg.Title)
	if err != nil {
		return nil, err
	}
	s := &Site{cfg: cfg, page: p, from: from, cache: cache{dir: cfg.CacheDir}}
	s.now.Store(&state{bundle: embedded, since: time.Now()})
	return s, nil
}

// Run finds or builds the client, and returns when the page can serve it or knows why not. A
// client that cannot be had is not an error here: it is on the page and in the log, and a server
// for desktop clients and bots runs on without it. Run's only error is ctx's.
func (s *Site) Run(ctx context.Context) error {
	if s.now.Load().bundle != nil {
		return nil
	}
	began := time.Now()
	s.now.Store(&state{since: began})

	type outcome struct {
		bundle *Bundle
		cached bool
		err    error
	}
	building := make(chan struct{}, 1)
	done := make(chan outcome, 1)
	go func() {
		b, cached, err := s.obtain(ctx, building)
		done <- outcome{b, cached, err}
	}()

	r := reporter{log: s.cfg.Log, out: s.cfg.Progress, inPlace: isTerminal(s.cfg.Progress)}
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for compiling := false; ; {
		select {
		case <-building:
			compiling = true
			r.building(0)
		case <-second.C:
			if compiling {
				r.tick(time.Since(began))
			}
		case o := <-done:
			switch {
			case o.err == nil:
				s.now.Store(&state{bundle: o.bundle})
				r.ready(time.Since(began), o.cached, o.bundle)
			case ctx.Err() != nil:
				r.clear()
				return ctx.Err()
			default:
				f := asFailure(o.err)
				s.now.Store(&state{failure: f})
				r.failed(f)
			}
			return nil
		}
	}
}

// obtain takes the client from the cache or builds it. It tells building when the slow part
// begins.
func (s *Site) obtain(ctx context.Context, building chan<- struct{}) (b *Bundle, cached bool, err error) {
	key, err := s.from.Key(ctx)
	if err != nil {
		return nil, false, err
	}
	b, err = s.cache.load(key)
	if err == nil {
		return b, true, nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		s.cfg.Log.Warn("cached client is damaged, building it again", "key", key, "err", err)
	}
	building <- struct{}{}
	b, err = s.from.Build(ctx)
	if err != nil {
		return nil, false, err
	}
	if err := s.cache.store(key, b); err != nil {
		s.cfg.Log.Warn("client is not cached, the next start builds it again", "err", err)
	}
	return b, false, nil
}
