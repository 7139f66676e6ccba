package oracle_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"tickwire/game"
	"tickwire/game/coins"
	"tickwire/proto/wire"
	"tickwire/server/room"
)

// TestAQuietRoomIsTrue plays a game in which nothing moves but what somebody pushes, for a client who is
// sent nothing else but the answers to pings, once a second. All that it holds is true, its inputs come
// in time, and what it draws of the other is where that was at the moment drawn, however long nothing was
// said.
func TestAQuietRoomIsTrue(t *testing.T) {
	for _, encoding := range []wire.Encoding{wire.EncodingPacked, wire.EncodingColumns} {
		for _, rate := range []int{20, 60} { // at 60 the server has forgotten the last frame when the next one goes
			for _, every := range []int{1, 3} {
				t.Run(fmt.Sprintf("encoding %d, %d Hz, a frame in %d ticks", encoding, rate, every), func(t *testing.T) {
					playQuietly(t, encoding, rate, every)
				})
			}
		}
	}
}

func playQuietly(t *testing.T, encoding wire.Encoding, rate, every int) {
	def := *coins.Game
	def.TickRate, def.SendEvery, def.SendIdle = rate, every, 25*rate
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(uint64(rate), uint64(every)))
	b := newBedOf(t, &def, encoding, nil)
	bob, err := b.core.Join(room.Join{Name: "bob"}, &bed{})
	if err != nil {
		t.Fatal(err)
	}
	mine, his, left := []int32{0, 0}, []int32{0, 0}, 0
	inputs := wire.Inputs{Inputs: []wire.Input{{Vals: his}}}
	const seconds = 120
	lateAtFirst := uint64(0)
	for n := range seconds * rate {
		if left--; left < 0 { // for up to three seconds he pushes, or rests
			left = r.IntN(3 * rate)
			his[0], his[1] = r.Int32N(3)-1, 0
			if r.IntN(2) == 0 {
				his[0] = 0
			}
			if mine[0] = 0; r.IntN(3) == 0 {
				mine[0] = r.Int32N(3) - 1
			}
		}
		inputs.Ack, inputs.Inputs[0].Tick = b.core.Tick(), b.core.Tick()+1
		if code := b.core.Inputs(bob.ID, &inputs, b.now); code != 0 {
			t.Fatal(code.Reason())
		}
		if n%rate == 0 {
			b.core.RTT(b.player, 40*time.Millisecond, time.Millisecond)
		}
		for quarter := range time.Duration(4) { // as often as a client looks
			now := b.now + quarter*time.Second/time.Duration(4*rate)
			if msg := b.client.Advance(now, mine); msg != nil {
				if err := wire.DecodeInputs(&b.inputs, msg, 2); err != nil {
					t.Fatal(err)
				}
				if code := b.core.Inputs(b.player, &b.inputs, now); code != 0 {
					t.Fatal(code.Reason())
				}
			}
		}
		if err := b.step(); err != nil {
			t.Fatal(err)
		}
		if n == 3*rate {
			lateAtFirst = b.core.Counts().InputsLate
		}
		if n > 5*rate {
			drawnWhereItWas(t, b, bob.ID)
		}
	}
	got, c := b.follower.Counts(), b.core.Counts()
	t.Logf("%d frames of %d checked, %d left out, %d inputs late, %+v", got.Frames, seconds*rate/every, c.Quiet, c.InputsLate-lateAtFirst, b.client.Stats(b.now))
	if got.Frames < seconds || got.Frames > seconds*rate/every*9/10 {
		t.Errorf("%d frames in %d seconds", got.Frames, seconds)
	}
	if late := c.InputsLate - lateAtFirst; late > seconds/10 {
		t.Errorf("%d inputs came late", late)
	}
}

// drawnWhereItWas compares where a player's dot is drawn with the two ticks around the moment.
func drawnWhereItWas(t *testing.T, b *bed, p game.PlayerID) {
	t.Helper()
	view := b.client.Draw(b.now)
	at := func(rows *game.Rows) (x int32) {
		for _, d := range coins.Things.All(rows) {
			if d.Owner == p {
				return int32(d.Pos.X)
			}
		}
		t.Fatal("there is no dot")
		return 0
	}
	was := func(n game.TickNumber) int32 {
		n -= n % game.TickNumber(b.def.SendEvery) // there is no look between two frames
		c, ok := b.truth.Content(game.GlobalScope, n)
		if !ok {
			t.Fatalf("tick %d is forgotten", n)
		}
		for i := range c.Block(0).IDs {
			if vals := c.Block(0).Vals[i*4:]; vals[0] == int32(p) {
				return vals[1]
			}
		}
		t.Fatalf("there was no dot at tick %d", n)
		return 0
	}
	every := int64(b.def.SendEvery)
	n := int64(view.Moment>>8) / every * every
	from, to, got := int64(was(game.TickNumber(n))), int64(was(game.TickNumber(n+every))), int64(at(view.Rows))
	want := from + (to-from)*(int64(view.Moment)-n<<8)/(every<<8)
	if got < want-16 || got > want+16 {
		t.Fatalf("tick %d: at moment %d the dot is drawn at %d, want %d: it was at %d and then at %d", b.core.Tick(), view.Moment, got, want, from, to)
	}
}
