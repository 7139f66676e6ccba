package wire_test

import (
	"encoding/hex"
	"errors"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"tickwire/game"
	"tickwire/game/fixed"
	"tickwire/game/snapshot"
	pb "tickwire/proto/tickwire/v1"
	"tickwire/proto/wire"
)

var update = flag.Bool("update", false, "rewrite testdata")

type thing struct {
	Owner     game.PlayerID
	X, Y      int32
	Facing    fixed.Angle
	HP        int8
	Secret    int32
	Fire, Run bool
}

var (
	things = game.NewKind(game.KindConfig[thing]{
		Name: "thing", Place: game.InCell("x", "y"),
		Fields: []game.Field[thing]{
			game.Owner("owner", func(t *thing) *game.PlayerID { return &t.Owner }),
			game.Lerp("x", 1, func(t *thing) *int32 { return &t.X }),
			game.Lerp("y", 1, func(t *thing) *int32 { return &t.Y }),
			game.Angle("facing", func(t *thing) *fixed.Angle { return &t.Facing }),
			game.Step("hp", func(t *thing) *int8 { return &t.HP }),
			game.OwnerOnly(game.Step("secret", func(t *thing) *int32 { return &t.Secret })),
		},
	})
	bang = game.NewEvent(game.EventConfig[thing]{
		Name: "bang", Place: game.InCell("x", "y"),
		Fields: []game.Field[thing]{
			game.Lerp("x", 1, func(t *thing) *int32 { return &t.X }),
			game.Lerp("y", 1, func(t *thing) *int32 { return &t.Y }),
		},
	})
	input = game.NewInput(
		game.Step("x", func(t *thing) *int32 { return &t.X }),
		game.Edge(game.Step("fire", func(t *thing) *bool { return &t.Fire })),
		game.Step("run", func(t *thing) *bool { return &t.Run }),
	)
	schema = game.NewSchema(game.SchemaConfig{
		Kinds: []game.AnyKind{things}, Input: input, Events: []game.AnyEvent{bang},
	})
)

// sampleScopes are two scopes of one frame: one with everything in it, and a keyframe of an older tick.
func sampleScopes() []wire.Scope {
	a := wire.Scope{
		ScopeHeader: wire.ScopeHeader{ID: game.CellScope(7), FrameTick: 300, Tick: 300, Base: 298, Prev: 295},
		Events:      []wire.Event{{Number: 0, Tick: 299, Vals: []int32{5, -6}}, {Number: 0, Tick: 300, Vals: []int32{0, 0}}},
	}
	a.Delta.Blocks = []snapshot.BlockDelta{{
		Group: 0, Removed: []uint32{0, 1, 9}, Added: []game.EntityID{4, 5, 400},
		AddedVals: []int32{1, 2, 3, -4, 5, 6, 7, 8, 9, 10, 11, 12, 1 << 30, -1 << 31, 0},
		Changed:   []byte{0x05, 0x80}, Residuals: []int32{1, -1, 300},
	}, {Group: 1, Added: []game.EntityID{4}, AddedVals: []int32{77}}}
	b := wire.Scope{ScopeHeader: wire.ScopeHeader{ID: game.TeamScope(2), FrameTick: 300, Tick: 297}}
	b.Delta.Blocks = []snapshot.BlockDelta{{Group: 1, Added: []game.EntityID{1}, AddedVals: []int32{0}}}
	return []wire.Scope{a, b}
}

func sampleHeader() wire.FrameHeader {
	return wire.FrameHeader{
		Tick: 300, InputTick: 290, InputMargin: -1500, Left: []game.ScopeID{5, 9},
		Roster:    []wire.RosterEntry{{Player: 1, Name: "Ada", Score: -3}, {Player: 2, Bot: true}, {Player: 3, Left: true}, {Player: 4, Name: "Eve", Away: true}},
		Chat:      []wire.ChatLine{{Text: "welcome"}, {Player: 1, Text: "hü"}, {Player: 2, To: 300, Text: "psst"}},
		RTTMicros: 20000, JitterMicros: 100, ResumeToken: []byte{2, 0, 254},
	}
}

func frameBytes(h *wire.FrameHeader, scopes []wire.Scope) []byte {
	var body []byte
	for i := range scopes {
		body = wire.AppendScope(body, &scopes[i].ScopeHeader, &scopes[i].Delta, scopes[i].Events)
	}
	return append(wire.AppendFrame(nil, h, len(body)), body...)
}

func sampleFrame() []byte {
	h := sampleHeader()
	return frameBytes(&h, sampleScopes())
}

