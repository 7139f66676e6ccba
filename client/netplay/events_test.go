package netplay_test

import (
	"testing"
	"time"

	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

var (
	bang   = game.NewEvent(game.EventConfig[thing]{Name: "bang", Fields: []game.Field[thing]{game.Step("ammo", func(t *thing) *int32 { return &t.Ammo })}})
	banged = game.NewSchema(game.SchemaConfig{Input: game.NewInput[thing](), Events: []game.AnyEvent{bang}})
)

// TestEventsThatNobodyTakesAreBounded sends a thousand events a frame to a client that does not
// draw, and then to one that draws and does not take them. The newest must be kept, and the rest
// counted.
func TestEventsThatNobodyTakesAreBounded(t *testing.T) {
	const frames, each = 40, 1000
	for _, draws := range []bool{false, true} {
		p := greet(t, banged, 0)
		for n := game.TickNumber(1); n <= frames; n++ {
			var events []wire.Event
			for i := range int32(each) {
				events = append(events, wire.Event{Tick: n, Vals: []int32{int32(n-1)*each + i}})
			}
			body := wire.AppendScope(nil, &wire.ScopeHeader{ID: game.CellScope(uint32(n)), FrameTick: n, Tick: n}, &snapshot.Delta{}, events)
			at := time.Duration(n) * time.Second / 30
			if err := p.Receive(append(wire.AppendFrame(nil, &wire.FrameHeader{Tick: n}, len(body)), body...), at); err != nil {
				t.Fatal(err)
			}
			if draws {
				p.Draw(at)
			}
		}
		p.Draw(10 * time.Second)
		p.Draw(11 * time.Second)
		got, last := 0, int32(-1)
		p.Events(func(l *game.EventLog) {
			got, last = l.Len(), l.Vals(l.Len() - 1)[0]
		})
		lost := p.Stats(time.Second).EventsLost
		if got == 0 || got > wire.MaxEvents || last != frames*each-1 || int(lost)+got != frames*each {
			t.Errorf("draws %v: got %d events, the last %d, and %d counted as lost; %d were sent", draws, got, last, lost, frames*each)
		}
	}
}

// TestEventsOfSlowScopesComeWithTheirRows lets something happen in each frame in a near scope, and
// in every fourth in a far one, whose rows are drawn three ticks later.
func TestEventsOfSlowScopesComeWithTheirRows(t *testing.T) {
	p := greet(t, banged, 0)
	shown := 0
	for n := game.TickNumber(1); n <= 100; n++ {
		var body []byte
		for scope, every := range map[game.ScopeID]game.TickNumber{near: 1, far: 4} {
			if n%every == 0 {
				body = wire.AppendScope(body, &wire.ScopeHeader{ID: scope, FrameTick: n, Tick: n}, &snapshot.Delta{},
					[]wire.Event{{Tick: n, Vals: []int32{int32(n * every)}}})
			}
		}
		at := time.Duration(n) * time.Second / 30
		if err := p.Receive(append(wire.AppendFrame(nil, &wire.FrameHeader{Tick: n}, len(body)), body...), at); err != nil {
			t.Fatal(err)
		}
		moment := int32(p.Draw(at).Moment.Tick())
		p.Events(func(l *game.EventLog) {
			for i := range l.Len() {
				// What is told of the far scope is 4 to 400, of the near one 1 to 100.
				if v := l.Vals(i)[0]; v != moment && v != 4*(moment-3) && moment > 10 {
					t.Errorf("at tick %d it is told %d, want %d, or %d of the far scope", moment, v, moment, 4*(moment-3))
				}
				shown++
			}
		})
	}
	if shown < 120 {
		t.Errorf("only %d events were shown", shown)
	}
}
