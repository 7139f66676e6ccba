package wire_test

import (
	"encoding/binary"
	"hash/fnv"
	"reflect"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"tickwire/game"
	"tickwire/game/snapshot"
	pb "tickwire/proto/tickwire/v1"
	"tickwire/proto/wire"
)

func askingFrame(v wire.Verify) []byte {
	return wire.AppendFrame(nil, &wire.FrameHeader{Tick: 300, Verify: v}, 0)
}

func sampleVerified() *wire.Verified {
	return &wire.Verified{Tick: 300, Scopes: []wire.ScopeHash{
		{ID: game.CellScope(7), Tick: 300, Hash: 1 << 63}, {ID: game.CellScope(8), Tick: 296, Hash: 5},
	}}
}

func sampleVerifiedRows() *wire.Verified {
	return &wire.Verified{
		Tick: 300, Detail: true, Scopes: []wire.ScopeHash{{ID: game.CellScope(7), Tick: 299}},
		Rows: snapshot.Content{Blocks: []snapshot.Block{
			{Group: 0, IDs: []game.EntityID{4, 500}, Vals: []int32{1, -1, 0, 7, 1 << 30, 1, -1 << 31, 0, 0, 0}},
			{Group: 1, IDs: []game.EntityID{4}, Vals: []int32{9}},
		}},
	}
}

func appendVerified(dst []byte, v **wire.Verified) []byte { return wire.AppendVerified(dst, *v) }

func TestVerifiedComesBack(t *testing.T) {
	for _, want := range []*wire.Verified{sampleVerified(), sampleVerifiedRows(), {Tick: 1, Detail: true}} {
		got, err := wire.DecodeVerified(wire.AppendVerified(nil, want))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v became %+v, %v", want, got, err)
		}
	}
	d := wire.NewFrameDecoder(schema)
	for _, want := range []wire.Verify{{}, {Asked: true}, {Asked: true, Rows: true}, {Asked: true, Rows: true, Scope: game.TeamScope(9)}} {
		if f, err := d.Decode(askingFrame(want)); err != nil || f.Verify != want {
			t.Errorf("%+v became %+v, %v", want, f.Verify, err)
		}
	}
}

// TestVerifiedIsProtobuf reads by hand what generated code wrote, numbers one by one.
func TestVerifiedIsProtobuf(t *testing.T) {
	m := &pb.ClientMessage{Message: &pb.ClientMessage_Verified{Verified: &pb.Verified{
		Tick: 300, ScopeIds: []uint32{29, 33}, Ages: []uint32{0, 4}, Hashes: []uint64{1 << 63, 5},
	}}}
	b, err := proto.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	got, err := wire.DecodeVerified(b)
	if err != nil || !reflect.DeepEqual(got, sampleVerified()) {
		t.Errorf("got %+v, %v", got, err)
	}
	if mine := wire.AppendVerified(nil, sampleVerified()); string(mine) != string(b) {
		t.Errorf("got %x, want %x", mine, b)
	}
}

func TestDecodeVerifiedRefuses(t *testing.T) {
	many := make([]uint32, wire.MaxVerified+1)
	group := &pb.VerifiedGroup{Group: 1, Ids: []uint32{1}, Values: []int32{1}}
	for _, row := range []struct {
		name string
		m    *pb.Verified
	}{
		{"no tick", &pb.Verified{}},
		{"fewer ages", &pb.Verified{Tick: 9, ScopeIds: []uint32{1, 2}, Ages: []uint32{0}, Hashes: []uint64{1, 2}}},
		{"more hashes", &pb.Verified{Tick: 9, ScopeIds: []uint32{1}, Ages: []uint32{0}, Hashes: []uint64{1, 2}}},
		{"too many scopes", &pb.Verified{Tick: 9, ScopeIds: many, Ages: many}},
		{"a scope from before the room", &pb.Verified{Tick: 9, ScopeIds: []uint32{1}, Ages: []uint32{9}, Hashes: []uint64{1}}},
		{"rows and hashes", &pb.Verified{Tick: 9, ScopeIds: []uint32{1}, Ages: []uint32{1}, Hashes: []uint64{1}, Rows: []*pb.VerifiedGroup{group}}},
		{"rows of no scope", &pb.Verified{Tick: 9, Rows: []*pb.VerifiedGroup{group}}},
		{"a group without rows", &pb.Verified{Tick: 9, ScopeIds: []uint32{1}, Ages: []uint32{1}, Rows: []*pb.VerifiedGroup{{Group: 1}}}},
		{"half a row", &pb.Verified{Tick: 9, ScopeIds: []uint32{1}, Ages: []uint32{1}, Rows: []*pb.VerifiedGroup{{Ids: []uint32{1, 2}, Values: []int32{1}}}}},
		{"groups twice", &pb.Verified{Tick: 9, ScopeIds: []uint32{1}, Ages: []uint32{1}, Rows: []*pb.VerifiedGroup{group, group}}},
	} {
		b, err := proto.Marshal(&pb.ClientMessage{Message: &pb.ClientMessage_Verified{Verified: row.m}})
		if err != nil {
			t.Fatal(err)
		}
		if v, err := wire.DecodeVerified(b); err == nil {
			t.Errorf("%s: got %+v", row.name, v)
		}
	}
}

