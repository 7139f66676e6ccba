package room_test

import (
	"math/rand/v2"
	"runtime"
	"runtime/metrics"
	"testing"
	"time"

	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/proto/wire"
	"tickwire/server/room"
)

// budget is what a player of a crowd may cost the heap, in bytes, when nothing is left to collect:
// most is the past of the world, in the ring of snapshots and for SeenBy, and then the player's
// inputs, cursors and scratch. It is a fifth above what was measured.
const budget = 10_700

// silent is a link that takes every frame and keeps none.
type silent struct{}

func (silent) Ready() bool          { return true }
func (silent) Send(...[]byte)       {}
func (silent) Close(wire.CloseCode) {}

// heap is how much of it is in use after a collection.
func heap() int64 {
	runtime.GC()
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64())
}

// TestAPlayerOfACrowdIsSmall plays an arena of a thousand, all of whom move and shoot, until the
// rings are full, and some more.
func TestAPlayerOfACrowdIsSmall(t *testing.T) {
	const players, ticks = 1000, 120
	def := arena.Sized(players)
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	before := heap()
	core := room.NewCore(def, "crowd", room.Seeds{Public: 1, Secret: 2})
	ids := make([]game.PlayerID, players)
	for i := range ids {
		p, err := core.Join(room.Join{Encoding: wire.EncodingPacked}, silent{})
		if err != nil {
			t.Fatal(err)
		}
		ids[i] = p.ID
	}
	r := rand.New(rand.NewPCG(1, 2))
	period := time.Second / time.Duration(def.TickRate)
	in := wire.Inputs{Inputs: make([]wire.Input, 1)}
	var keys arena.Input
	for n := range game.TickNumber(ticks) {
		for _, id := range ids {
			keys.Forward, keys.Fire, keys.Left = r.IntN(3) > 0, r.IntN(4) == 0, r.IntN(2) == 0
			in.Ack, in.Inputs[0].Tick, in.Inputs[0].Vals = n, n+3, arena.Inputs.Encode(in.Inputs[0].Vals, &keys)
			if code := core.Inputs(id, &in, time.Duration(n)*period); code != 0 {
				t.Fatalf("tick %d: code %d", n, code)
			}
		}
		core.Step(time.Duration(n+1) * period)
	}
	each := (heap() - before) / players
	t.Logf("%d bytes per player, %d rows", each, core.Rows().Len())
	if core.Rows().Len() < 2*players || each > budget {
		t.Errorf("%d bytes per player, want %d at most; %d rows", each, budget, core.Rows().Len())
	}
	runtime.KeepAlive(core)
}
