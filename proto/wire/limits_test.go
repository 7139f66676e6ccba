package wire_test

import (
	"errors"
	"testing"

	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

// newborn is a delta that adds so many rows of group 1, nearly alike and with ids that follow one
// another: little is cheaper to say.
func newborn(rows int) *snapshot.Delta {
	var d snapshot.Delta
	b := d.Grow(1)
	for i := range rows {
		b.Added = append(b.Added, game.EntityID(i+1))
		b.AddedVals = append(b.AddedVals, int32(i%2))
	}
	return &d
}

// TestRowsOfAFrameAreBounded spreads more new rows over the scopes of one frame than a client takes.
func TestRowsOfAFrameAreBounded(t *testing.T) {
	for _, packed := range []bool{false, true} {
		for rows, want := range map[int]bool{wire.MaxRows / 4: true, wire.MaxRows/4 + 1: false} {
			var body []byte
			p, none, d := wire.NewPacker(schema), snapshot.Content{}, newborn(rows)
			for i := range uint32(4) {
				h := wire.ScopeHeader{ID: game.CellScope(i), FrameTick: 9, Tick: 9}
				if packed {
					body = p.Append(body, &h, &none, d, nil)
				} else {
					body = wire.AppendScope(body, &h, d, nil)
				}
			}
			msg := append(wire.AppendFrame(nil, &wire.FrameHeader{Tick: 9}, len(body)), body...)
			dec := wire.NewFrameDecoder(schema)
			for range 2 { // the second frame has its own account
				f, err := dec.Decode(msg)
				for i := 0; packed && err == nil && i < len(f.Scopes); i++ {
					err = dec.Unpack(&f.Scopes[i], &none)
				}
				if (err == nil) != want || err != nil && !errors.Is(err, wire.ErrMessage) {
					t.Errorf("packed %v: four scopes with %d new rows each: %v", packed, rows, err)
				}
			}
		}
	}
}

// TestAServerMayFillAFrame decodes the most that a server is allowed: the largest room with those
// who have just left it, and every cell of the largest grid.
func TestAServerMayFillAFrame(t *testing.T) {
	h := &wire.FrameHeader{Tick: 9}
	const departures = wire.MaxRoster - game.MaxPlayers
	for i := range game.MaxPlayers + departures {
		h.Roster = append(h.Roster, wire.RosterEntry{Player: game.PlayerID(i + 1), Left: i < departures})
	}
	var body []byte
	p := wire.NewPacker(schema)
	for i := range uint32(game.MaxCells) {
		head := wire.ScopeHeader{ID: game.CellScope(i), FrameTick: 9, Tick: 9}
		body = p.Append(body, &head, &snapshot.Content{}, &snapshot.Delta{}, nil)
	}
	for _, id := range []game.ScopeID{game.GlobalScope, game.TeamScope(1), game.PrivateScope(1)} {
		head := wire.ScopeHeader{ID: id, FrameTick: 9, Tick: 9}
		body = wire.AppendScope(body, &head, &snapshot.Delta{}, nil)
	}
	f, err := wire.NewFrameDecoder(schema).Decode(append(wire.AppendFrame(nil, h, len(body)), body...))
	if err != nil || len(f.Roster) != len(h.Roster) || len(f.Scopes) != game.MaxCells+3 {
		t.Errorf("the largest frame: %v", err)
	}
}
