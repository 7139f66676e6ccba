package wire_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

// packing is a random world on its way: the looks at one scope, and what leads from one to another.
type packing struct {
	r     *rand.Rand
	looks []snapshot.Content // by tick; [0] is none
}

func newPacking(seed uint64, ticks int) *packing {
	p := &packing{r: rand.New(rand.NewPCG(seed, 9)), looks: make([]snapshot.Content, 1)}
	type row struct{ x, vx, hp int32 }
	rows := map[game.EntityID]*row{}
	next := game.EntityID(p.r.Uint32N(1 << 10))
	for n := 1; n < ticks; n++ {
		for p.r.IntN(4) == 0 {
			next += game.EntityID(1 + p.r.Uint32N(3))
			rows[next] = &row{x: p.r.Int32() >> p.r.IntN(30), vx: p.r.Int32N(300) - 150, hp: 100}
		}
		c := snapshot.Content{Tick: game.TickNumber(n), Blocks: []snapshot.Block{{Group: 0}, {Group: 1}}}
		for id := game.EntityID(0); id <= next; id++ {
			v := rows[id]
			if v == nil {
				continue
			}
			if v.x += v.vx; p.r.IntN(10) == 0 {
				v.vx += p.r.Int32N(9) - 4
			}
			if p.r.IntN(30) == 0 {
				v.hp--
			}
			if p.r.IntN(40) == 0 {
				delete(rows, id)
				continue
			}
			c.Blocks[0].IDs = append(c.Blocks[0].IDs, id)
			c.Blocks[0].Vals = append(c.Blocks[0].Vals, int32(id%4), v.x, -v.x, int32(uint16(v.x)), v.hp)
			if id%4 == 0 {
				c.Blocks[1].IDs = append(c.Blocks[1].IDs, id)
				c.Blocks[1].Vals = append(c.Blocks[1].Vals, v.hp*1000)
			}
		}
		blocks := c.Blocks
		c.Blocks = nil
		for _, b := range blocks {
			if len(b.IDs) > 0 {
				c.Blocks = append(c.Blocks, b)
			}
		}
		p.looks = append(p.looks, c)
	}
	return p
}

// header is a random way to the look at a tick.
func (p *packing) header(n int) wire.ScopeHeader {
	h := wire.ScopeHeader{ID: game.CellScope(p.r.Uint32N(200)), FrameTick: game.TickNumber(n + p.r.IntN(2)), Tick: game.TickNumber(n)}
	if n > 1 && p.r.IntN(8) > 0 {
		h.Base = game.TickNumber(n - 1 - p.r.IntN(min(n-1, 3)))
		if h.Base > 1 && p.r.IntN(8) > 0 {
			h.Prev = h.Base - 1 - game.TickNumber(p.r.IntN(min(int(h.Base)-1, 3)))
		}
	}
	return h
}

func (p *packing) events(h *wire.ScopeHeader) (events []wire.Event) {
	for n := h.Base + 1; n <= h.Tick; n++ {
		for p.r.IntN(3) == 0 {
			events = append(events, wire.Event{Tick: n, Vals: []int32{p.r.Int32() >> p.r.IntN(31), -p.r.Int32N(100)}})
		}
	}
	return events
}

func packedFrame(h *wire.ScopeHeader, packed []byte) []byte {
	return append(wire.AppendFrame(nil, &wire.FrameHeader{Tick: h.FrameTick}, len(packed)), packed...)
}

