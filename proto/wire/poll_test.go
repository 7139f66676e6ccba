package wire_test

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"testing"

	"google.golang.org/protobuf/proto"

	pb "tickwire/proto/tickwire/v1"
	"tickwire/proto/wire"
)

func sampleBatch() []byte {
	return wire.AppendBatch(nil, 1, wire.AppendHello(nil, sampleHello()), wire.AppendInputs(nil, sampleInputs()), wire.AppendLeave(nil))
}

func sampleAnswer() []byte {
	b := sampleFrame()
	return wire.AppendAnswer(nil, 300, b[:7], nil, b[7:])
}

func sampleLastAnswer() []byte {
	return wire.AppendLastAnswer(nil, 2, &wire.CloseNotice{Code: wire.CloseKicked, Reason: "no"})
}

// TestBatchesAreProtobuf reads by hand what generated code wrote, and the other way.
func TestBatchesAreProtobuf(t *testing.T) {
	m := &pb.Batch{Number: 1}
	var want [][]byte
	for _, name := range []string{"hello", "inputs", "leave"} {
		var c pb.ClientMessage
		want = append(want, samples[name]())
		if err := proto.Unmarshal(samples[name](), &c); err != nil {
			t.Fatal(err)
		}
		m.Messages = append(m.Messages, &c)
	}
	b, err := proto.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	if got := sampleBatch(); !bytes.Equal(got, b) {
		t.Errorf("got %x, want %x", got, b)
	}
	number, msgs, err := wire.DecodeBatch(make([][]byte, 9), b)
	if number != 1 || !reflect.DeepEqual(msgs, want) || err != nil {
		t.Errorf("got %d, %x, %v", number, msgs, err)
	}
}

func TestAnswersAreProtobuf(t *testing.T) {
	var m pb.Answer
	if err := proto.Unmarshal(sampleAnswer(), &m); err != nil || m.GetNumber() != 300 || m.GetClose() != nil || len(m.GetMessages()) != 1 {
		t.Fatalf("%v, %v", &m, err)
	}
	if b, err := proto.Marshal(m.GetMessages()[0]); err != nil || !sameFrame(b, sampleFrame()) {
		t.Errorf("the frame became %x, %v", b, err)
	}
	notice := &pb.CloseNotice{Code: uint32(wire.CloseKicked), Reason: "no"}
	if err := proto.Unmarshal(sampleLastAnswer(), &m); err != nil || m.GetNumber() != 2 || !proto.Equal(m.GetClose(), notice) || len(m.GetMessages()) != 0 {
		t.Fatalf("%v, %v", &m, err)
	}

	chat := &pb.ServerMessage{Message: &pb.ServerMessage_Frame{Frame: &pb.Frame{Tick: 9}}}
	b, err := proto.Marshal(&pb.Answer{Number: 7, Messages: []*pb.ServerMessage{chat, chat}, Close: notice})
	if err != nil {
		t.Fatal(err)
	}
	one, err := proto.Marshal(chat)
	if err != nil {
		t.Fatal(err)
	}
	got := wire.Answer{Messages: make([][]byte, 9), Close: &wire.CloseNotice{}}
	want := wire.Answer{Number: 7, Messages: [][]byte{one, one}, Close: &wire.CloseNotice{Code: wire.CloseKicked, Reason: "no"}}
	if err := wire.DecodeAnswer(&got, b); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
}

// sameFrame compares what two ServerMessages mean: our scopes come last.
func sameFrame(a, b []byte) bool {
	var x, y pb.ServerMessage
	return proto.Unmarshal(a, &x) == nil && proto.Unmarshal(b, &y) == nil && proto.Equal(&x, &y)
}

