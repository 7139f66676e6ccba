package replicate_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
	"tickwire/server/replicate"
)

type body struct {
	Owner  game.PlayerID
	X, Y   int32
	HP     int16
	Secret int32
}

type blip struct {
	Team game.TeamID
	X    int32
}

type spark struct{ X, Y, Serial int32 }

var (
	bodies = game.NewKind(game.KindConfig[body]{
		Name: "body", Place: game.InCell("x", "y"),
		Fields: []game.Field[body]{
			game.Owner("owner", func(b *body) *game.PlayerID { return &b.Owner }),
			game.Lerp("x", 1, func(b *body) *int32 { return &b.X }),
			game.Lerp("y", 1, func(b *body) *int32 { return &b.Y }),
			game.Step("hp", func(b *body) *int16 { return &b.HP }),
			game.OwnerOnly(game.Step("secret", func(b *body) *int32 { return &b.Secret })),
		},
	})
	blips = game.NewKind(game.KindConfig[blip]{
		Name: "blip", Place: game.ToTeam("team"),
		Fields: []game.Field[blip]{
			game.Step("team", func(b *blip) *game.TeamID { return &b.Team }),
			game.Lerp("x", 1, func(b *blip) *int32 { return &b.X }),
		},
	})
	ghosts = game.NewKind(game.KindConfig[blip]{
		Name: "ghost", Place: game.Hidden(),
		Fields: []game.Field[blip]{game.Lerp("x", 1, func(b *blip) *int32 { return &b.X })},
	})
	sparks = game.NewEvent(game.EventConfig[spark]{
		Name: "spark", Place: game.InCell("x", "y"),
		Fields: []game.Field[spark]{
			game.Step("x", func(s *spark) *int32 { return &s.X }),
			game.Step("y", func(s *spark) *int32 { return &s.Y }),
			game.Step("serial", func(s *spark) *int32 { return &s.Serial }),
		},
	})
	schema = game.NewSchema(game.SchemaConfig{
		Kinds: []game.AnyKind{bodies, blips, ghosts}, Input: game.NewInput[body](), Events: []game.AnyEvent{sparks},
	})
)

const cell = 100

func definition(far int32) *game.Definition {
	d := &game.Definition{
		Name: "test", Schema: schema, New: func(uint64) game.World { return nil },
		Grid: game.Grid{MaxX: 10 * cell, MaxY: 10 * cell, Cell: cell, FarRadius: far},
	}
	if err := d.Complete(); err != nil {
		panic(err)
	}
	return d
}

// world is random bodies, blips and sparks.
type world struct {
	r      *rand.Rand
	next   game.EntityID
	bodies map[game.EntityID]*body
	rows   *game.Rows
	log    game.EventLog
	serial int32
}

func newWorld(seed uint64) *world {
	return &world{r: rand.New(rand.NewPCG(seed, 7)), bodies: map[game.EntityID]*body{}, rows: game.NewRows(schema)}
}

