package hostile_test

import (
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/gate"
	"tickwire/server/host"
)

// TestNobodyIsFasterThanTime sends inputs for every tick several times, for ticks to come, and for
// ticks that are over: the world lets each player make one step in a tick.
func TestNobodyIsFasterThanTime(t *testing.T) { bothWays(t, testNobodyIsFasterThanTime) }

func testNobodyIsFasterThanTime(t *testing.T, way gate.IO) {
	s := perform(t, way, host.Config{})
	p := s.join("runner")
	frames := 0
	for frames < 40 {
		op, msg, err := p.read()
		if err != nil || op == opClose {
			t.Fatalf("the runner was stopped by %v %v", err, closed(msg))
		}
		if op != opBinary {
			_ = p.write(opPong, msg)
			continue
		}
		f, err := p.decoder.Decode(msg)
		if err != nil {
			t.Fatal(err)
		}
		frames++
		in := wire.Inputs{Ack: f.Tick}
		for n := max(f.Tick, 4) - 3; n < f.Tick+16; n++ {
			in.Inputs = append(in.Inputs, wire.Input{Tick: n, Vals: []int32{1}})
		}
		for range 4 {
			_ = p.write(opBinary, wire.AppendInputs(nil, &in))
		}
		w, ok := s.world.walker(p.welcome.Player)
		if ok && w.Steps > w.Ticks {
			t.Fatalf("%d steps in %d ticks", w.Steps, w.Ticks)
		}
	}
	w, _ := s.world.walker(p.welcome.Player)
	t.Logf("%d steps in %d ticks", w.Steps, w.Ticks)
	if w.Steps < w.Ticks/2 || w.Steps > w.Ticks {
		t.Errorf("%d steps in %d ticks", w.Steps, w.Ticks)
	}
}

// TestNobodyMovesAnother writes the number of another player wherever a message could name one: there
// is no such field, so what the message says is its sender's.
func TestNobodyMovesAnother(t *testing.T) { bothWays(t, testNobodyMovesAnother) }

func testNobodyMovesAnother(t *testing.T, way gate.IO) {
	s := perform(t, way, host.Config{})
	victim := s.join("victim") // who says nothing
	p := s.join("puppeteer")
	for frames := 0; frames < 30; {
		op, msg, err := p.read()
		if err != nil || op == opClose {
			t.Fatalf("the puppeteer was stopped by %v %v", err, closed(msg))
		}
		if op != opBinary {
			_ = p.write(opPong, msg)
			continue
		}
		f, err := p.decoder.Decode(msg)
		if err != nil {
			t.Fatal(err)
		}
		frames++
		_ = p.write(opBinary, named(f.Tick, victim.welcome.Player))
	}
	for name, want := range map[*peer]bool{victim: false, p: true} {
		w, ok := s.world.walker(name.welcome.Player)
		if moved := w.Steps > 0; !ok || moved != want {
			t.Errorf("%s made %d steps in %d ticks", name.welcome.Name, w.Steps, w.Ticks)
		}
	}
}

// named is inputs for the next ticks with a player's number in every field that means nothing.
func named(now game.TickNumber, player game.PlayerID) []byte {
	strange := func(b []byte) []byte {
		for field := protowire.Number(5); field < 20; field++ {
			b = protowire.AppendVarint(protowire.AppendTag(b, field, protowire.VarintType), uint64(player))
		}
		return b
	}
	list := protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), uint64(now)) // the ack
	for n := now + 1; n < now+6; n++ {
		in := protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), uint64(n))
		in = protowire.AppendBytes(protowire.AppendTag(in, 2, protowire.BytesType), []byte{2}) // a step
		list = protowire.AppendBytes(protowire.AppendTag(list, 3, protowire.BytesType), strange(in))
	}
	return protowire.AppendBytes(protowire.AppendTag(nil, 2, protowire.BytesType), strange(list))
}
