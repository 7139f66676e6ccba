package main

import (
	"os"
	"testing"

	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

// person is an entity that is nothing but a place.
type person struct{ X, Y int32 }

var (
	persons = game.NewKind(game.KindConfig[person]{
		Name: "person", Place: game.Everyone(),
		Fields: []game.Field[person]{
			game.Lerp("x", 0.01, func(p *person) *int32 { return &p.X }),
			game.Lerp("y", 0.01, func(p *person) *int32 { return &p.Y }),
		},
	})
	walking = game.NewSchema(game.SchemaConfig{Kinds: []game.AnyKind{persons}, Input: game.NewInput[person]()})
)

// recorder encodes a trace as a server does for a client that gets every frame.
type recorder struct {
	set             *snapshot.Set
	base, prev, cur snapshot.Content
	differ          *snapshot.Differ
	packer          *wire.Packer // nil for columns
	delta           snapshot.Delta
	body, head      []byte
}

func newRecorder(e wire.Encoding) *recorder {
	r := &recorder{set: snapshot.NewSet(), differ: snapshot.NewDiffer(walking)}
	if e == wire.EncodingPacked {
		r.packer = wire.NewPacker(walking)
	}
	return r
}

// frame is the message for a look at a tick.
func (r *recorder) frame(n game.TickNumber, look []walker) []byte {
	r.set.Begin(n)
	for _, w := range look {
		r.set.Add(game.GlobalScope, 0, w.id, []int32{w.x, w.y})
	}
	r.set.End()
	c := r.set.Content(game.GlobalScope)
	r.cur.CopyFrom(&c)
	r.differ.Diff(&r.delta, &r.base, &r.prev, &r.cur)
	scope := wire.ScopeHeader{ID: game.GlobalScope, FrameTick: n, Tick: n, Base: r.base.Tick, Prev: r.prev.Tick}
	if r.packer != nil {
		r.body = r.packer.Append(r.body[:0], &scope, &r.base, &r.delta, nil)
	} else {
		r.body = wire.AppendScope(r.body[:0], &scope, &r.delta, nil)
	}
	h := wire.FrameHeader{Tick: n}
	if n%8 == 0 { // as a room tells a client whose inputs come evenly
		h.InputTick, h.InputMargin = n, 15_000
	}
	r.head = wire.AppendFrame(r.head[:0], &h, len(r.body))
	r.prev, r.base, r.cur = r.base, r.cur, r.prev
	return append(r.head, r.body...)
}

// size is the bytes of a whole trace: all of them, WebSocket's own header of each message
// included, and those of the scopes alone, which are shared by all who are sent them.
func (t *trace) size(e wire.Encoding) (all, scopes int) {
	r := newRecorder(e)
	for i, look := range t.looks {
		n := len(r.frame(game.TickNumber(i+1), look))
		all += n + 2
		if n > 125 {
			all += 2
		}
		scopes += len(r.body)
	}
	return all, scopes
}

var encodings = map[string]wire.Encoding{"columns": wire.EncodingColumns, "packed": wire.EncodingPacked}

// BenchmarkSnapshotBytes measures what a snapshot of walking people costs on the wire per person:
// x and y in centimetres, in one scope. B/entity has everything down to WebSocket's headers in it,
// scope-B/entity the scope alone. Neither depends on the machine; the time is that of encoding.
func BenchmarkSnapshotBytes(b *testing.B) {
	t := loadTrace(b)
	for _, name := range []string{"columns", "packed"} {
		b.Run("encoding="+name+"/trace="+t.name, func(b *testing.B) {
			all, scopes := 0, 0
			for b.Loop() {
				all, scopes = t.size(encodings[name])
			}
			b.ReportMetric(float64(all)/float64(t.total), "B/entity")
			b.ReportMetric(float64(scopes)/float64(t.total), "scope-B/entity")
		})
	}
}

// TestByteBudget keeps the encodings as small as they are: what was measured and a hundredth more,
// for the crowd and for TICKWIRE_TRACE, which is meant to be real people.
func TestByteBudget(t *testing.T) {
	tr := loadTrace(t)
	real := os.Getenv("TICKWIRE_TRACE") != ""
	for name, budget := range map[string]struct{ crowd, real float64 }{
		"columns": {1.05, 1.08},
		"packed":  {0.58, 0.60},
	} {
		most := budget.crowd
		if real {
			most = budget.real
		}
		all, _ := tr.size(encodings[name])
		if got := float64(all) / float64(tr.total); got > most || got < 0.4 {
			t.Errorf("%s of %s: %.3f bytes per entity, want at most %.2f, and no miracle", name, tr.name, got, most)
		}
	}
}

// TestTraceArrives decodes and applies what the byte budget counted: small must not mean lossy.
func TestTraceArrives(t *testing.T) {
	for name, e := range encodings {
		t.Run(name, func(t *testing.T) { arrives(t, e) })
	}
}

func arrives(t *testing.T, e wire.Encoding) {
	tr, r := loadTrace(t), newRecorder(e)
	decoder, applier := wire.NewFrameDecoder(walking), snapshot.NewApplier(walking)
	var base, prev, next snapshot.Content
	for i, look := range tr.looks {
		f, err := decoder.Decode(r.frame(game.TickNumber(i+1), look))
		if err != nil {
			t.Fatal(err)
		}
		if s := &f.Scopes[0]; s.Packed != nil {
			if err := decoder.Unpack(s, &base); err != nil {
				t.Fatal(err)
			}
		}
		if err := applier.Apply(&next, &base, &prev, f.Tick, &f.Scopes[0].Delta); err != nil {
			t.Fatal(err)
		}
		prev, base, next = base, next, prev
		got := base.Block(0)
		if len(got.IDs) != len(look) {
			t.Fatalf("look %d: got %d people, want %d", i, len(got.IDs), len(look))
		}
		for k, w := range look {
			if got.IDs[k] != w.id || got.Vals[2*k] != w.x || got.Vals[2*k+1] != w.y {
				t.Fatalf("look %d: got person %d at %v, want %+v", i, got.IDs[k], got.Vals[2*k:2*k+2], w)
			}
		}
	}
}