func (w *world) step() {
	for len(w.bodies) < 60 || w.r.IntN(3) == 0 && len(w.bodies) < 80 {
		w.next++
		w.bodies[w.next] = &body{
			Owner: game.PlayerID(w.r.IntN(5)), X: w.r.Int32N(10 * cell), Y: w.r.Int32N(10 * cell), HP: 100,
		}
	}
	ids := make([]game.EntityID, 0, len(w.bodies))
	for id := range w.bodies {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	w.rows.Reset()
	w.log.Reset()
	for _, id := range ids {
		b := w.bodies[id]
		if w.r.IntN(200) == 0 {
			delete(w.bodies, id)
			continue
		}
		b.X += w.r.Int32N(41) - 20
		b.Y += int32(id%7) - 3
		if w.r.IntN(100) == 0 {
			b.X, b.Y = w.r.Int32N(12*cell)-cell, w.r.Int32N(12*cell)-cell // teleport, now and then outside
		}
		b.Secret += w.r.Int32N(2)
		bodies.Append(w.rows, id, b)
		if w.r.IntN(10) == 0 {
			w.serial++
			w.log.Append(sparks.Number(), []int32{b.X, b.Y, w.serial})
		}
	}
	for i := range game.EntityID(4) {
		blips.Append(w.rows, i+1, &blip{Team: game.TeamID(i % 3), X: w.r.Int32N(5)})
		ghosts.Append(w.rows, i+1, &blip{X: 1})
	}
}

// viewer is a client that decodes what it is sent.
type viewer struct {
	t       *testing.T
	state   *replicate.Client
	view    game.View
	decoder *wire.FrameDecoder
	applier *snapshot.Applier
	scopes  map[game.ScopeID]*looks
	serials []int32 // events of the newest frame
	bytes   int     // of its scopes
}

type looks struct{ base, prev snapshot.Content }

func newViewer(t *testing.T, p game.PlayerID, v game.View) *viewer {
	return &viewer{
		t: t, state: replicate.NewClient(p, wire.EncodingColumns), view: v, decoder: wire.NewFrameDecoder(schema),
		applier: snapshot.NewApplier(schema), scopes: map[game.ScopeID]*looks{},
	}
}

// frame gathers, encodes, decodes and applies one frame.
func (v *viewer) frame(r *replicate.Replicator, n game.TickNumber) {
	v.t.Helper()
	left, parts := r.Gather(v.state, v.view)
	size := 0
	for _, p := range parts {
		size += len(p)
	}
	v.bytes = size
	msg := wire.AppendFrame(nil, &wire.FrameHeader{Tick: n, Left: left}, size)
	for _, p := range parts {
		msg = append(msg, p...)
	}
	f, err := v.decoder.Decode(msg)
	if err != nil {
		v.t.Fatalf("tick %d: %v", n, err)
	}
	for _, id := range f.Left {
		if v.scopes[id] == nil {
			v.t.Fatalf("tick %d: lost %v, which was not held", n, id)
		}
		delete(v.scopes, id)
	}
	v.serials = v.serials[:0]
	for i := range f.Scopes {
		v.apply(n, &f.Scopes[i])
	}
}

func (v *viewer) apply(n game.TickNumber, s *wire.Scope) {
	v.t.Helper()
	l := v.scopes[s.ID]
	if l == nil {
		l = &looks{}
		v.scopes[s.ID] = l
	}
	if s.Base == 0 {
		*l = looks{}
	}
	prev := l.prev
	if s.Prev == 0 {
		prev = snapshot.Content{}
	}
	if l.base.Tick != s.Base || prev.Tick != s.Prev {
		v.t.Fatalf("tick %d: %v is against %d/%d, the client holds %d/%d", n, s.ID, s.Base, s.Prev, l.base.Tick, prev.Tick)
	}
	var next snapshot.Content
	if err := v.applier.Apply(&next, &l.base, &prev, s.Tick, &s.Delta); err != nil {
		v.t.Fatalf("tick %d: %v: %v", n, s.ID, err)
	}
	l.prev, l.base = l.base, next
	for _, e := range s.Events {
		v.serials = append(v.serials, e.Vals[2])
	}
}

// check is the convergence oracle: every held scope equals the server's rows of that scope at
// that scope's tick, as long as the server remembers it.
func (v *viewer) check(r *replicate.Replicator, n game.TickNumber) {
	v.t.Helper()
	held := v.state.Scopes(nil)
	if len(held) != len(v.scopes) {
		v.t.Fatalf("tick %d: the client holds %d scopes, the server thinks %d", n, len(v.scopes), len(held))
	}
	for id, l := range v.scopes {
		want, ok := r.Content(id, l.base.Tick)
		if !ok && n-l.base.Tick >= replicate.RingTicks {
			continue
		}
		if !ok || v.state.Held(id) != l.base.Tick {
			v.t.Fatalf("tick %d: %v is at tick %d, the server thinks %d", n, id, l.base.Tick, v.state.Held(id))
		}
		if !l.base.Equal(&want) {
			v.t.Fatalf("tick %d: %v at tick %d is %+v, want %+v", n, id, l.base.Tick, l.base, want)
		}
	}
}

// sees reports which bodies the merged view has.
func (v *viewer) sees() map[game.EntityID]bool {
	m := map[game.EntityID]bool{}
	for _, l := range v.scopes {
		for _, id := range l.base.Block(0).IDs {
			m[id] = true
		}
	}
	return m
}
