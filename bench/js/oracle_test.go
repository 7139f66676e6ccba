package js_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"tickwire/bench/oracle"
	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/game/coins"
	"tickwire/server/gate"
	"tickwire/server/host"
	"tickwire/server/room"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const pkg = "../../client/js"

// TestJavaScriptHoldsTheTruth plays games that the client knows by their schema alone, over each
// transport, with a link that is cut in the middle, and compares every frame with the server's world.
func TestJavaScriptHoldsTheTruth(t *testing.T) {
	dist := build(t)
	small := *coins.Game
	for _, c := range []struct {
		name    string
		def     *game.Definition
		bots    int
		frames  int
		options string
		want    string // transport
	}{
		{"arena", arena.Definition(), 60, 400, `{}`, "websocket"},
		{"coins", &small, 0, 120, `{}`, "websocket"},
		{"arena by long polling", arena.Definition(), 60, 300, `{"transport": "long-polling"}`, "long-polling"},
		{"arena by polling", arena.Definition(), 60, 60, `{"transport": "polling", "pollEvery": 100}`, "polling"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := follower{dist: dist, def: c.def, bots: c.bots, frames: c.frames, options: c.options}
			client, counts, err := f.run(t)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("checked %+v; %d frames told of inputs in time", counts, client.early)
			if counts.Frames != c.frames || client.links != 2 || client.resumed != 1 {
				t.Errorf("%d frames on %d links, of which %d resumed; want %d, 2 and 1", counts.Frames, client.links, client.resumed, c.frames)
			}
			if !slices.Equal(client.transports, []string{c.want, c.want}) {
				t.Errorf("links by %v, want 2 by %s", client.transports, c.want)
			}
			if client.early == 0 { // how many there are is for an idle machine to say
				t.Error("no input came in time")
			}
			if v, d := client.verified.Load(), client.diverged.Load(); v == 0 || d > 0 {
				t.Errorf("the server asked and found %d of %d scopes to be others; want 0 of some", d, v)
			}
			if counts.Rows == 0 || (counts.Events > 0) != (c.def.Schema.NumEvents() > 0) {
				t.Errorf("only %+v was checked", counts)
			}
		})
	}
}

// TestMutantsAreFound breaks the decoder, which the oracle must notice.
func TestMutantsAreFound(t *testing.T) {
	dist := build(t)
	for _, m := range []struct{ name, file, was, is string }{
		{"angles that do not wrap", "predict.js", "(predicted + residual) & 0xffff", "predicted + residual"},
		{"prev is dropped", "scope.js", "const known = prev.ids[p] === id", "const known = false"},
		{"odd residuals are lost", "predict.js", "zigzag(even(low >>> 1)", "0 & zigzag(even(low >>> 1)"},
		{"added rows by row", "scope.js", "d.addedValues[f * added.length + a]", "d.addedValues[a * width + f]"},
		{"ages of events", "world.js", "tick: tick - e.age", "tick: tick - e.age - 1"},
		{"ghosts", "world.js", "this.scopes.delete(id)", "void id"},
	} {
		t.Run(m.name, func(t *testing.T) {
			f := follower{dist: mutant(t, dist, m.file, m.was, m.is), def: arena.Definition(), bots: 60, frames: 600}
			_, counts, err := f.run(t)
			var d *oracle.Divergence
			if !errors.As(err, &d) {
				t.Fatalf("after %+v: %v, want a divergence", counts, err)
			}
			t.Logf("frame %d: %v", counts.Frames, d)
		})
	}
}

// build compiles the package, so that what is tested is what is there.
func build(t *testing.T) string {
	t.Helper()
	lack := func(what string) {
		if os.Getenv("TICKWIRE_E2E") == "require" && os.Getenv("TICKWIRE_WITHOUT_NPM") == "" {
			t.Fatal(what + " and TICKWIRE_E2E=require")
		}
		t.Skip(what + ": the client in JavaScript is not tested")
	}
	if _, err := exec.LookPath("node"); err != nil {
		lack("node is missing")
	}
	tsc := filepath.Join(pkg, "node_modules", "typescript", "bin", "tsc")
	if _, err := os.Stat(tsc); err != nil {
		lack("the packages of client/js are not installed (npm ci there)")
	}
	// In the package's folder, where the parts that it needs are found.
	dist, err := os.MkdirTemp(pkg, "dist-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dist) })
	if out, err := exec.Command("node", tsc, "-p", pkg, "--outDir", dist).CombinedOutput(); err != nil {
		t.Fatalf("tsc: %v\n%s", err, out)
	}
	return dist
}

// mutant is a copy of what was built with a mistake in it.
func mutant(t *testing.T, dist, file, was, is string) string {
	t.Helper()
	dir, err := os.MkdirTemp(pkg, "dist-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.CopyFS(dir, os.DirFS(dist)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "src", file)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(b), was) != 1 {
		t.Fatalf("%s does not have %q once: mend the mutant", file, was)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(b), was, is, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// follower is a server with one client, whose frames are checked.
type follower struct {
	dist    string
	def     *game.Definition
	bots    int
	rate    int // ticks in a second; 60 when it is 0
	frames  int
	options string                     // of client/js/test/follow.ts
	limits  gate.Limits                // of the server
	through func(socket string) string // makes the way to the server that the client takes; nil for the straight one
	hear    func(c *client)            // after each frame
}

// run checks the client's frames until it has seen so many.
func (f *follower) run(t *testing.T) (*client, oracle.Counts, error) {
	t.Helper()
	def := f.def
	def.TickRate = cmp.Or(f.rate, 60) // neither game asks how long a tick is
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	truth := oracle.New(def)
	c := &client{def: def}
	url := serve(t, host.Config{
		Def: def, Bots: f.bots, Verify: 0.5, Limits: f.limits,
		OnTick: func(r *room.Core, _ time.Duration) {
			n := r.Counts()
			c.verified.Store(n.Verified)
			c.diverged.Store(n.Diverged)
			if err := truth.Record(r.Tick(), r.Rows(), r.Events(), r.Replicator().Set(r.Tick())); err != nil {
				t.Error(err)
				cancel()
			}
		},
	})

	if f.through != nil {
		url = f.through(url)
	}
	run := exec.CommandContext(ctx, "node", "--experimental-websocket", filepath.Join(f.dist, "test", "follow.js"),
		url, def.Name, strconv.FormatUint(uint64(def.Version), 10), strconv.Itoa(f.frames), cmp.Or(f.options, "{}"))
	var complaints bytes.Buffer
	run.Stderr = &complaints
	out, err := run.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	checks := truth.Follow(c)
	err = c.read(out, func(n game.TickNumber) error {
		if err := truth.Wait(ctx, n); err != nil {
			return err
		}
		if f.hear != nil {
			f.hear(c)
		}
		return checks.Check()
	})
	if err != nil {
		_ = run.Process.Kill()
	}
	if ended := run.Wait(); err == nil && ended != nil {
		t.Errorf("the client: %v\n%s", ended, &complaints)
	}
	return c, checks.Counts(), err
}

// serve runs a server until the test ends and gives the address of its socket.
func serve(t *testing.T, cfg host.Config) string {
	t.Helper()
	cfg.Addr, cfg.NoPage = "127.0.0.1:0", true
	s, err := host.Listen(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return "ws://" + s.Addr().String() + "/ws"
}
