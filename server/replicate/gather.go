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
	now := r.ring.Newest()
	r.change(c, r.wants(c, v))

	r.due = r.due[:0]
	for i := range c.held {
		h := &c.held[i]
		// When scopes are lost, a row may have moved from one of them into any that stay; all
		// are sent then, so that it cannot vanish for a tick. A look that the ring has forgotten
		// is too old to be left alone.
		if !h.far || r.ring.At(h.base) == nil || len(c.left) > 0 || r.farDue(h.scope, now) {
			h.sent = true
			r.due = append(r.due, i)
		}
	}
	c.parts = c.parts[:0]
	for k := 0; k < len(r.due); k++ {
		h := &c.held[r.due[k]]
		e := r.encode(r.key(c, h))
		for _, to := range r.memo.moves[e.movedTo:e.movedIn] {
			if i, ok := c.find(to); ok && !c.held[i].sent {
				c.held[i].sent = true
				r.due = append(r.due, i)
			}
		}
	}
	// The bytes are cut only now: encoding may have moved the buffer.
	for _, i := range r.due {
		h := &c.held[i]
		k := r.key(c, h)
		e := r.memo.index[k]
		c.parts = append(c.parts, r.memo.bytes[e.from:e.to:e.to])
		r.stats.Shared++
		if k.base == 0 {
			r.stats.Keyframes++
		}
		h.prev, h.base, h.sent = k.base, now, false
	}
	return c.left, c.parts
}

// change brings the held scopes to those wanted and notes what was lost.
func (r *Replicator) change(c *Client, want []wanted) {
	c.left = c.left[:0]
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