func TestPackedWorldsSurviveTheWire(t *testing.T) {
	packer, differ := wire.NewPacker(schema), snapshot.NewDiffer(schema)
	dec, applier := wire.NewFrameDecoder(schema), snapshot.NewApplier(schema)
	packed, columns := 0, 0
	for seed := range uint64(30) {
		p := newPacking(seed, 60)
		for n := 1; n < len(p.looks); n++ {
			h := p.header(n)
			events := p.events(&h)
			var d snapshot.Delta
			differ.Diff(&d, &p.looks[h.Base], &p.looks[h.Prev], &p.looks[n])
			b := packer.Append(nil, &h, &p.looks[h.Base], &d, events)
			packed += len(b)
			columns += len(wire.AppendScope(nil, &h, &d, events))
			f, err := dec.Decode(packedFrame(&h, b))
			if err != nil {
				t.Fatal(err)
			}
			s := &f.Scopes[0]
			if err := dec.Unpack(s, &p.looks[h.Base]); err != nil {
				t.Fatalf("seed %d tick %d: %v", seed, n, err)
			}
			if s.ScopeHeader != h {
				t.Fatalf("got %+v, want %+v", s.ScopeHeader, h)
			}
			if len(s.Events) != len(events) || len(events) > 0 && !reflect.DeepEqual(s.Events, events) {
				t.Fatalf("got events %+v, want %+v", s.Events, events)
			}
			var got snapshot.Content
			if err := applier.Apply(&got, &p.looks[s.Base], &p.looks[s.Prev], s.Tick, &s.Delta); err != nil || !got.Equal(&p.looks[n]) {
				t.Fatalf("seed %d tick %d: %v\n got %v\nwant %v", seed, n, err, got, p.looks[n])
			}
		}
	}
	t.Logf("packed %d bytes, columns %d", packed, columns)
	if packed >= columns {
		t.Errorf("packed takes %d bytes, columns %d", packed, columns)
	}
}

// TestWideStillWorldsUnpack packs worlds of many fields of which one changes: nearly all decisions
// are as expected, and the message is a few bytes and many zeros.
func TestWideStillWorldsUnpack(t *testing.T) {
	type wide struct{ V [64]int32 }
	var fields []game.Field[wide]
	for i := range 64 {
		fields = append(fields, game.Step(fmt.Sprint("f", i), func(w *wide) *int32 { return &w.V[i] }))
	}
	kind := game.NewKind(game.KindConfig[wide]{Name: "wide", Fields: fields})
	s := game.NewSchema(game.SchemaConfig{Kinds: []game.AnyKind{kind}, Input: game.NewInput[wide]()})
	packer, differ, dec := wire.NewPacker(s), snapshot.NewDiffer(s), wire.NewFrameDecoder(s)
	for _, rows := range []int{1, 20, 200, 3000} {
		base := snapshot.Content{Tick: 1, Blocks: []snapshot.Block{{Vals: make([]int32, rows*64)}}}
		for id := range rows {
			base.Blocks[0].IDs = append(base.Blocks[0].IDs, game.EntityID(id+1))
		}
		var next snapshot.Content
		next.CopyFrom(&base)
		next.Tick = 2
		next.Blocks[0].Vals[3]++
		var d snapshot.Delta
		var none snapshot.Content
		differ.Diff(&d, &base, &none, &next)
		h := wire.ScopeHeader{FrameTick: 2, Tick: 2, Base: 1}
		f, err := dec.Decode(packedFrame(&h, packer.Append(nil, &h, &base, &d, nil)))
		if err == nil {
			err = dec.Unpack(&f.Scopes[0], &base)
		}
		if err != nil {
			t.Errorf("%d rows: %v", rows, err)
		}
	}
}

func TestAQuietScopeTakesNoBytes(t *testing.T) {
	p := newPacking(1, 30)
	look := p.looks[29]
	h := wire.ScopeHeader{ID: game.CellScope(3), FrameTick: 100, Tick: 100, Base: 99, Prev: 98}
	if b := wire.NewPacker(schema).Append(nil, &h, &look, &snapshot.Delta{}, nil); len(b) > 4 {
		t.Errorf("a scope without a surprise takes %x, want its tag, length, id and a byte", b)
	}
}