func sampleInputs() *wire.Inputs {
	return &wire.Inputs{Ack: 299, View: game.MakeViewTick(297, 128), Inputs: []wire.Input{
		{Tick: 301, Vals: []int32{-5, 1, 0}}, {Tick: 302, Vals: []int32{0, 0, 0}},
	}}
}

func sampleHello() *wire.Hello {
	return &wire.Hello{
		ProtocolVersion: 1, Game: "test", GameVersion: 3, SchemaHash: 1 << 63, Room: "lobby", Name: "Ada",
		Token: "secret", ResumeToken: []byte{1, 0, 255}, Encodings: []wire.Encoding{wire.EncodingColumns, 9},
	}
}

func sampleWelcome() *wire.Welcome {
	return &wire.Welcome{
		Player: 7, Tick: 300, TickRate: 30, SendEvery: 2, PublicSeed: 42, Encoding: wire.EncodingColumns,
		Room: "lobby", Name: "Ada", Schema: wire.SchemaMessage(schema), SchemaHash: 99, MaxInputLead: 60,
		ResumeToken: []byte{1, 0, 255}, Resumed: true, ResumeGraceMillis: 30000, SendIdle: 500,
	}
}

var samples = map[string]func() []byte{
	"frame":    sampleFrame,
	"drain":    func() []byte { return wire.AppendFrame(nil, &wire.FrameHeader{Tick: 300, DrainMillis: 9500}, 0) },
	"inputs":   func() []byte { return wire.AppendInputs(nil, sampleInputs()) },
	"hello":    func() []byte { return wire.AppendHello(nil, sampleHello()) },
	"welcome":  func() []byte { return wire.AppendWelcome(nil, sampleWelcome()) },
	"chat":     func() []byte { return wire.AppendChat(nil, "hü") },
	"chat_to":  func() []byte { return wire.AppendChatTo(nil, 300, "psst") },
	"set_name": func() []byte { return wire.AppendSetName(nil, "Bob") },
	"leave":    func() []byte { return wire.AppendLeave(nil) },
	"close_notice": func() []byte {
		return wire.AppendCloseNotice(nil, &wire.CloseNotice{Code: wire.CloseKicked, Reason: "no"})
	},
	"verify":        func() []byte { return askingFrame(wire.Verify{Asked: true}) },
	"verify_rows":   func() []byte { return askingFrame(wire.Verify{Asked: true, Rows: true, Scope: game.CellScope(7)}) },
	"verified":      func() []byte { return wire.AppendVerified(nil, sampleVerified()) },
	"verified_rows": func() []byte { return wire.AppendVerified(nil, sampleVerifiedRows()) },
	"batch":         sampleBatch,
	"answer":        sampleAnswer,
	"answer_last":   sampleLastAnswer,
}

func TestBytesAreGolden(t *testing.T) {
	for name, sample := range samples {
		path := filepath.Join("testdata", name+".hex")
		got := hex.EncodeToString(sample()) + "\n"
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s changed, which changes the protocol\n got %s\nwant %s", name, got, want)
		}
	}
}

// The generated code must read what we write, and we what it writes. The bytes may differ in the
// order of fields: our scopes come last.
func TestGeneratedCodeReadsFrames(t *testing.T) {
	var m pb.ServerMessage
	if err := proto.Unmarshal(sampleFrame(), &m); err != nil {
		t.Fatal(err)
	}
	want := &pb.Frame{
		Tick: 300, InputTick: 290, InputMarginUs: -1500, ScopesLeft: []uint32{5, 9},
		Roster: []*pb.RosterEntry{{PlayerId: 1, Name: "Ada", Score: -3}, {PlayerId: 2, Bot: true}, {PlayerId: 3, Left: true}, {PlayerId: 4, Name: "Eve", Away: true}},
		Chat:   []*pb.ChatLine{{Text: "welcome"}, {PlayerId: 1, Text: "hü"}, {PlayerId: 2, To: 300, Text: "psst"}},
		Link:   &pb.LinkStats{RttUs: 20000, JitterUs: 100}, ResumeToken: []byte{2, 0, 254},
		Scopes: []*pb.Scope{{
			Id: 7<<2 | 1, BaseSkip: 1, PrevSkip: 2,
			Groups: []*pb.GroupDelta{{
				Removed: []uint32{0, 0, 7}, Added: []uint32{4, 0, 394},
				AddedValues: []int32{1, 2, 3, -4, 5, 6, 7, 8, 9, 10, 11, 12, 1 << 30, -1 << 31, 0},
				// 2 and 1 in zigzag, then 600 alone: bits 1|0, and 0b1001011000 spread.
				Changed: []byte{0x05, 0x80}, ResidualPairs: []uint64{0b0110, 0b1000001000101000000},
			}, {Group: 1, Added: []uint32{4}, AddedValues: []int32{77}}},
			Events: []*pb.Event{{Age: 1, Values: []int32{5, -6}}, {Values: []int32{0, 0}}},
		}, {
			Id: 2<<2 | 2, TickAge: 3, Keyframe: true, NoPrev: true,
			Groups: []*pb.GroupDelta{{Group: 1, Added: []uint32{1}, AddedValues: []int32{0}}},
		}},
	}
	if !proto.Equal(m.GetFrame(), want) {
		t.Errorf("got %v\nwant %v", m.GetFrame(), want)
	}
	b, err := proto.Marshal(&m)
	if err != nil {
		t.Fatal(err)
	}
	checkFrame(t, b)
}

