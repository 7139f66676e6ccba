package js_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"tickwire/bench/oracle"
	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/game/coins"
	"tickwire/server/host"
	"tickwire/server/room"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const pkg = "../../client/js"

// TestJavaScriptHoldsTheTruth plays games that the client knows by their schema alone, with a link that
// is cut in the middle, and compares every frame with the server's world.
func TestJavaScriptHoldsTheTruth(t *testing.T) {
	dist := build(t)
	small := *coins.Game
	for _, c := range []struct {
		name   string
		def    *game.Definition
		bots   int
		frames int
	}{
		{"arena", arena.Definition(), 60, 400},
		{"coins", &small, 0, 120},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, counts, err := follow(t, dist, c.def, c.bots, c.frames)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("checked %+v; %d frames told of inputs in time", counts, client.early)
			if counts.Frames != c.frames || client.links != 2 || client.resumed != 1 {
				t.Errorf("%d frames on %d links, of which %d resumed; want %d, 2 and 1", counts.Frames, client.links, client.resumed, c.frames)
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
			_, counts, err := follow(t, mutant(t, dist, m.file, m.was, m.is), arena.Definition(), 60, 600)
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

// follow runs a server and the client, and checks the client's frames until it has seen so many.
func follow(t *testing.T, dist string, def *game.Definition, bots, frames int) (*client, oracle.Counts, error) {
	t.Helper()
	def.TickRate = 60 // neither game asks how long a tick is
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	truth := oracle.New(def)
	c := &client{def: def}
	url := serve(t, host.Config{
		Def: def, Bots: bots, Verify: 0.5,
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

	run := exec.CommandContext(ctx, "node", "--experimental-websocket", filepath.Join(dist, "test", "follow.js"),
		url, def.Name, strconv.FormatUint(uint64(def.Version), 10), strconv.Itoa(frames))
	var complaints bytes.Buffer
	run.Stderr = &complaints
	out, err := run.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	follower := truth.Follow(c)
	err = c.read(out, func(n game.TickNumber) error {
		if err := truth.Wait(ctx, n); err != nil {
			return err
		}
		return follower.Check()
	})
	if err != nil {
		_ = run.Process.Kill()
	}
	if ended := run.Wait(); err == nil && ended != nil {
		t.Errorf("the client: %v\n%s", ended, &complaints)
	}
	return c, follower.Counts(), err
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
