package netplay_test

import (
	"testing"
	"time"

	"tickwire/client/netplay"
	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

// battle is the frames of an arena in which bots play, as one scope in an encoding.
func battle(def *game.Definition, frames int, packed bool) (msgs [][]byte) {
	host, world, rows := game.NewHost(def, game.HostConfig{}), def.New(1), game.NewRows(def.Schema)
	bots, _ := world.(game.Bots)
	packer, differ := wire.NewPacker(def.Schema), snapshot.NewDiffer(def.Schema)
	var base, prev snapshot.Content
	for i := range frames {
		n := game.TickNumber(101 + i)
		tick := host.Begin(n)
		for p := range game.PlayerID(6) {
			if i == 0 {
				host.AddPlayer(p+1, true)
				world.Join(tick, game.Player{ID: p + 1, Bot: true})
			}
			bots.Bot(tick, p+1)
		}
		world.Step(tick)
		rows.Reset()
		world.Save(rows)
		set := snapshot.NewSet()
		set.Begin(n)
		for g, grp := range def.Schema.Groups() {
			b := rows.Block(grp.Kind)
			for k, id := range b.IDs {
				set.Add(game.GlobalScope, g, id, b.Row(k)[grp.Lo:grp.Hi])
			}
		}
		set.End()
		cur := set.Content(game.GlobalScope)
		var d snapshot.Delta
		differ.Diff(&d, &base, &prev, &cur)
		var events []wire.Event
		for k := range host.Events().Len() {
			events = append(events, wire.Event{Number: host.Events().Number(k), Tick: n, Vals: host.Events().Vals(k)})
		}
		h := wire.ScopeHeader{ID: game.GlobalScope, FrameTick: n, Tick: n, Base: base.Tick, Prev: prev.Tick}
		body := wire.AppendScope(nil, &h, &d, events)
		if packed {
			body = packer.Append(nil, &h, &base, &d, events)
		}
		head := wire.FrameHeader{Tick: n, Roster: []wire.RosterEntry{{Player: 1, Name: "ada"}, {Player: 2, Bot: true}}}
		msgs = append(msgs, append(wire.AppendFrame(nil, &head, len(body)), body...))
		prev, base = base, cur
	}
	return msgs
}

// FuzzReceive is a server that sends three messages of its own making to somebody who plays the shipped
// game, whose world is then loaded with whatever rows came, predicted and drawn. Refusing is right,
// panicking is not.
func FuzzReceive(f *testing.F) {
	def := arena.Definition()
	if err := def.Complete(); err != nil {
		f.Fatal(err)
	}
	for _, packed := range []bool{false, true} {
		msgs := battle(def, 40, packed)
		for i := range 4 {
			f.Add(msgs[0], msgs[1], msgs[2+i]) // but for the first, with a tick that is missing
		}
		f.Add(msgs[0], msgs[1], wire.AppendCloseNotice(nil, &wire.CloseNotice{Reason: "over"}))
	}
	f.Fuzz(func(t *testing.T, first, second, third []byte) {
		c := netplay.New(def, netplay.Config{})
		if err := c.Receive(wire.AppendWelcome(nil, &wire.Welcome{
			Player: 1, Tick: 100, TickRate: 30, SendEvery: 1, Encoding: wire.EncodingPacked, Room: "r", Name: "ada",
			Schema: wire.SchemaMessage(def.Schema), SchemaHash: def.Schema.Hash(), MaxInputLead: 60,
		}), 0); err != nil {
			t.Fatal(err)
		}
		now := time.Duration(0)
		for _, msg := range [][]byte{first, second, third} {
			now += 40 * time.Millisecond
			if c.Receive(msg, now) != nil {
				return
			}
			if err := c.Merged().Check(); err != nil {
				t.Fatal(err)
			}
			if err := c.Draw(now).Rows.Check(); err != nil {
				t.Fatal(err)
			}
			if msg := c.Play(now); msg != nil {
				var in wire.Inputs
				if err := wire.DecodeInputs(&in, msg, len(def.Schema.Input().Fields)); err != nil {
					t.Fatal(err)
				}
			}
			c.Events(func(*game.EventLog) {})
		}
		c.Draw(now + time.Second)
	})
}