func checkFrame(t *testing.T, b []byte) {
	t.Helper()
	f, err := wire.NewFrameDecoder(schema).Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(f.FrameHeader, sampleHeader()) {
		t.Errorf("header %+v, want %+v", f.FrameHeader, sampleHeader())
	}
	if got, want := frameBytes(&f.FrameHeader, f.Scopes), sampleFrame(); !slices.Equal(got, want) {
		t.Errorf("decoded and encoded again: %x, want %x", got, want)
	}
}

func TestFrameRoundTrip(t *testing.T) { checkFrame(t, sampleFrame()) }

func TestUnknownFieldsAreSkipped(t *testing.T) {
	h := sampleHeader()
	unknown := []byte{0xa2, 0x06, 0x02, 0xff, 0xff, 0xa8, 0x06, 0x01} // fields 100 and 101
	b := wire.AppendFrame(nil, &h, len(unknown))
	b = append(append(b, unknown...), unknown...) // inside the frame, and beside it
	if _, err := wire.NewFrameDecoder(schema).Decode(b); err != nil {
		t.Error(err)
	}
}

func TestGeneratedCodeReadsInputs(t *testing.T) {
	want := &pb.ClientMessage{Message: &pb.ClientMessage_Inputs{Inputs: &pb.Inputs{
		AckTick: 299, ViewTick: 297<<8 | 128,
		Inputs: []*pb.Input{{Tick: 301, Values: []int32{-5, 1}}, {Tick: 302}},
	}}}
	var m pb.ClientMessage
	if err := proto.Unmarshal(wire.AppendInputs(nil, sampleInputs()), &m); err != nil || !proto.Equal(&m, want) {
		t.Errorf("got %v, %v", &m, err)
	}
	b, _ := proto.Marshal(want)
	var in wire.Inputs
	if err := wire.DecodeInputs(&in, b, 3); err != nil || !reflect.DeepEqual(&in, sampleInputs()) {
		t.Errorf("got %+v, %v", in, err)
	}
}

func TestUnpackedNumbersAreRead(t *testing.T) {
	// inputs{inputs{tick: 5, values: 1, values: -1}} with a tag before each value
	b := []byte{0x12, 0x08, 0x1a, 0x06, 0x08, 0x05, 0x10, 0x02, 0x10, 0x01}
	var in wire.Inputs
	if err := wire.DecodeInputs(&in, b, 3); err != nil || !slices.Equal(in.Inputs[0].Vals, []int32{1, -1, 0}) {
		t.Errorf("got %+v, %v", in, err)
	}
}

func TestColdMessagesRoundTrip(t *testing.T) {
	if got, err := wire.DecodeHello(samples["hello"]()); err != nil || !reflect.DeepEqual(&got, sampleHello()) {
		t.Errorf("hello %+v, %v", got, err)
	}
	if got, err := wire.DecodeWelcome(samples["welcome"]()); err != nil || !reflect.DeepEqual(&got, sampleWelcome()) {
		t.Errorf("welcome %+v, %v\nwant %+v", got, err, sampleWelcome())
	}
	if got, err := wire.DecodeChat(samples["chat_to"]()); err != nil || got != (wire.Chat{Text: "psst", To: 300}) {
		t.Errorf("private chat %+v, %v", got, err)
	}
	if got, err := wire.DecodeChat(samples["chat"]()); err != nil || got != (wire.Chat{Text: "hü"}) {
		t.Errorf("chat %+v, %v", got, err)
	}
	if got, err := wire.DecodeSetName(samples["set_name"]()); err != nil || got != "Bob" {
		t.Errorf("name %q, %v", got, err)
	}
	if err := wire.DecodeLeave(samples["leave"]()); err != nil {
		t.Errorf("leave: %v", err)
	}
	if got, err := wire.DecodeCloseNotice(samples["close_notice"]()); err != nil || got.Code != wire.CloseKicked || got.Reason != "no" {
		t.Errorf("notice %+v, %v", got, err)
	}
}

