package netplay_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"tickwire/client/netplay"
	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

// still is a world in which nothing happens. It counts its steps.
type still struct {
	game.World
	steps *int
	rows  *game.Rows
}

func (w *still) Step(*game.Tick) { *w.steps++ }

func (w *still) Load(r *game.Rows) { w.rows.CopyFrom(r) }

func (w *still) Save(r *game.Rows) { r.CopyFrom(w.rows) }

// peer is a client and the server that a test plays for it.
type peer struct {
	*netplay.Client
	t     *testing.T
	def   *game.Definition
	steps int // that were predicted
	pack  *wire.Packer
}

// greet makes a client that has had a Welcome.
func greet(t *testing.T, s *game.Schema, n game.TickNumber) *peer {
	t.Helper()
	p := &peer{t: t, pack: wire.NewPacker(s)}
	p.def = &game.Definition{Name: "still", Schema: s, New: func(uint64) game.World {
		return &still{steps: &p.steps, rows: game.NewRows(s)}
	}}
	if err := p.def.Complete(); err != nil {
		t.Fatal(err)
	}
	p.Client = netplay.New(p.def, netplay.Config{})
	if err := p.Receive(wire.AppendWelcome(nil, &wire.Welcome{
		Player: 1, Tick: n, TickRate: 30, SendEvery: 1, Encoding: wire.EncodingPacked, Room: "r", Name: "ada",
		Schema: wire.SchemaMessage(s), SchemaHash: s.Hash(), MaxInputLead: 60,
	}), 0); err != nil {
		t.Fatal(err)
	}
	return p
}

// frame is a message with what looks at scopes say, as keyframes.
func (p *peer) frame(h *wire.FrameHeader, scopes map[game.ScopeID]*snapshot.Content) []byte {
	p.t.Helper()
	var body []byte
	differ := snapshot.NewDiffer(p.def.Schema)
	for id, c := range scopes {
		var d snapshot.Delta
		var none snapshot.Content
		differ.Diff(&d, &none, &none, c)
		head := wire.ScopeHeader{ID: id, FrameTick: h.Tick, Tick: h.Tick}
		body = p.pack.Append(body, &head, &none, &d, nil)
	}
	return append(wire.AppendFrame(nil, h, len(body)), body...)
}

// empty is a frame that says nothing but its tick.
func (p *peer) empty(n game.TickNumber) []byte {
	return p.frame(&wire.FrameHeader{Tick: n}, map[game.ScopeID]*snapshot.Content{game.GlobalScope: {Tick: n}})
}

// refused fails unless the client finds fault with a message, for a reason.
func (p *peer) refused(msg []byte, why string) {
	p.t.Helper()
	if err := p.Receive(msg, time.Second); err == nil || !strings.Contains(err.Error(), why) {
		p.t.Errorf("got error %v, want one of %q", err, why)
	}
}

// TestFirstFrameIsNotOlderThanWelcome has a server let a client in at tick 2^31 and then send it
// a frame of tick 1: all the ticks between would be predicted anew, for minutes.
func TestFirstFrameIsNotOlderThanWelcome(t *testing.T) {
	p := greet(t, schema, 1<<31)
	p.Advance(time.Second, nil)
	p.refused(p.empty(1), "after 2147483648")
	if err := p.Receive(p.empty(1<<31), time.Second); err != nil {
		t.Errorf("a frame of Welcome's own tick: %v", err)
	}
}

// TestTheLastTicks lets a client live through the largest tick numbers, where the next is 0.
func TestTheLastTicks(t *testing.T) {
	for _, n := range []game.TickNumber{math.MaxUint32, math.MaxUint32 - 1, math.MaxUint32 - 20, math.MaxUint32 - 100} {
		p := greet(t, schema, n)
		var in wire.Inputs
		for at := time.Duration(0); at < 5*time.Second; at += 100 * ms {
			if at == time.Second {
				if err := p.Receive(p.empty(n), at); err != nil {
					t.Fatal(err)
				}
			}
			if msg := p.Advance(at, nil); msg != nil {
				if err := wire.DecodeInputs(&in, msg, len(schema.Input().Fields)); err != nil {
					t.Fatal(err)
				}
				if slices.ContainsFunc(in.Inputs, func(i wire.Input) bool { return i.Tick <= n }) {
					t.Fatalf("in tick %d, after %v, inputs are for %v", n, at, in.Inputs)
				}
			}
			p.Draw(at)
			if p.steps > 200 {
				t.Fatalf("in tick %d, %d steps were predicted after %v", n, p.steps, at)
			}
		}
	}
}
