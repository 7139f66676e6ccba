package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"
)

// What a failure tells its reader to do.
const (
	hintEmbed = "Start the server with `go run ./server` in its source tree, or deploy one that carries its client: " +
		"`go run ./server/web/bundle && go build -tags embedclient ./server`."
	hintFix = "Correct it and start the server again. This page goes on by itself."
)

// toolchain builds the client with the go command. dir is Config.Dir.
type toolchain struct{ dir string }

// workshop is a place where the client can be built.
type workshop struct {
	goTool  string
	dir     string // of the client's main package, absolute; empty until it is known
	Mod     string `json:"GOMOD"`
	Root    string `json:"GOROOT"`
	Version string `json:"GOVERSION"`
	Flags   string `json:"GOFLAGS"`
	Exp     string `json:"GOEXPERIMENT"`
	Wasm    string `json:"GOWASM"`
}

// find looks for the go command and for the client's sources, and says in a Failure what is
// missing. It takes about 10 ms.
func (t toolchain) find(ctx context.Context) (*workshop, error) {
	tool, err := exec.LookPath("go")
	if err != nil {
		return nil, &Failure{
			Reason: "This server carries no client for the browser, and there is no Go here to build one with.",
			Hint:   hintEmbed,
		}
	}
	w := &workshop{goTool: tool}
	if filepath.IsAbs(t.dir) {
		if err := w.enter(t.dir); err != nil {
			return nil, err
		}
	}
	out, err := w.run(ctx, "env", "-json", "GOMOD", "GOROOT", "GOVERSION", "GOFLAGS", "GOEXPERIMENT", "GOWASM")
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(out, w); err != nil {
		return nil, fmt.Errorf("web: go env: %w", err)
	}
	if w.Mod == "" || w.Mod == os.DevNull || (w.dir == "" && !isOurs(w.Mod)) {
		return nil, &Failure{
			Reason: "This server carries no client for the browser, and was not started in its source tree.",
			Hint:   hintEmbed,
		}
	}
	if w.dir == "" {
		if err := w.enter(filepath.Join(filepath.Dir(w.Mod), t.dir)); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// enter makes dir the client's folder if it exists.
func (w *workshop) enter(dir string) error {
	if _, err := os.Stat(dir); err != nil {
		return &Failure{Reason: "There is no client to build.", Output: err.Error(), Hint: hintFix}
	}
	w.dir = dir
	return nil
}

// isOurs says whether a go.mod is that of the running program. A server that was copied into
// somebody else's module must not build their client folder.
func isOurs(mod string) bool {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Path == "" {
		return true // built without module data: nothing speaks against it
	}
	text, err := os.ReadFile(mod)
	if err != nil {
		return false
	}
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) >= 2 && f[0] == "module" {
			return strings.Trim(f[1], `"`) == info.Main.Path
		}
	}
	return false
}

// Build compiles and packs the client.
func (t toolchain) Build(ctx context.Context) (*Bundle, error) {
	w, err := t.find(ctx)
	if err != nil {
		return nil, err
	}
	tmp, err := os.MkdirTemp("", "tickwire-client-*")
	if err != nil {
		return nil, fmt.Errorf("web: build client: %w", err)
	}
	defer func() { _ = os.RemoveAll(tmp) }()

	// Without -buildvcs=false a commit that touches nothing would change the bytes, and so
	// would a build in a tree that git distrusts fail.
	out := filepath.Join(tmp, "client.wasm")
	if _, err := w.run(ctx, "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", out, "."); err != nil {
		return nil, err
	}
	wasm, err := os.ReadFile(out)
	if err != nil {
		return nil, fmt.Errorf("web: build client: %w", err)
	}
	script, err := os.ReadFile(filepath.Join(w.Root, "lib", "wasm", execFile))
	if err != nil {
		return nil, &Failure{
			Reason: "This Go installation lacks lib/wasm/wasm_exec.js, which starts WASM programs.",
			Output: err.Error(),
			Hint:   "Install Go from go.dev/dl; some distributions package that file apart.",
		}
	}
	return pack(wasm, script, w.Version)
}

// run runs the go command for js/wasm in the client's folder and returns what it prints.
func (w *workshop) run(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, w.goTool, args...)
	cmd.Dir = w.dir
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	// Interrupted, the go command removes its temporary files; killed, it does not.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if _, ok := errors.AsType[*exec.ExitError](err); ok && ctx.Err() == nil {
		text := strings.TrimSpace(errs.String())
		const most = 4 << 10
		if len(text) > most {
			text = strings.ToValidUTF8(text[:most], "") + "\n…"
		}
		return nil, &Failure{Reason: "The client does not build.", Output: text, Hint: hintFix}
	}
	if err != nil {
		return nil, fmt.Errorf("web: go %s: %w", args[0], err)
	}
	return out.Bytes(), nil
}
