package netplay

import (
	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

// departures are the last ticks at which entities were known to be in scopes in which they are no
// more. Scopes are not all of the same age: what has moved from a distant cell into a near one, and
// died there, is still in what the client has of the distant one. Whatever says where an entity was at
// or before the tick of its departure is out of date.
type departures map[game.EntityID]game.TickNumber

// between notes what is in the one look at a scope and not in the next.
func (d departures) between(s *game.Schema, was, now *snapshot.Content) {
	for i := range was.Blocks {
		b := &was.Blocks[i]
		if s.Groups()[b.Group].Private {
			continue // nobody else has these fields
		}
		left, k := now.Block(b.Group).IDs, 0
		for _, id := range b.IDs {
			for k < len(left) && left[k] < id {
				k++
			}
			if k == len(left) || left[k] != id {
				d[id] = max(d[id], was.Tick)
			}
		}
	}
}

// all notes everything in a look at a scope that is not held any more, or begins anew.
func (d departures) all(s *game.Schema, was *snapshot.Content) {
	d.between(s, was, &snapshot.Content{})
}

// forget drops what nothing is left of that could be out of date: all that is held is at least as new
// as oldest.
func (d departures) forget(oldest game.TickNumber) {
	for id, n := range d {
		if n < oldest {
			delete(d, id)
		}
	}
}

// forget lets go of the departures that can matter no more. An honest server has cells a second old at
// most; one that is not could make a client remember everything.
func (c *Client) forget() {
	if len(c.gone) == 0 {
		return
	}
	if len(c.gone) > wire.MaxRows {
		clear(c.gone)
	}
	oldest := ^game.TickNumber(0)
	for _, l := range c.scopes {
		oldest = min(oldest, l.base.Tick)
	}
	c.gone.forget(oldest)
}
