package lab_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tickwire/bench/lab"
	"tickwire/bench/oracle"
	"tickwire/bench/slip"
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
// caught by the oracle within twenty seeds.
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
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(20) {
				failure, planted := mutate(t, seed, row.slip)
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

// mutate plants one slip in a run of a seed, and tells how many there were.
func mutate(t *testing.T, seed uint64, s slip.Slip) (*lab.Failure, int) {
	t.Helper()
	def := arena.Definition()
	hands, planted := map[*netplay.Client]*slip.Hand{}, 0
	cfg := lab.Config{
		Seed: seed, Clients: 4, Bots: 2, Duration: 9 * time.Second, Quiet: time.Second,
		Profile: lab.Profiles()[seed%uint64(len(lab.Profiles()))],
	}
	_, failure := lab.Try(t, def, cfg.WithAlter(func(truth *oracle.Oracle, c *netplay.Client, msg []byte) []byte {
		if planted > 0 {
			return msg
		}
		if hands[c] == nil {
			hands[c] = slip.NewHand(def.Schema, truth, c)
		}
		out, done, err := hands[c].Alter(msg, func(h *slip.Hand, f *wire.Frame) bool {
			return c.Joined() && f.Tick-c.Tick() > skipped && s(h, f)
		})
		if err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
		if done {
			planted++
		}
		return out
	}))
	return failure, planted
}
