package web_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tickwire/server/web"
)

const testKey = "00112233445566778899aabbccddeeff"

// never is a build that must not happen.
func never(t *testing.T) func(context.Context) (*web.Bundle, error) {
	return func(context.Context) (*web.Bundle, error) {
		t.Error("the client was built")
		return nil, errors.New("built")
	}
}

func key() (string, error) { return testKey, nil }

func newSite(t *testing.T, cfg web.Config, from web.Fake) *web.Site {
	t.Helper()
	s, err := web.NewFake(cfg, from, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStatusFollowsTheBuild(t *testing.T) {
	dir, b := t.TempDir(), testBundle(t)
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		s := newSite(t, web.Config{CacheDir: dir, Progress: &out}, web.Fake{
			KeyFunc: key,
			BuildFunc: func(context.Context) (*web.Bundle, error) {
				time.Sleep(48*time.Second + 300*time.Millisecond)
				return b, nil
			},
		})
		if got := statusOf(t, s); got.State != "building" {
			t.Errorf("before Run: %q, want building", got.State)
		}
		done := make(chan error, 1)
		go func() { done <- s.Run(t.Context()) }()
		time.Sleep(12*time.Second + 100*time.Millisecond)
		if got := statusOf(t, s); got.State != "building" || got.Elapsed != 12 || got.Wasm != "" {
			t.Errorf("after 12 s: %+v, want building for 12 s", got)
		}
		if w := ask(s, "GET", "/"+b.WasmName()); w.Code != 404 {
			t.Errorf("client while building: code %d, want 404", w.Code)
		}
		if w := ask(s, "GET", "/"); w.Code != 200 {
			t.Errorf("page while building: code %d, want 200", w.Code)
		}
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		want := status{State: "ready", Wasm: b.WasmName(), Exec: b.ExecName(), Size: int64(len(testWasm))}
		if got := statusOf(t, s); got != want {
			t.Errorf("after Run: %+v, want %+v", got, want)
		}
		lines := "client: building for the browser, about a minute the first time\n" +
			"client: ready in 48 s (" + b.Sizes() + ")\n"
		if got := out.String(); got != lines {
			t.Errorf("progress:\n%swant:\n%s", got, lines)
		}
	})
}

func TestSecondStartBuildsNothing(t *testing.T) {
	dir, b := t.TempDir(), testBundle(t)
	built := 0
	first := newSite(t, web.Config{CacheDir: dir}, web.Fake{KeyFunc: key, BuildFunc: func(context.Context) (*web.Bundle, error) {
		built++
		return b, nil
	}})
	var out bytes.Buffer
	second := newSite(t, web.Config{CacheDir: dir, Progress: &out}, web.Fake{KeyFunc: key, BuildFunc: never(t)})
	for _, s := range []*web.Site{first, second} {
		if err := s.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := statusOf(t, s); got.State != "ready" || got.Wasm != b.WasmName() {
			t.Errorf("status %+v, want ready with %s", got, b.WasmName())
		}
	}
	if built != 1 {
		t.Errorf("built %d times, want once", built)
	}
	if want := "client: ready (cached, " + b.Sizes() + ")\n"; out.String() != want {
		t.Errorf("progress %q, want %q", out.String(), want)
	}
}

func TestDamagedCacheIsBuiltAgain(t *testing.T) {
	dir, b := t.TempDir(), testBundle(t)
	for i, damage := range []string{"", "client.wasm.br", "manifest.json", ""} {
		if damage != "" {
			if err := os.Truncate(filepath.Join(dir, testKey, damage), 7); err != nil {
				t.Fatal(err)
			}
		}
		built := false
		var log bytes.Buffer
		cfg := web.Config{CacheDir: dir, Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn}))}
		s := newSite(t, cfg, web.Fake{KeyFunc: key, BuildFunc: func(context.Context) (*web.Bundle, error) {
			built = true
			return b, nil
		}})
		if err := s.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := statusOf(t, s); got.State != "ready" {
			t.Errorf("start %d: %q, want ready", i, got.State)
		}
		if want := i == 0 || damage != ""; built != want {
			t.Errorf("start %d (damaged %q): built = %v, want %v", i, damage, built, want)
		}
		if got, want := strings.Contains(log.String(), "damaged"), damage != ""; got != want {
			t.Errorf("start %d (damaged %q): log %q", i, damage, log.String())
		}
	}
}

