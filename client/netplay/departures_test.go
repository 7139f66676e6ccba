package netplay_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

// TestWhatHasDepartedDoesNotComeBack plays frames in which some scopes are seldom sent. Entity 5 is at
// x 50 in the far one from tick 1 on, and what the client should see of it afterwards is in want.
func TestWhatHasDepartedDoesNotComeBack(t *testing.T) {
	const far, near, other = game.ScopeID(1), game.ScopeID(5), game.ScopeID(9)
	type frame struct {
		left []game.ScopeID
		sent map[game.ScopeID]*snapshot.Content
		want [][3]int32
	}
	at := func(x int32) [][3]int32 { return [][3]int32{{5, x}} }
	for _, row := range []struct {
		name   string
		frames []frame // from tick 2 on
	}{
		{"it moves nearer and dies", []frame{
			{sent: map[game.ScopeID]*snapshot.Content{near: look(2, [2]int32{5, 52})}, want: at(52)},
			{sent: map[game.ScopeID]*snapshot.Content{near: look(3)}},
			{sent: map[game.ScopeID]*snapshot.Content{near: look(4)}},
			{sent: map[game.ScopeID]*snapshot.Content{near: look(5), far: look(5)}},
		}},
		{"it moves nearer and back", []frame{
			{sent: map[game.ScopeID]*snapshot.Content{near: look(2, [2]int32{5, 52})}, want: at(52)},
			{sent: map[game.ScopeID]*snapshot.Content{near: look(3), far: look(3, [2]int32{5, 53})}, want: at(53)},
			{sent: map[game.ScopeID]*snapshot.Content{near: look(4)}, want: at(53)},
		}},
		{"it moves nearer, and that is left", []frame{
			{sent: map[game.ScopeID]*snapshot.Content{near: look(2, [2]int32{5, 52}), other: look(2)}, want: at(52)},
			{left: []game.ScopeID{near}, sent: map[game.ScopeID]*snapshot.Content{other: look(3)}},
			{sent: map[game.ScopeID]*snapshot.Content{other: look(4)}},
		}},
		{"it moves on and on", []frame{
			{sent: map[game.ScopeID]*snapshot.Content{near: look(2, [2]int32{5, 52})}, want: at(52)},
			{sent: map[game.ScopeID]*snapshot.Content{near: look(3), other: look(3, [2]int32{5, 53})}, want: at(53)},
			{sent: map[game.ScopeID]*snapshot.Content{near: look(4), other: look(4)}},
		}},
		{"it never moves", []frame{
			{sent: map[game.ScopeID]*snapshot.Content{near: look(2, [2]int32{6, 60})}, want: [][3]int32{{5, 50}, {6, 60}}},
			{sent: map[game.ScopeID]*snapshot.Content{near: look(3)}, want: at(50)},
		}},
	} {
		for _, keyframes := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, keyframes %v", row.name, keyframes), func(t *testing.T) {
				p := greet(t, schema, 1)
				base := map[game.ScopeID]*snapshot.Content{far: look(1, [2]int32{5, 50}), near: look(1), other: look(1)}
				p.receive(p.frame(&wire.FrameHeader{Tick: 1}, base), at(50))
				for i, f := range row.frames {
					h := wire.FrameHeader{Tick: game.TickNumber(i + 2), Left: f.left}
					if keyframes {
						p.receive(p.frame(&h, f.sent), f.want)
						continue
					}
					p.receive(p.deltas(&h, base, f.sent), f.want)
					maps.Copy(base, f.sent)
				}
			})
		}
	}
}

// receive takes a frame, after which the client must see things.
func (p *peer) receive(msg []byte, want [][3]int32) {
	p.t.Helper()
	if err := p.Receive(msg, time.Second); err != nil {
		p.t.Fatal(err)
	}
	if got := xs(p.Merged()); !slices.Equal(got, want) {
		p.t.Errorf("tick %d: the client sees %v, want %v", p.Tick(), got, want)
	}
}

// deltas is a message with what looks at scopes say against those that the client has.
func (p *peer) deltas(h *wire.FrameHeader, base, scopes map[game.ScopeID]*snapshot.Content) []byte {
	p.t.Helper()
	var body []byte
	differ := snapshot.NewDiffer(p.def.Schema)
	for _, id := range slices.Sorted(maps.Keys(scopes)) {
		var d snapshot.Delta
		var none snapshot.Content
		differ.Diff(&d, base[id], &none, scopes[id])
		head := wire.ScopeHeader{ID: id, FrameTick: h.Tick, Tick: h.Tick, Base: base[id].Tick}
		body = p.pack.Append(body, &head, base[id], &d, nil)
	}
	return append(wire.AppendFrame(nil, h, len(body)), body...)
}
