package netplay_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"tickwire/client/netplay"
	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

// flight is a room with one thing of another player that flies 10 units in each tick, and a client
// whose link is lost now and then.
type flight struct {
	*peer
	now  time.Duration
	tick game.TickNumber // of the room
	base int32           // by how much the thing was moved at once
	late time.Duration   // frames are late by turns
	made []wire.Input
}

func (f *flight) x() int32 { return f.base + int32(f.tick)*10 }

// step is a tick of the room, which the client hears of, and two pictures.
func (f *flight) step() (moments []game.ViewTick, xs []int32) {
	f.t.Helper()
	f.now += time.Second / 30
	f.tick++
	if f.late = 8*ms - f.late; f.late > 0 {
		f.now += 8 * ms
		defer func() { f.now -= 8 * ms }()
	}
	c := &snapshot.Content{Tick: f.tick, Blocks: []snapshot.Block{{IDs: []game.EntityID{9}, Vals: []int32{2, f.x(), 0, 0, 1}}}}
	msg := f.frame(&wire.FrameHeader{Tick: f.tick}, scopes{near: c})
	if err := f.Receive(msg, f.now); err != nil {
		f.t.Fatal(err)
	}
	for range 2 {
		if msg := f.Advance(f.now, nil); msg != nil {
			var in wire.Inputs
			if err := wire.DecodeInputs(&in, msg, len(schema.Input().Fields)); err != nil {
				f.t.Fatal(err)
			}
			f.made = append(f.made, in.Inputs...)
		}
		v := f.Draw(f.now)
		moments = append(moments, v.Moment)
		for _, t := range things.All(v.Rows) {
			xs = append(xs, t.X)
		}
	}
	return moments, xs
}

func (f *flight) away(ticks int) {
	f.now += time.Duration(ticks) * time.Second / 30
	f.tick += game.TickNumber(ticks)
}

// relink is a new link whose Welcome says what change makes of it.
func (f *flight) relink(change func(*wire.Welcome)) {
	f.t.Helper()
	token, _ := f.Resume()
	f.Relink(netplay.Config{Name: "ada", Resume: token})
	if h, err := wire.DecodeHello(f.Hello()); err != nil || !bytes.Equal(h.ResumeToken, token) || h.Name != "ada" {
		f.t.Fatalf("Hello %+v, %v", h, err)
	}
	f.refused(f.empty(f.tick), "at the wrong time")
	w := &wire.Welcome{
		Player: 1, Tick: f.tick, TickRate: 30, SendEvery: 1, Encoding: wire.EncodingPacked, Room: "r", Name: "ada",
		Schema: wire.SchemaMessage(schema), SchemaHash: schema.Hash(), MaxInputLead: 60,
		Resumed: true, ResumeToken: []byte("second"), ResumeGraceMillis: 20_000,
	}
	change(w)
	if err := f.Receive(wire.AppendWelcome(nil, w), f.now); err != nil {
		f.t.Fatal(err)
	}
	if f.Joined() || len(f.Roster()) > 0 {
		f.t.Error("what the old link brought is still there")
	}
}

func newFlight(t *testing.T) *flight {
	f := &flight{peer: greet(t, schema, 1000), tick: 1000}
	for range 60 {
		f.step()
	}
	f.made = nil
	return f
}

