package wire_test

import (
	"testing"

	"google.golang.org/protobuf/proto"

	pb "tickwire/proto/tickwire/v1"
	"tickwire/proto/wire"
)

// TestDrainIsTold goes both ways between our codec and the generated one, and from one frame to the
// next, which must not inherit it.
func TestDrainIsTold(t *testing.T) {
	d := wire.NewFrameDecoder(schema)
	for _, want := range []uint32{9500, 0, 1, 1<<32 - 1, 0} {
		b := wire.AppendFrame(nil, &wire.FrameHeader{Tick: 300, DrainMillis: want}, 0)
		var m pb.ServerMessage
		if err := proto.Unmarshal(b, &m); err != nil || m.GetFrame().GetDrainMs() != want {
			t.Errorf("the generated code reads %d, want %d, %v", m.GetFrame().GetDrainMs(), want, err)
		}
		if f, err := d.Decode(b); err != nil || f.DrainMillis != want {
			t.Errorf("we read %+v, want %d, %v", f, want, err)
		}
	}
}