func TestPackedBytesAreGolden(t *testing.T) {
	p := newPacking(7, 40)
	packer, differ := wire.NewPacker(schema), snapshot.NewDiffer(schema)
	out := ""
	for n := 1; n < len(p.looks); n += 3 {
		h := p.header(n)
		events := p.events(&h)
		var d snapshot.Delta
		differ.Diff(&d, &p.looks[h.Base], &p.looks[h.Prev], &p.looks[n])
		out += fmt.Sprintf("%x\n", packer.Append(nil, &h, &p.looks[h.Base], &d, events))
	}
	path := filepath.Join("testdata", "packed.hex")
	if *update {
		if err := os.WriteFile(path, []byte(out), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(path); err != nil || string(want) != out {
		t.Errorf("packed bytes changed, which changes the protocol (%v)", err)
	}
}

// TestUnpackRefuses gives a decoder what no packer wrote.
func TestUnpackRefuses(t *testing.T) {
	p := newPacking(3, 40)
	packer, differ := wire.NewPacker(schema), snapshot.NewDiffer(schema)
	var d snapshot.Delta
	h := wire.ScopeHeader{ID: 4, FrameTick: 30, Tick: 30, Base: 29, Prev: 28}
	differ.Diff(&d, &p.looks[29], &p.looks[28], &p.looks[30])
	good := packer.Append(nil, &h, &p.looks[29], &d, nil)
	dec := wire.NewFrameDecoder(schema)
	for name, c := range map[string]struct {
		b    []byte
		held *snapshot.Content
	}{
		"another base": {good, &p.looks[27]},
		"no base":      {good, &snapshot.Content{}},
		"all ones":     {append([]byte{framePackedTag, 12, 4}, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"...), &p.looks[29]},
	} {
		f, err := dec.Decode(packedFrame(&h, c.b))
		if err == nil {
			err = dec.Unpack(&f.Scopes[0], c.held)
		}
		if !errors.Is(err, wire.ErrMessage) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := dec.Decode(packedFrame(&h, []byte{framePackedTag, 0})); !errors.Is(err, wire.ErrMessage) {
		t.Errorf("a packed scope without an id: %v", err)
	}
}

// framePackedTag is the tag of Frame.packed_scopes: field 9 of bytes.
const framePackedTag = 9<<3 | 2

// FuzzUnpack wants what unpacks to be what was packed: packed again it unpacks to the same.
func FuzzUnpack(f *testing.F) {
	p := newPacking(5, 60)
	packer, differ := wire.NewPacker(schema), snapshot.NewDiffer(schema)
	for n := 1; n < len(p.looks); n += 4 {
		h := p.header(n)
		var d snapshot.Delta
		differ.Diff(&d, &p.looks[h.Base], &p.looks[h.Prev], &p.looks[n])
		f.Add(packer.Append(nil, &h, &p.looks[h.Base], &d, p.events(&h)), uint8(h.FrameTick), uint8(h.Base))
	}
	first, second, applier := wire.NewFrameDecoder(schema), wire.NewFrameDecoder(schema), snapshot.NewApplier(schema)
	f.Fuzz(func(t *testing.T, b []byte, tick, held uint8) {
		base := &p.looks[int(held)%len(p.looks)]
		got, err := first.Decode(append(wire.AppendFrame(nil, &wire.FrameHeader{Tick: game.TickNumber(tick)}, len(b)), b...))
		if err != nil || len(got.Scopes) == 0 || got.Scopes[0].Packed == nil {
			return
		}
		s := &got.Scopes[0]
		if first.Unpack(s, base) != nil {
			return
		}
		on := base
		if s.Keyframe() {
			on = &p.looks[0]
		}
		again := packer.Append(nil, &s.ScopeHeader, on, &s.Delta, s.Events)
		f2, err := second.Decode(packedFrame(&s.ScopeHeader, again))
		if err != nil {
			t.Fatal(err)
		}
		s2 := &f2.Scopes[0]
		if err := second.Unpack(s2, base); err != nil {
			t.Fatalf("%x: %v", again, err)
		}
		s.Packed, s2.Packed = nil, nil
		if fmt.Sprintf("%+v", s) != fmt.Sprintf("%+v", s2) {
			t.Fatalf("%+v\nbecame\n%+v", s, s2)
		}
		var dst snapshot.Content
		_ = applier.Apply(&dst, on, &p.looks[0], s.Tick, &s.Delta) // must not panic
	})
}

func TestPackingDoesNotAllocate(t *testing.T) {
	p := newPacking(11, 60)
	packer, differ, dec := wire.NewPacker(schema), snapshot.NewDiffer(schema), wire.NewFrameDecoder(schema)
	var d snapshot.Delta
	h := wire.ScopeHeader{ID: 4, FrameTick: 50, Tick: 50, Base: 49, Prev: 48}
	differ.Diff(&d, &p.looks[49], &p.looks[48], &p.looks[50])
	events := p.events(&h)
	buf := make([]byte, 0, 64<<10)
	frame := packedFrame(&h, packer.Append(nil, &h, &p.looks[49], &d, events))
	for name, f := range map[string]func(){
		"Append": func() { packer.Append(buf, &h, &p.looks[49], &d, events) },
		"Unpack": func() {
			got, err := dec.Decode(frame)
			if err != nil || dec.Unpack(&got.Scopes[0], &p.looks[49]) != nil {
				t.Error("it does not unpack")
			}
		},
	} {
		f()
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}