func TestFailureIsShown(t *testing.T) {
	compile := &web.Failure{Reason: "The client does not build.", Output: "a.go:1:2: no\na.go:3:4: nor this", Hint: "Correct it."}
	boom := errors.New("disk on fire")
	build := func(err error) func(context.Context) (*web.Bundle, error) {
		return func(context.Context) (*web.Bundle, error) { return nil, err }
	}
	for _, c := range []struct {
		name           string
		from           web.Fake
		reason, output string
	}{
		{"compiler", web.Fake{KeyFunc: key, BuildFunc: build(compile)}, compile.Reason, compile.Output},
		{"wrapped", web.Fake{KeyFunc: key, BuildFunc: build(fmt.Errorf("so: %w", compile))}, compile.Reason, compile.Output},
		{"no key", web.Fake{KeyFunc: func() (string, error) { return "", compile }, BuildFunc: never(t)}, compile.Reason, compile.Output},
		{"other", web.Fake{KeyFunc: key, BuildFunc: build(boom)}, "The client could not be built.", "disk on fire"},
	} {
		for _, human := range []bool{false, true} {
			var log, out bytes.Buffer
			cfg := web.Config{CacheDir: t.TempDir(), Log: slog.New(slog.NewTextHandler(&log, nil))}
			if human {
				cfg.Progress = &out
			}
			s := newSite(t, cfg, c.from)
			if err := s.Run(t.Context()); err != nil {
				t.Errorf("%s: Run: %v, want nil: the server runs on", c.name, err)
			}
			got := statusOf(t, s)
			if got.State != "failed" || got.Failure == nil || got.Failure.Reason != c.reason || got.Failure.Output != c.output || got.Failure.Hint == "" {
				t.Errorf("%s: status %+v with %+v, want failed: %s", c.name, got, got.Failure, c.reason)
			}
			// Told once: to the human if there is one, else to the log.
			if strings.Contains(out.String(), c.reason) != human || strings.Contains(log.String(), c.reason) == human {
				t.Errorf("%s, human %v: progress %q, log %q", c.name, human, out.String(), log.String())
			}
		}
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	started := make(chan struct{})
	s := newSite(t, web.Config{CacheDir: t.TempDir()}, web.Fake{KeyFunc: key, BuildFunc: func(ctx context.Context) (*web.Bundle, error) {
		close(started)
		<-ctx.Done()
		return nil, ctx.Err()
	}})
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	<-started
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("Run: %v, want context.Canceled", err)
	}
	if got := statusOf(t, s); got.State != "building" {
		t.Errorf("status %q: a stopped build is not a failed one", got.State)
	}
}

func TestUnwritableCacheStillServes(t *testing.T) {
	b := testBundle(t)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	cfg := web.Config{CacheDir: filepath.Join(file, "cache"), Log: slog.New(slog.NewTextHandler(&log, nil))}
	s := newSite(t, cfg, web.Fake{KeyFunc: key, BuildFunc: func(context.Context) (*web.Bundle, error) { return b, nil }})
	if err := s.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := statusOf(t, s); got.State != "ready" {
		t.Errorf("status %q, want ready", got.State)
	}
	if !strings.Contains(log.String(), "not cached") {
		t.Errorf("log %q, want a warning", log.String())
	}
}

func TestCacheKeepsTheNewest(t *testing.T) {
	dir, b := t.TempDir(), testBundle(t)
	// Not ours, so never removed, however many.
	for _, name := range []string{"notes", strings.Repeat("x", len(testKey))} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	keys := make([]string, 6)
	for i := range keys {
		keys[i] = fmt.Sprintf("%032x", i)
		s := newSite(t, web.Config{CacheDir: dir}, web.Fake{
			KeyFunc:   func() (string, error) { return keys[i], nil },
			BuildFunc: func(context.Context) (*web.Bundle, error) { return b, nil },
		})
		if err := s.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		// File systems differ in how fine their times are.
		at := time.Now().Add(time.Duration(i-100) * time.Hour)
		if err := os.Chtimes(filepath.Join(dir, keys[i], "manifest.json"), at, at); err != nil {
			t.Fatal(err)
		}
	}
	for i, k := range keys {
		_, err := os.Stat(filepath.Join(dir, k))
		if got, want := err == nil, i >= 2; got != want {
			t.Errorf("entry %d kept = %v, want %v", i, got, want)
		}
	}
	for _, name := range []string{"notes", strings.Repeat("x", len(testKey))} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Errorf("%s is gone", name)
		}
	}
}

func TestTerminalLineIsRewritten(t *testing.T) {
	var out bytes.Buffer
	b := testBundle(t)
	web.TerminalLine(&out, b, 9*time.Second, 10*time.Second)
	const nine, ten = "client: building for the browser… 9 s", "client: building for the browser… 10 s"
	wipe := func(line string) string { return "\r" + strings.Repeat(" ", len([]rune(line))) + "\r" }
	want := strings.Replace(nine, "9", "0", 1) + wipe(nine) + nine + wipe(nine) + ten + wipe(ten) +
		"client: ready in 10 s (" + b.Sizes() + ")\n"
	if out.String() != want {
		t.Errorf("terminal got\n%q, want\n%q", out.String(), want)
	}
}