func TestKinds(t *testing.T) {
	for name, want := range map[string]wire.MessageKind{
		"hello": wire.KindHello, "inputs": wire.KindInputs, "chat": wire.KindChat, "set_name": wire.KindSetName,
		"leave": wire.KindLeave,
	} {
		if got, err := wire.Kind(samples[name]()); got != want || err != nil {
			t.Errorf("%s: %d, %v", name, got, err)
		}
	}
	for name, want := range map[string]wire.MessageKind{
		"welcome": wire.KindWelcome, "frame": wire.KindFrame, "close_notice": wire.KindCloseNotice,
	} {
		if got, err := wire.ServerKind(samples[name]()); got != want || err != nil {
			t.Errorf("%s: %d, %v", name, got, err)
		}
	}
	for _, b := range [][]byte{nil, {0xff}, append(samples["chat"](), samples["leave"]()...), {0xa8, 0x06, 0x01}, {0x08, 0x01}} {
		if k, err := wire.Kind(b); !errors.Is(err, wire.ErrMessage) {
			t.Errorf("%x: kind %d, %v", b, k, err)
		}
	}
}

func TestHostileMessagesAreRefused(t *testing.T) {
	server := func(f *pb.Frame) []byte {
		b, _ := proto.Marshal(&pb.ServerMessage{Message: &pb.ServerMessage_Frame{Frame: f}})
		return b
	}
	scope := func(s *pb.Scope) []byte { return server(&pb.Frame{Tick: 10, Scopes: []*pb.Scope{s}}) }
	group := func(g ...*pb.GroupDelta) []byte { return scope(&pb.Scope{Groups: g}) }
	for name, b := range map[string][]byte{
		"no tick":               server(&pb.Frame{}),
		"tick age":              scope(&pb.Scope{TickAge: 10, Keyframe: true}),
		"base skip":             scope(&pb.Scope{BaseSkip: 9, NoPrev: true}),
		"prev skip":             scope(&pb.Scope{PrevSkip: 8}),
		"event before base":     scope(&pb.Scope{Events: []*pb.Event{{Age: 1, Values: []int32{1, 2}}}}),
		"event number":          scope(&pb.Scope{Events: []*pb.Event{{Event: 1}}}),
		"event values":          scope(&pb.Scope{Events: []*pb.Event{{Values: []int32{1}}}}),
		"group number":          group(&pb.GroupDelta{Group: 2}),
		"groups twice":          group(&pb.GroupDelta{}, &pb.GroupDelta{}),
		"id 0":                  group(&pb.GroupDelta{Group: 1, Added: []uint32{0}, AddedValues: []int32{1}}),
		"id overflow":           group(&pb.GroupDelta{Group: 1, Added: []uint32{1 << 31, 1 << 31}, AddedValues: []int32{1, 1}}),
		"removed overflow":      group(&pb.GroupDelta{Removed: []uint32{5, 1<<32 - 1}}),
		"too few added values":  group(&pb.GroupDelta{Added: []uint32{1}, AddedValues: []int32{1, 2, 3, 4}}),
		"residuals without bit": group(&pb.GroupDelta{ResidualPairs: []uint64{4}}),
		"bits without residual": group(&pb.GroupDelta{Changed: []byte{3}, ResidualPairs: []uint64{4}}),
		"long name":             server(&pb.Frame{Tick: 1, Roster: []*pb.RosterEntry{{Name: strings.Repeat("x", 33)}}}),
		"control character":     server(&pb.Frame{Tick: 1, Chat: []*pb.ChatLine{{Text: "a\x1b"}}}),
		"broken UTF-8":          {0x12, 0x07, 0x08, 0x01, 0x3a, 0x03, 0x12, 0x01, 0xff},
		"long token":            server(&pb.Frame{Tick: 1, ResumeToken: make([]byte, 513)}),
		"wrong wire type":       {0x12, 0x03, 0x0a, 0x01, 0x01},
		"cut short":             sampleFrame()[:40],
		"two frames":            append(sampleFrame(), sampleFrame()...),
	} {
		d := wire.NewFrameDecoder(schema)
		for range 2 { // what a bad frame left behind must not make the next one good
			if _, err := d.Decode(b); !errors.Is(err, wire.ErrMessage) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	inputs := func(in ...*pb.Input) []byte {
		b, _ := proto.Marshal(&pb.ClientMessage{Message: &pb.ClientMessage_Inputs{Inputs: &pb.Inputs{Inputs: in}}})
		return b
	}
	many := make([]*pb.Input, 65)
	for i := range many {
		many[i] = &pb.Input{Tick: uint32(i + 1)}
	}
	for name, b := range map[string][]byte{
		"65 inputs":       inputs(many...),
		"too many values": inputs(&pb.Input{Tick: 1, Values: []int32{1, 2, 3, 4}}),
		"tick 0":          inputs(&pb.Input{}),
		"same tick twice": inputs(&pb.Input{Tick: 1}, &pb.Input{Tick: 1}),
	} {
		var in wire.Inputs
		if err := wire.DecodeInputs(&in, b, 3); !errors.Is(err, wire.ErrMessage) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := wire.DecodeHello(wire.AppendHello(nil, &wire.Hello{Token: strings.Repeat("x", 4097)})); !errors.Is(err, wire.ErrMessage) {
		t.Errorf("long token: %v", err)
	}
	if _, err := wire.DecodeHello(wire.AppendHello(nil, &wire.Hello{ResumeToken: make([]byte, 513)})); !errors.Is(err, wire.ErrMessage) {
		t.Errorf("long resume token in a hello: %v", err)
	}
	w := sampleWelcome()
	w.ResumeToken = make([]byte, 513)
	if _, err := wire.DecodeWelcome(wire.AppendWelcome(nil, w)); !errors.Is(err, wire.ErrMessage) {
		t.Errorf("long resume token in a welcome: %v", err)
	}
}

// Random worlds go through Diff, the wire and Apply, and come out the same.
func TestWorldsSurviveTheWire(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	differ, applier, dec := snapshot.NewDiffer(schema), snapshot.NewApplier(schema), wire.NewFrameDecoder(schema)
	var looks [40]snapshot.Content
	for n := 1; n < len(looks); n++ {
		c := snapshot.Content{Tick: game.TickNumber(n), Blocks: []snapshot.Block{{Group: 0}, {Group: 1}}}
		for id := game.EntityID(1); id < 40; id++ {
			if r.IntN(8) == 0 {
				continue
			}
			for g, fields := range []int{5, 1} {
				c.Blocks[g].IDs = append(c.Blocks[g].IDs, id*100)
				for range fields {
					c.Blocks[g].Vals = append(c.Blocks[g].Vals, int32(uint16(r.Int32N(9)*int32(n))))
				}
			}
		}
		looks[n] = c
		h := wire.ScopeHeader{ID: 4, FrameTick: game.TickNumber(n + r.IntN(2)), Tick: game.TickNumber(n)}
		if n > 2 && r.IntN(5) > 0 {
			h.Base = game.TickNumber(1 + r.IntN(n-1))
			if h.Base > 1 {
				h.Prev = game.TickNumber(r.IntN(int(h.Base)))
			}
		}
		var d snapshot.Delta
		differ.Diff(&d, &looks[h.Base], &looks[h.Prev], &c)
		f, err := dec.Decode(frameBytes(&wire.FrameHeader{Tick: h.FrameTick}, []wire.Scope{{ScopeHeader: h, Delta: d}}))
		if err != nil {
			t.Fatal(err)
		}
		s := &f.Scopes[0]
		if s.ScopeHeader != h {
			t.Fatalf("got %+v, want %+v", s.ScopeHeader, h)
		}
		var got snapshot.Content
		if err := applier.Apply(&got, &looks[s.Base], &looks[s.Prev], s.Tick, &s.Delta); err != nil || !got.Equal(&c) {
			t.Fatalf("tick %d: %v\n got %v\nwant %v", n, err, got, c)
		}
	}
}

func TestHotPathsDoNotAllocate(t *testing.T) {
	h, scopes, in := sampleHeader(), sampleScopes(), sampleInputs()
	frame, msg := sampleFrame(), wire.AppendInputs(nil, in)
	buf := make([]byte, 0, 4096)
	dec := wire.NewFrameDecoder(schema)
	var got wire.Inputs
	for name, f := range map[string]func(){
		"AppendScope":  func() { wire.AppendScope(buf, &scopes[0].ScopeHeader, &scopes[0].Delta, scopes[0].Events) },
		"AppendFrame":  func() { wire.AppendFrame(buf, &h, 1000) },
		"AppendInputs": func() { wire.AppendInputs(buf, in) },
		"DecodeInputs": func() { _ = wire.DecodeInputs(&got, msg, 3) },
		"Kind":         func() { _, _ = wire.Kind(msg) },
		"Decode":       func() { _, _ = dec.Decode(frame) },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}
