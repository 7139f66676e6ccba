package lab_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tickwire/bench/lab"
	"tickwire/bench/oracle"
	"tickwire/bench/slip"
	"tickwire/client/link"
	"tickwire/client/netplay"
	"tickwire/game/arena"
	"tickwire/proto/wire"
)

// skipped is how many ticks a frame must have skipped for the planted slips to happen in it. A link that
// is never behind never shows them: it is the networks that bring them to light.
const skipped = 3

// TestMutants plants slips of the replication between server and clients: a removal that is skipped, a
// delta against another base than it names, an event that is lost, a scope that is not as new as it
// says, and fields in another order. They happen only in frames that follow skipped ones, and each is
// caught by the oracle within twenty seeds, by every transport.
func TestMutants(t *testing.T) {
	for _, row := range []struct {
		name string
		slip slip.Slip
		want string // in what the oracle says
	}{
		{"skip a removal", slip.KeepRow, "the server has no such row"},
		{"wrong base", slip.OlderBase, " is "},
		{"lost event", slip.DropEvent, "is not told"},
		{"stale scope", slip.StaleScope, ""}, // of values, of a row that is new, or of one that is gone
		{"wrong field order", slip.FieldOrder, " is "},
	} {
		for _, by := range []link.Transport{link.WebSocket, link.LongPolling, link.Polling} {
			t.Run(row.name+","+by.String(), func(t *testing.T) {
				t.Parallel()
				for seed := range uint64(20) {
					failure, planted := mutate(t, seed, by, row.slip)
					if failure == nil {
						if planted > 0 {
							t.Fatalf("seed %d: %d slips, and nothing was seen", seed, planted)
						}
						continue
					}
					var d *oracle.Divergence
					if planted == 0 || !errors.As(failure, &d) || !strings.Contains(d.Error(), row.want) {
						t.Fatalf("seed %d: %d slips, and it says %v", seed, planted, failure)
					}
					t.Logf("seed %d: %v", seed, failure)
					return
				}
				t.Error("twenty seeds offered no chance")
			})
		}
	}
}

// mutate plants one slip in a run of a seed, and tells how many there were.
func mutate(t *testing.T, seed uint64, by link.Transport, s slip.Slip) (*lab.Failure, int) {
	t.Helper()
	planted := 0
	cfg := mutated(seed)
	cfg.Transport = by
	_, failure := lab.Try(t, arena.Definition(), cfg.WithAlter(plant(t, s, &planted)))
	return failure, planted
}

// mutated is the run of a seed.
func mutated(seed uint64) lab.Config {
	return lab.Config{
		Seed: seed, Clients: 4, Bots: 2, Duration: 9 * time.Second, Quiet: time.Second,
		Profile: lab.Profiles()[seed%uint64(len(lab.Profiles()))],
	}
}

// plant lets a slip happen once to each client that is offered the chance, and counts.
func plant(t *testing.T, s slip.Slip, planted *int) lab.Alter {
	hands, broken := map[*netplay.Client]*slip.Hand{}, map[*netplay.Client]bool{}
	return func(truth *oracle.Oracle, c *netplay.Client, msg []byte) []byte {
		if broken[c] {
			return msg
		}
		if hands[c] == nil {
			hands[c] = slip.NewHand(arena.Definition().Schema, truth, c)
		}
		out, done, err := hands[c].Alter(msg, func(h *slip.Hand, f *wire.Frame) bool {
			return c.Joined() && f.Tick-c.Tick() > skipped && s(h, f)
		})
		if err != nil {
			t.Error(err)
		}
		if done {
			*planted++
			broken[c] = true
		}
		return out
	}
}

// TestAFailureIsToldAndShrunk plants a slip in a run where much happens, and reads what is said of it: the
// seed, the command, and a script that shows the same.
func TestAFailureIsToldAndShrunk(t *testing.T) {
	t.Parallel()
	planted := 0
	plain := lab.Config{Seed: 3, Clients: 4, Bots: 2, Profile: lab.Flapping, Duration: 15 * time.Second, Quiet: time.Second, Repeat: "go test -run X"}
	cfg := plain.WithAlter(plant(t, slip.KeepRow, &planted))
	told := lab.Tell(t, arena.Definition(), cfg)
	for _, want := range []string{"arena, seed 3, profile flapping, 4 clients: at ", "no such row", "again: go test -run X\n", "testdata/"} {
		if !strings.Contains(told, want) {
			t.Errorf("it does not say %q:\n%s", want, told)
		}
	}
	_, text, _ := strings.Cut(told, "lab.Replay:\n")
	s, err := lab.Parse(text)
	if err != nil {
		t.Fatalf("%v:\n%s", err, told)
	}
	whole := lab.ScriptOf(plain, "arena", 30)
	if len(s.Clients) > 2 || s.Duration > whole.Duration/2 || len(s.Disturb) != 1 {
		t.Errorf("of\n%s\nthis is left:\n%s", whole, s)
	}
	var d *oracle.Divergence
	if f := lab.TryScript(t, arena.Definition(), s, cfg); f == nil || !errors.As(f, &d) {
		t.Errorf("the script shows %v", f)
	}
	if f := lab.TryScript(t, arena.Definition(), s, plain); f != nil {
		t.Errorf("without the slip it shows %v", f)
	}
	t.Log(told)
}
