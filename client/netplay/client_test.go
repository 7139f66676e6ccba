package netplay_test

import (
	"maps"
	"math"
	"runtime"
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
	for _, id := range slices.Sorted(maps.Keys(scopes)) {
		c := scopes[id]
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

// crowd is the content of a scope: so many things at x, with ids from one on.
func crowd(first, rows int) *snapshot.Content {
	var all [][2]int32
	for i := range int32(rows) {
		all = append(all, [2]int32{int32(first) + i, i % 3})
	}
	return look(0, all...)
}

type scopes = map[game.ScopeID]*snapshot.Content

// TestRowsInAllScopesAreBounded has a server show more and more, little in each frame.
func TestRowsInAllScopesAreBounded(t *testing.T) {
	p := greet(t, schema, 0)
	const part = wire.MaxRows / 4
	for i := range 4 {
		if err := p.Receive(p.frame(&wire.FrameHeader{Tick: game.TickNumber(i + 1)}, scopes{game.CellScope(uint32(i)): crowd(1+i*part, part)}), 0); err != nil {
			t.Fatal(err)
		}
	}
	again := p.frame(&wire.FrameHeader{Tick: 5}, scopes{game.CellScope(0): crowd(1, part)})
	other := p.frame(&wire.FrameHeader{Tick: 6, Left: []game.ScopeID{game.CellScope(1)}}, scopes{game.CellScope(9): crowd(1+part, part)})
	for _, msg := range [][]byte{again, other} { // what is replaced no longer counts
		if err := p.Receive(msg, 0); err != nil {
			t.Fatal(err)
		}
	}
	p.refused(p.frame(&wire.FrameHeader{Tick: 7}, scopes{game.CellScope(10): crowd(1, 1)}), "rows in all scopes")
}

// TestAScopeDoesNotGoBack sends a keyframe of a tick before the one that is held: entities of the
// newer one would never be seen to go.
func TestAScopeDoesNotGoBack(t *testing.T) {
	p := greet(t, schema, 0)
	if err := p.Receive(p.empty(7), 0); err != nil {
		t.Fatal(err)
	}
	body := wire.AppendScope(nil, &wire.ScopeHeader{ID: game.GlobalScope, FrameTick: 9, Tick: 7}, &snapshot.Delta{}, nil)
	p.refused(append(wire.AppendFrame(nil, &wire.FrameHeader{Tick: 9}, len(body)), body...), "as of tick 7")
}

// TestMemoryFollowsWhatWasSent lets a server that sends little show as much as it may, always
// elsewhere.
func TestMemoryFollowsWhatWasSent(t *testing.T) {
	p := greet(t, schema, 0)
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, worst := heap(), uint64(0)
	const rows = 60_000
	for i := range 24 {
		n := game.TickNumber(i + 1)
		all := scopes{game.CellScope(uint32(i)): crowd(1+rows*i, rows)}
		if i > 0 {
			all[game.CellScope(uint32(i-1))] = &snapshot.Content{}
		}
		if err := p.Receive(p.frame(&wire.FrameHeader{Tick: n}, all), 0); err != nil {
			t.Fatal(err)
		}
		if i%6 == 0 {
			worst = max(worst, heap()-before)
		}
	}
	if worst = max(worst, heap()-before); worst > 120<<20 {
		t.Errorf("%d MB of memory for %d rows", worst>>20, rows)
	}
	runtime.KeepAlive(p)
}

// TestScopesAndRosterAreBounded has a server add to them frame after frame.
func TestScopesAndRosterAreBounded(t *testing.T) {
	p := greet(t, schema, 0)
	empty := func(n game.TickNumber, from, to uint32) []byte {
		var body []byte
		for i := from; i < to; i++ {
			body = wire.AppendScope(body, &wire.ScopeHeader{ID: game.CellScope(i), FrameTick: n, Tick: n}, &snapshot.Delta{}, nil)
		}
		return append(wire.AppendFrame(nil, &wire.FrameHeader{Tick: n}, len(body)), body...)
	}
	people := func(n game.TickNumber, from, to int, left bool) []byte {
		h := &wire.FrameHeader{Tick: n}
		for i := from + 1; i <= to; i++ {
			h.Roster = append(h.Roster, wire.RosterEntry{Player: game.PlayerID(i), Left: left})
		}
		return wire.AppendFrame(nil, h, 0)
	}
	for _, msg := range [][]byte{
		empty(1, 0, wire.MaxScopes/2), empty(2, wire.MaxScopes/2, wire.MaxScopes), empty(3, 0, 100),
		people(4, 0, wire.MaxRoster/2, false), people(5, wire.MaxRoster/2, wire.MaxRoster, false),
		people(6, 0, 1000, true), people(7, 0, 1000, false),
	} {
		if err := p.Receive(msg, 0); err != nil {
			t.Fatal(err)
		}
	}
	if r := p.Roster(); len(r) != wire.MaxRoster || !slices.IsSortedFunc(r, func(a, b wire.RosterEntry) int { return int(a.Player) - int(b.Player) }) {
		t.Errorf("a roster of %d, want %d in order", len(r), wire.MaxRoster)
	}
	p.refused(people(8, wire.MaxRoster, wire.MaxRoster+1, false), "players")
	p.refused(empty(9, wire.MaxScopes, wire.MaxScopes+1), "scopes")
}

// TestABurstIsPredictedOnce hands over the frames of a stall all at once.
func TestABurstIsPredictedOnce(t *testing.T) {
	p := greet(t, schema, 100)
	if err := p.Receive(p.empty(100), 0); err != nil {
		t.Fatal(err)
	}
	for at := time.Duration(0); at < time.Second; at += 20 * ms {
		p.Advance(at, nil)
	}
	before := p.steps
	for n := game.TickNumber(101); n <= 130; n++ {
		if err := p.Receive(p.empty(n), time.Second); err != nil {
			t.Fatal(err)
		}
	}
	p.Merged()
	p.Draw(time.Second)
	p.Advance(time.Second, nil)
	if got := p.steps - before; got > 20 {
		t.Errorf("30 frames at once took %d steps", got)
	}
}
