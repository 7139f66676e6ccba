package oracle_test

import (
	"testing"

	"tickwire/client/netplay"
	"tickwire/proto/wire"
	"tickwire/server/room"
)

// TestAResumeIsTrue loses the link again and again, for a moment and for longer than the server
// remembers, with frames on their way and also before the server has noticed, and comes back each time
// with a client that knows nothing.
func TestAResumeIsTrue(t *testing.T) {
	for _, e := range []wire.Encoding{wire.EncodingPacked, wire.EncodingColumns} {
		b := newBed(t, e, true, nil)
		checked := 0
		for serial, gone := range []int{0, 1, 5, 40, 400, -1} {
			for range 60 {
				if err := b.step(); err != nil {
					t.Fatal(err)
				}
			}
			checked += b.follower.Counts().Frames
			b.core.Step(b.now) // a frame that is lost with the link
			record(b)
			if gone >= 0 {
				b.core.Drop(b.player)
			}
			for range gone {
				b.core.Step(b.now)
				record(b)
			}
			b.msgs = nil
			b.client = netplay.New(b.def, netplay.Config{})
			b.follower = b.truth.Follow(b.client)
			who, _, err := b.core.Resume(b.player, uint32(serial+1), room.Join{Encoding: e}, b)
			if err != nil || who.ID != b.player {
				t.Fatalf("came back as %+v, %v", who, err)
			}
			b.Send(wire.AppendWelcome(nil, b.core.Welcome(who)))
		}
		for range 60 {
			if err := b.step(); err != nil {
				t.Fatal(err)
			}
		}
		if checked += b.follower.Counts().Frames; checked < 7*55 {
			t.Errorf("only %d frames were checked", checked)
		}
	}
}

func record(b *bed) {
	b.t.Helper()
	n := b.core.Tick()
	if err := b.truth.Record(n, b.core.Rows(), b.core.Events(), b.core.Replicator().Set(n)); err != nil {
		b.t.Fatal(err)
	}
}