// TestHashScope computes the hash of the specification by the standard library's FNV-1a.
func TestHashScope(t *testing.T) {
	c := &sampleVerifiedRows().Rows
	h := fnv.New64a()
	for _, b := range c.Blocks {
		numbers := []uint32{uint32(b.Group), uint32(len(b.IDs))}
		for _, id := range b.IDs {
			numbers = append(numbers, uint32(id))
		}
		for _, v := range b.Vals {
			numbers = append(numbers, uint32(v))
		}
		for _, n := range numbers {
			_, _ = h.Write(binary.LittleEndian.AppendUint32(nil, n))
		}
	}
	if got := wire.HashScope(c); got != h.Sum64() {
		t.Errorf("got %x, want %x", got, h.Sum64())
	}
	if got := wire.HashScope(&snapshot.Content{Tick: 7}); got != 0xcbf29ce484222325 {
		t.Errorf("an empty scope is %x", got)
	}
	c.Blocks[1].Vals[0]++
	if wire.HashScope(c) == h.Sum64() {
		t.Error("another value has the same hash")
	}
}

// TestVerifiedFits: an answer is never larger than what a server reads, and is cut at whole rows.
func TestVerifiedFits(t *testing.T) {
	const readLimit = 8 << 10 // of package gate
	v := &wire.Verified{Tick: 1<<32 - 1, Scopes: slices.Repeat([]wire.ScopeHash{{ID: 1<<18 + 257, Tick: 1<<32 - 40, Hash: 1<<64 - 1}}, wire.MaxVerified)}
	if n := len(wire.AppendVerified(nil, v)); n > readLimit {
		t.Errorf("hashes take %d bytes", n)
	}
	ids := make([]game.EntityID, 2000)
	for i := range ids {
		ids[i] = game.EntityID(1<<32 - 1 - len(ids) + i)
	}
	v = &wire.Verified{Tick: 1<<32 - 1, Detail: true, Scopes: []wire.ScopeHash{{ID: 5, Tick: 7}}}
	v.Rows.Blocks = []snapshot.Block{{Group: 2, IDs: ids, Vals: slices.Repeat([]int32{-1 << 31}, 5*len(ids))}}
	b := wire.AppendVerified(nil, v)
	if len(b) > readLimit {
		t.Errorf("rows take %d bytes", len(b))
	}
	got, err := wire.DecodeVerified(b)
	if err != nil {
		t.Fatal(err)
	}
	if rows := got.Rows.Blocks[0]; len(rows.IDs) != wire.MaxVerifiedNumbers/6 || len(rows.Vals) != 5*len(rows.IDs) {
		t.Errorf("%d rows with %d values", len(rows.IDs), len(rows.Vals))
	}
}

func TestVerifiedRange(t *testing.T) {
	for _, row := range []struct{ scopes, tick, first, count int }{
		{0, 7, 0, 0},
		{1, 7, 0, 1},
		{wire.MaxVerified, 7, 0, wire.MaxVerified},
		{wire.MaxVerified + 1, 7, 7, wire.MaxVerified},
		{1000, 1999, 999, wire.MaxVerified},
	} {
		if first, count := wire.VerifiedRange(row.scopes, game.TickNumber(row.tick)); first != row.first || count != row.count {
			t.Errorf("%d scopes at tick %d: got %d and %d, want %d and %d", row.scopes, row.tick, first, count, row.first, row.count)
		}
	}
}

func TestVerifyingAllocatesNothing(t *testing.T) {
	v, rows := sampleVerified(), sampleVerifiedRows()
	out := make([]byte, 0, 1024)
	if n := testing.AllocsPerRun(20, func() {
		out = wire.AppendVerified(out[:0], v)
		out = wire.AppendVerified(out[:0], rows)
		v.Scopes[0].Hash = wire.HashScope(&rows.Rows)
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

// TestMembersBetweenAreUnknown: numbers of members that this version does not know are skipped, also
// those below the last that it knows.
func TestMembersBetweenAreUnknown(t *testing.T) {
	unknown := []byte{6<<3 | 2, 1, 0}
	if kind, err := wire.Kind(append(unknown, wire.AppendLeave(nil)...)); err != nil || kind != wire.KindLeave {
		t.Errorf("got %d, %v", kind, err)
	}
	if _, err := wire.Kind(unknown); err == nil || !strings.Contains(err.Error(), "nothing in it") {
		t.Errorf("got %v", err)
	}
}