// TestAPlayerGoesOnOnAnotherLink is away for five seconds: the other's thing is then where the
// server has it, in the first picture and in all that follow, and time goes on as if nothing had been.
func TestAPlayerGoesOnOnAnotherLink(t *testing.T) {
	f := newFlight(t)
	before, _ := f.step()
	delay := f.Stats(f.now).Delay
	f.away(150)
	f.made = nil
	f.relink(func(*wire.Welcome) {})
	if token, grace := f.Resume(); string(token) != "second" || grace != 20*time.Second || !f.Resumed() || f.Links() != 2 {
		t.Errorf("token %q, grace %v, resumed %v, %d links", token, grace, f.Resumed(), f.Links())
	}
	last, seen := before[1], int32(0)
	for i := range 30 {
		moments, xs := f.step()
		if i == 0 && moments[0] < game.MakeViewTick(f.tick, 0)-5*256 {
			t.Errorf("the first picture is of moment %v in tick %d", moments[0], f.tick)
		}
		if len(xs) != 2 || xs[0] < f.x()-60 || xs[0] > f.x() {
			t.Fatalf("in tick %d, where the thing is at %d, it is drawn at %v", f.tick, f.x(), xs)
		}
		if i > 0 && (moments[0] < last || moments[0] > last+3*256 || xs[0] < seen || xs[0] > seen+20) {
			t.Fatalf("from %v to %v, from %d to %d", last, moments[0], seen, xs[0])
		}
		if d := f.Stats(f.now).Delay; d < delay-2*ms {
			t.Errorf("others are drawn %v late, where %v had been learned", d, delay)
		}
		last, seen = moments[1], xs[1]
	}
	if first := f.made[0].Tick; first < 1204 || first > 1221 {
		t.Errorf("the first input is for tick %d", first)
	}
	if !slices.IsSortedFunc(f.made, func(a, b wire.Input) int { return int(a.Tick) - int(b.Tick) }) || len(f.made) > 50 {
		t.Errorf("inputs %+v", f.made)
	}
	if s := f.Stats(f.now); s.Resumes != 1 || s.Frames != 91 {
		t.Errorf("%d resumes, %d frames", s.Resumes, s.Frames)
	}
}

// TestClocksBeginAnewWhereTheRoomDid comes back to a room that was brought back from an earlier tick,
// to one that stood still, and as a new player: none of them may leave a picture that stands still.
func TestClocksBeginAnewWhereTheRoomDid(t *testing.T) {
	for name, change := range map[string]func(f *flight, w *wire.Welcome){
		"from an earlier tick": func(f *flight, w *wire.Welcome) { f.tick -= 400; w.Tick = f.tick },
		"having stood still":   func(f *flight, w *wire.Welcome) { f.tick -= 140; w.Tick = f.tick },
		"a new player":         func(f *flight, w *wire.Welcome) { w.Resumed, w.Player = false, 7 },
		"in another room":      func(f *flight, w *wire.Welcome) { w.Resumed, w.Player = false, 1; f.tick = 5; w.Tick = 5 },
	} {
		f := newFlight(t)
		f.away(150)
		f.relink(func(w *wire.Welcome) { change(f, w) })
		for range 10 {
			if _, xs := f.step(); len(xs) != 2 || xs[1] < f.x()-60 || xs[1] > f.x() {
				t.Fatalf("%s: in tick %d, where the thing is at %d, it is drawn at %v", name, f.tick, f.x(), xs)
			}
		}
		if len(f.made) == 0 || f.made[0].Tick > f.tick+10 {
			t.Errorf("%s: in tick %d inputs are %v", name, f.tick, f.made)
		}
		if n := f.Stats(f.now).Resumes; (n == 1) != f.Resumed() {
			t.Errorf("%s: %d resumes", name, n)
		}
	}
}

// TestNothingSweepsAfterAGap lets nothing come on a link that stands, as for a tab that was hidden.
func TestNothingSweepsAfterAGap(t *testing.T) {
	f := newFlight(t)
	f.away(90)
	f.base = 50_000
	for range 10 {
		if _, xs := f.step(); xs[0] < f.x()-60 || xs[1] > f.x() {
			t.Fatalf("in tick %d, where the thing is at %d, it is drawn at %v", f.tick, f.x(), xs)
		}
	}
}

