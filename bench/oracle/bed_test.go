package oracle_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"tickwire/bench/oracle"
	"tickwire/bench/slip"
	"tickwire/client/netplay"
	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/game/fixed"
	"tickwire/proto/wire"
	"tickwire/server/room"
)

// bed is a room full of bots and one client that plays like them, with nothing between the two
// but what a test puts there.
type bed struct {
	t        *testing.T
	def      *game.Definition
	core     *room.Core
	client   *netplay.Client
	truth    *oracle.Oracle
	follower *oracle.Follower
	player   game.PlayerID
	now      time.Duration
	busy     bool // the link takes nothing
	msgs     [][]byte
	inputs   wire.Inputs
	encoding wire.Encoding
	hand     *slip.Hand

	// alter changes a frame on its way, whatever its encoding, and tells whether it did.
	alter func(*wire.Frame) bool
}

func (b *bed) Ready() bool          { return !b.busy }
func (b *bed) Send(parts ...[]byte) { b.msgs = append(b.msgs, slices.Concat(parts...)) }
func (b *bed) Close(wire.CloseCode) {}

func definition(t *testing.T, far bool) *game.Definition {
	t.Helper()
	def := arena.Definition()
	if far {
		def.Grid.FarRadius = int32(1024 * fixed.One)
	}
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	return def
}

// newBed starts a room; see wraps the client that is checked, nil for none.
func newBed(t *testing.T, e wire.Encoding, far bool, see func(*netplay.Client) oracle.Client) *bed {
	t.Helper()
	return newBedOf(t, definition(t, far), e, see)
}

func newBedOf(t *testing.T, def *game.Definition, e wire.Encoding, see func(*netplay.Client) oracle.Client) *bed {
	t.Helper()
	b := &bed{
		t: t, def: def, core: room.NewCore(def, "r", room.Seeds{Public: 3, Secret: 4}), truth: oracle.New(def),
		encoding: e,
	}
	for i := range 24 {
		if _, err := b.core.Join(room.Join{Name: fmt.Sprint("bot ", i)}, nil); err != nil {
			t.Fatal(err)
		}
	}
	b.client = netplay.New(def, netplay.Config{})
	b.hand = slip.NewHand(def.Schema, b.core.Replicator(), b.client)
	who, err := b.core.Join(room.Join{Name: "ada", Encoding: e}, b)
	if err != nil {
		t.Fatal(err)
	}
	b.player = who.ID
	b.Send(wire.AppendWelcome(nil, b.core.Welcome(who)))
	b.follower = b.truth.Follow(b.client)
	if see != nil {
		b.follower = b.truth.Follow(see(b.client))
	}
	return b
}

// step makes one tick, brings what was sent to the client and checks it. An error is what the
// oracle found, or a refusal.
func (b *bed) step() error {
	b.t.Helper()
	b.now += time.Second / time.Duration(b.def.TickRate)
	b.core.Step(b.now)
	n := b.core.Tick()
	if err := b.truth.Record(n, b.core.Rows(), b.core.Events(), b.core.Replicator().Set(n)); err != nil {
		b.t.Fatal(err)
	}
	msgs := b.msgs
	b.msgs = nil
	for _, msg := range msgs {
		if err := b.client.Receive(b.altered(msg), b.now); err != nil {
			return &refusal{err}
		}
		if err := b.follower.Check(); err != nil {
			return err
		}
	}
	b.client.Draw(b.now)
	if msg := b.client.Play(b.now); msg != nil {
		if err := wire.DecodeInputs(&b.inputs, msg, len(b.def.Schema.Input().Fields)); err != nil {
			b.t.Fatal(err)
		}
		if code := b.core.Inputs(b.player, &b.inputs, b.now); code != 0 {
			b.t.Fatal(code.Reason())
		}
	}
	return nil
}

// refusal is that the client itself did not take a message.
type refusal struct{ err error }

func (r *refusal) Error() string { return "the client noticed: " + r.err.Error() }

func (b *bed) altered(msg []byte) []byte {
	b.t.Helper()
	if b.alter == nil {
		return msg
	}
	msg, _, err := b.hand.Alter(msg, func(_ *slip.Hand, f *wire.Frame) bool {
		for i := range f.Scopes {
			if packed := f.Scopes[i].Packed != nil; packed != (b.encoding == wire.EncodingPacked) {
				b.t.Fatalf("%v is not in the encoding that was asked for", f.Scopes[i].ID)
			}
		}
		return b.alter(f)
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return msg
}
