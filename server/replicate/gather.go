package replicate

import (
	"slices"

	"tickwire/game"
)

// Gather makes the scopes of a client's frame for the newest tick: the scopes that it loses and
// the encoded elements of those that it is sent, to be written in this order. Call it only when
// the frame will be handed to the link: it advances the client's bases. Both results are valid
// until the next Gather for this client or the next Advance.
func (r *Replicator) Gather(c *Client, v game.View) (left []game.ScopeID, parts [][]byte) {
	c.left, c.parts = c.left[:0], c.parts[:0]
	if s := r.split.grid.sight(v); s != c.sight {
		r.change(c, r.wants(c, &s))
		c.sight = s
	}
	now := r.ring.Newest()
	rest := false
	r.moved = r.moved[:0]
	for i := range c.held {
		h := &c.held[i]
		// When scopes are lost, a row may have moved from one of them into any that stay; all
		// are sent then, so that it cannot vanish for a tick. A look that the ring has forgotten
		// is too old to be left alone.
		if h.far && len(c.left) == 0 && r.ring.At(h.base) != nil && !r.farDue(h.scope, now) {
			rest = true
			continue
		}
		r.send(c, h)
	}
	for k := 0; rest && k < len(r.moved); k++ {
		if i, ok := c.find(r.moved[k]); ok && c.held[i].base != now {
			r.send(c, &c.held[i])
		}
	}
	return c.left, c.parts
}

// send adds a scope to a client's frame, and what moved out of it to those that must be in the same
// frame.
func (r *Replicator) send(c *Client, h *held) {
	k := r.key(c, h)
	e := r.encode(k)
	r.moved = append(r.moved, r.memo.moves[e.movedFrom:e.movedTo]...)
	// Should a later encoding move the buffer, these bytes stay where they are, and as they are.
	c.parts = append(c.parts, r.memo.bytes[e.from:e.to:e.to])
	r.stats.Shared++
	if k.base == 0 {
		r.stats.Keyframes++
	}
	h.prev, h.base = k.base, r.ring.Newest()
}

// change brings the held scopes to those wanted and notes what was lost.
func (r *Replicator) change(c *Client, want []wanted) {
	c.held = slices.DeleteFunc(c.held, func(h held) bool {
		_, ok := slices.BinarySearchFunc(want, h.scope, func(w wanted, s game.ScopeID) int {
			return int(int64(w.scope) - int64(s))
		})
		if !ok {
			c.left = append(c.left, h.scope)
		}
		return !ok
	})
	for _, w := range want {
		i, ok := c.find(w.scope)
		if !ok {
			c.held = slices.Insert(c.held, i, held{scope: w.scope})
		}
		c.held[i].far = w.far
	}
}

// key is what the client needs to come from its last look to now. Looks that the ring has
// forgotten do not count.
func (r *Replicator) key(c *Client, h *held) key {
	k := key{scope: h.scope, encoding: c.encoding}
	if r.ring.At(h.base) != nil {
		k.base = h.base
		if r.ring.At(h.prev) != nil {
			k.prev = h.prev
		}
	}
	return k
}

// farDue spreads far scopes over the ticks.
func (r *Replicator) farDue(s game.ScopeID, now game.TickNumber) bool {
	every := uint32(max(r.split.grid.FarEvery, 1))
	return (uint32(now)+s.Index())%every == 0
}
