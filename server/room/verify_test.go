package room_test

import (
	"testing"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/room"
)

// TestSampling: of each client, so large a part of its frames asks; whoever does not answer is asked
// once, and nobody where nothing is to be sampled.
func TestSampling(t *testing.T) {
	for _, row := range []struct {
		name    string
		part    float64
		answers bool
		want    uint64 // asked of two clients in 200 frames each
	}{
		{"never", 0, true, 0},
		{"one in a hundred", 0.01, true, 4},
		{"a quarter", 0.25, true, 100},
		{"always", 1, true, 400},
		{"more than always", 7, true, 400},
		{"less than nothing", -1, true, 0},
		{"a client that does not answer", 1, false, 2},
	} {
		t.Run(row.name, func(t *testing.T) {
			d := definition(t)
			c := room.NewCore(d, "r", room.Seeds{Public: 1, Secret: 2})
			c.Sample(row.part)
			clients := map[game.PlayerID]*client{}
			for range 2 {
				link := newClient(t, d.Schema)
				who, err := c.Join(room.Join{}, link)
				if err != nil {
					t.Fatal(err)
				}
				clients[who.ID] = link
			}
			for range 200 {
				c.Step(0)
				for id, link := range clients {
					_ = c.Inputs(id, &wire.Inputs{Ack: c.Tick()}, 0)
					if row.answers && link.newest.Verify.Asked {
						if code := c.Verified(id, link.verified()); code != 0 {
							t.Fatal(code.Reason())
						}
					}
				}
			}
			if got := c.Counts(); got.Asked != row.want || got.Diverged != 0 || (got.Verified > 0) != (row.answers && row.want > 0) {
				t.Errorf("got %+v, want %d frames that ask, and nothing diverged", got, row.want)
			}
		})
	}
}

// TestWhoIsSentSeldomIsSampledToo takes one frame in four ticks, as one who polls does: half of those ask, and
// not all or none.
func TestWhoIsSentSeldomIsSampledToo(t *testing.T) {
	d := definition(t)
	for phase := range game.TickNumber(4) {
		c := room.NewCore(d, "r", room.Seeds{Public: 1, Secret: 2})
		c.Sample(0.5)
		link := newClient(t, d.Schema)
		who, err := c.Join(room.Join{}, link)
		if err != nil {
			t.Fatal(err)
		}
		for range 400 {
			link.busy = (c.Tick()+1)%4 != phase
			c.Step(0)
			_ = c.Inputs(who.ID, &wire.Inputs{Ack: link.newest.Tick}, 0)
			if !link.busy && link.newest.Verify.Asked {
				if code := c.Verified(who.ID, link.verified()); code != 0 {
					t.Fatal(code.Reason())
				}
			}
		}
		if got := c.Counts(); got.Asked != 50 {
			t.Errorf("phase %d: %d of %d frames ask, want half", phase, got.Asked, got.Frames)
		}
	}
}

// verified is what a client that holds what it was sent answers. It holds few scopes.
func (c *client) verified() *wire.Verified {
	v := &wire.Verified{Tick: c.newest.Tick}
	for id := game.ScopeID(0); len(v.Scopes) < len(c.scopes); id++ {
		if l := c.scopes[id]; l != nil {
			v.Scopes = append(v.Scopes, wire.ScopeHash{ID: id, Tick: l.base.Tick, Hash: wire.HashScope(&l.base)})
		}
	}
	return v
}

func TestAnAnswerThatNobodyAskedForIsRefused(t *testing.T) {
	d := definition(t)
	c := room.NewCore(d, "r", room.Seeds{})
	link := newClient(t, d.Schema)
	who, err := c.Join(room.Join{}, link)
	if err != nil {
		t.Fatal(err)
	}
	c.Step(0)
	if code := c.Verified(who.ID, link.verified()); code != wire.CloseOrder {
		t.Errorf("got code %d, want %d", code, wire.CloseOrder)
	}
	if code := c.Verified(who.ID+1, link.verified()); code != 0 {
		t.Errorf("of one who has gone: got code %d", code)
	}
}