// TestWhatNoPollIs has bytes that are no Batch, no Answer, or neither.
func TestWhatNoPollIs(t *testing.T) {
	many := make([][]byte, wire.MaxBatch+1)
	for i := range many {
		many[i] = samples["leave"]()
	}
	later := func(b []byte) []byte { return append(bytes.Clone(b), 0x28, 1, 0x32, 1, 0) } // fields 5 and 6
	end := sampleLastAnswer()
	for _, row := range []struct {
		name          string
		b             []byte
		batch, answer bool
	}{
		{"a batch", sampleBatch(), true, true}, // who is asked does not look into messages
		{"an answer", sampleAnswer(), true, true},
		{"an end", end, false, true},
		{"a batch of a later version", later(sampleBatch()), true, true},
		{"an end of a later version", later(end), false, true},
		{"a batch with a third field of a later version", append(sampleBatch(), 0x18, 1), true, false},
		{"nothing", nil, false, false},
		{"no number", sampleBatch()[2:], false, false},
		{"the number 0", append([]byte{8, 0}, sampleBatch()[2:]...), false, false},
		{"a number of more than 32 bits", append([]byte{8, 0x80, 0x80, 0x80, 0x80, 0x10}, sampleBatch()[2:]...), false, false},
		{"no messages", wire.AppendBatch(nil, 1), false, false},
		{"as many as there may be", wire.AppendBatch(nil, 1, many[1:]...), true, true},
		{"one too many", wire.AppendBatch(nil, 1, many...), false, false},
		{"two ends", append(bytes.Clone(end), end[2:]...), false, false},
		{"an end without a code", []byte{8, 1, 0x1a, 0}, false, false},
		{"an end with a code of nobody", wire.AppendLastAnswer(nil, 1, &wire.CloseNotice{Code: 7}), false, false},
		{"an end with two lines", wire.AppendLastAnswer(nil, 1, &wire.CloseNotice{Code: 1000, Reason: "a\nb"}), false, false},
		{"a message cut short", sampleBatch()[:9], false, false},
		{"an announcement", []byte{8, 1, 0x12, 0xff, 0xff, 0xff, 0xff, 0x0f}, false, false},
		{"garbage", []byte{0xff, 0xff, 0xff}, false, false},
	} {
		_, _, err := wire.DecodeBatch(nil, row.b)
		if (err == nil) != row.batch || err != nil && !errors.Is(err, wire.ErrMessage) {
			t.Errorf("%s: as a batch: %v", row.name, err)
		}
		err = wire.DecodeAnswer(&wire.Answer{}, row.b)
		if (err == nil) != row.answer || err != nil && !errors.Is(err, wire.ErrMessage) {
			t.Errorf("%s: as an answer: %v", row.name, err)
		}
	}
}

func seedPolls(f *testing.F) {
	seed(f)
	f.Add(append(sampleBatch(), 0x28, 1))
	f.Add(append(sampleAnswer(), sampleLastAnswer()[2:]...))
}

// FuzzDecodeBatch holds our reading to that of the generated code, which looks into messages and takes
// any number of them.
func FuzzDecodeBatch(f *testing.F) {
	seedPolls(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		number, msgs, err := wire.DecodeBatch(nil, b)
		if err != nil {
			return
		}
		var m pb.Batch
		if proto.Unmarshal(b, &m) == nil &&
			(number != m.GetNumber() || !sameMessages(msgs, m.GetMessages(), func() *pb.ClientMessage { return &pb.ClientMessage{} })) {
			t.Fatalf("%d %x for %v", number, msgs, &m)
		}
		n2, again, err := wire.DecodeBatch(nil, wire.AppendBatch(nil, number, msgs...))
		if err != nil || n2 != number || !slices.EqualFunc(again, msgs, bytes.Equal) {
			t.Fatalf("%d %x became %d %x, %v", number, msgs, n2, again, err)
		}
	})
}

// FuzzDecodeAnswer does the same for what a client reads.
func FuzzDecodeAnswer(f *testing.F) {
	seedPolls(f)
	var a wire.Answer
	f.Fuzz(func(t *testing.T, b []byte) {
		if wire.DecodeAnswer(&a, b) != nil {
			return
		}
		var m pb.Answer
		if proto.Unmarshal(b, &m) != nil {
			return
		}
		if a.Number != m.GetNumber() || (a.Close != nil) != (m.GetClose() != nil) ||
			!sameMessages(a.Messages, m.GetMessages(), func() *pb.ServerMessage { return &pb.ServerMessage{} }) {
			t.Fatalf("%+v for %v", a, &m)
		}
		if a.Close != nil && (uint32(a.Close.Code) != m.GetClose().GetCode() || a.Close.Reason != m.GetClose().GetReason()) {
			t.Fatalf("%+v for %v", a.Close, &m)
		}
	})
}

func sameMessages[M proto.Message](got [][]byte, want []M, empty func() M) bool {
	if len(got) != len(want) {
		return false
	}
	for i := range got {
		m := empty()
		if proto.Unmarshal(got[i], m) != nil || !proto.Equal(m, want[i]) {
			return false
		}
	}
	return true
}
