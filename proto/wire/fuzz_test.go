package wire_test

import (
	"reflect"
	"slices"
	"testing"

	"tickwire/proto/wire"
)

func seed(f *testing.F) {
	for _, sample := range samples {
		f.Add(sample())
	}
}

// What decodes must come out the same when it is encoded and decoded again.
func FuzzDecodeFrame(f *testing.F) {
	seed(f)
	first, second := wire.NewFrameDecoder(schema), wire.NewFrameDecoder(schema)
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := first.Decode(b)
		if err != nil {
			return
		}
		// Packed scopes need a base; FuzzUnpack has them.
		got.Scopes = slices.DeleteFunc(got.Scopes, func(s wire.Scope) bool { return s.Packed != nil })
		again := frameBytes(&got.FrameHeader, got.Scopes)
		f2, err := second.Decode(again)
		if err != nil {
			t.Fatalf("%x: %v", again, err)
		}
		if third := frameBytes(&f2.FrameHeader, f2.Scopes); string(third) != string(again) {
			t.Fatalf("%x became %x", again, third)
		}
	})
}

func FuzzDecodeInputs(f *testing.F) {
	seed(f)
	var first, second wire.Inputs
	f.Fuzz(func(t *testing.T, b []byte) {
		if wire.DecodeInputs(&first, b, 3) != nil {
			return
		}
		again := wire.AppendInputs(nil, &first)
		if err := wire.DecodeInputs(&second, again, 3); err != nil {
			t.Fatalf("%x: %v", again, err)
		}
		if first.Ack != second.Ack || first.View != second.View || len(first.Inputs) != len(second.Inputs) {
			t.Fatalf("%+v became %+v", first, second)
		}
		for i := range first.Inputs {
			if !reflect.DeepEqual(first.Inputs[i], second.Inputs[i]) {
				t.Fatalf("%+v became %+v", first, second)
			}
		}
	})
}

// again decodes, encodes and decodes, and wants the same.
func again[T any](t *testing.T, b []byte, decode func([]byte) (T, error), encode func([]byte, *T) []byte) {
	first, err := decode(b)
	if err != nil {
		return
	}
	second, err := decode(encode(nil, &first))
	if err != nil || string(encode(nil, &second)) != string(encode(nil, &first)) {
		t.Fatalf("%+v became %+v, %v", first, second, err)
	}
}

func FuzzDecodeHello(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, b []byte) { again(t, b, wire.DecodeHello, wire.AppendHello) })
}

func FuzzDecodeWelcome(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, b []byte) { again(t, b, wire.DecodeWelcome, wire.AppendWelcome) })
}

func FuzzDecodeSmall(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		again(t, b, wire.DecodeCloseNotice, wire.AppendCloseNotice)
		again(t, b, wire.DecodeChat, func(dst []byte, c *wire.Chat) []byte { return wire.AppendChatTo(dst, c.To, c.Text) })
		again(t, b, wire.DecodeSetName, func(dst []byte, s *string) []byte { return wire.AppendSetName(dst, *s) })
		_, _ = wire.Kind(b)
		_, _ = wire.ServerKind(b)
	})
}

func FuzzDecodeVerified(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, b []byte) { again(t, b, wire.DecodeVerified, appendVerified) })
}