// TestAFrameRenewsTheToken lets the token of a frame take the place of Welcome's.
func TestAFrameRenewsTheToken(t *testing.T) {
	p := greet(t, schema, 1)
	for i, token := range []string{"third", "", "fourth"} {
		msg := wire.AppendFrame(nil, &wire.FrameHeader{Tick: game.TickNumber(i + 2), ResumeToken: []byte(token)}, 0)
		if err := p.Receive(msg, 0); err != nil {
			t.Fatal(err)
		}
		clear(msg)
		want := token
		if want == "" {
			want = "third"
		}
		if got, _ := p.Resume(); string(got) != want {
			t.Errorf("token %q, want %q", got, want)
		}
	}
}

// TestWhatHappenedBeforeALossIsNotShownAfterIt leaves an event waiting for its moment.
func TestWhatHappenedBeforeALossIsNotShownAfterIt(t *testing.T) {
	p := greet(t, banged, 1)
	events := func(n game.TickNumber, at time.Duration) (told int) {
		t.Helper()
		body := wire.AppendScope(nil, &wire.ScopeHeader{ID: near, FrameTick: n, Tick: n}, &snapshot.Delta{}, []wire.Event{{Tick: n, Vals: []int32{int32(n)}}})
		if err := p.Receive(append(wire.AppendFrame(nil, &wire.FrameHeader{Tick: n}, len(body)), body...), at); err != nil {
			t.Fatal(err)
		}
		for i := range 10 {
			p.Draw(at + time.Duration(i)*20*ms)
			p.Events(func(l *game.EventLog) { told += l.Len() })
			if n == 2 {
				break // the moment has not come
			}
		}
		return told
	}
	if n := events(2, 0); n != 0 {
		t.Fatalf("%d events are shown before their moment", n)
	}
	p.Relink(netplay.Config{})
	if err := p.Receive(wire.AppendWelcome(nil, &wire.Welcome{
		Player: 1, Tick: 80, TickRate: 30, SendEvery: 1, Encoding: wire.EncodingPacked, Room: "r", Name: "ada",
		Schema: wire.SchemaMessage(banged), SchemaHash: banged.Hash(), MaxInputLead: 60, Resumed: true,
	}), 2600*ms); err != nil {
		t.Fatal(err)
	}
	if n := events(81, 2633*ms); n != 1 {
		t.Errorf("%d events are shown, want that of after the loss", n)
	}
}

// TestChatGoesOn begins the second link with all lines of the room, as a server does.
func TestChatGoesOn(t *testing.T) {
	line := func(text string) wire.ChatLine { return wire.ChatLine{Player: 3, Text: text} }
	all := []wire.ChatLine{line("a"), line("b"), line("c"), line("c"), line("d"), line("e")}
	for _, row := range []struct {
		name             string
		heard, told, new int // lines: the last of so many, of all; so many at first; of them new
	}{
		{"nothing", 0, 0, 0},
		{"nothing new", 3, 3, 0},
		{"all that there is", 0, 2, 2},
		{"the same once more", 3, 4, 1},
		{"two", 4, 6, 2},
		{"what was said before it came is not told again", 2, 6, 4},
	} {
		f := newFlight(t)
		say := func(chat []wire.ChatLine) {
			f.away(1)
			if err := f.Receive(wire.AppendFrame(nil, &wire.FrameHeader{Tick: f.tick, Chat: chat}, 0), f.now); err != nil {
				t.Fatal(err)
			}
		}
		say(all[min(1, row.heard):row.heard]) // the first was said before it came
		before := f.Said()
		f.relink(func(*wire.Welcome) {})
		say(all[:row.told])
		if got := f.Said() - before; got != row.new || len(f.Chat()) != f.Said() {
			t.Errorf("%s: %d of %d lines are new, want %d", row.name, got, row.told, row.new)
		}
		say(all[:1])
		if got := f.Said() - before; got != row.new+1 {
			t.Errorf("%s: a line in a later frame is not new", row.name)
		}
		f.relink(func(w *wire.Welcome) { w.Resumed = false })
		if say(all[:2]); len(f.Chat()) != 2 {
			t.Errorf("%s: a new player has heard %v", row.name, f.Chat())
		}
	}
}
