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
	r.lost, r.moved, r.forgot = r.lost[:0], r.moved[:0], false
	if s := r.split.grid.sight(v); s != c.sight {
		r.change(c, r.wants(c, &s))
		c.sight = s
	}
	now := r.ring.Newest()
	all := r.choose(c, now)
	for _, i := range r.due {
		if h := &c.held[i]; !r.broke(c, h) {
			r.send(c, h)
		} else {
			all = false
		}
	}
	if !all {
		r.follow(c, now)
	}
	return c.left, c.parts
}

// choose lists the scopes that are due, by their index, and reports whether those are all. A look
// that the ring has forgotten is too old to be left alone.
func (r *Replicator) choose(c *Client, now game.TickNumber) (all bool) {
	r.due = r.due[:0]
	if r.pace.budget > 0 {
		r.allot(c, now)
	} else {
		for i := range c.held {
			if h := &c.held[i]; !h.far || r.pace.due(h.scope, r.pace.far, now) || r.known(h.scope, h.base) == 0 {
				r.due = append(r.due, i)
			}
		}
	}
	return len(r.due) == len(c.held)
}

// follow sends the scopes, of those that the client holds and is not sent yet, into which rows have
// moved that this frame takes from it: nothing vanishes for a tick. When it takes from a look that
// nobody remembers, rows may have moved from there into any.
func (r *Replicator) follow(c *Client, now game.TickNumber) {
	for _, h := range r.lost {
		known := r.known(h.scope, h.base)
		if known == 0 {
			r.forgot = true
			break
		}
		was := &r.memo.base
		r.look(was, h.scope, known)
		for i := range was.Blocks {
			for _, id := range was.Blocks[i].IDs {
				if to := r.split.find(was.Blocks[i].Group, id); to != nowhere && to != h.scope {
					r.moved = append(r.moved, to)
				}
			}
		}
	}
	for i := range c.held {
		if h := &c.held[i]; r.forgot && h.base != now {
			r.send(c, h)
		}
	}
	for k := 0; k < len(r.moved); k++ {
		if i, ok := c.find(r.moved[k]); ok && c.held[i].base != now {
			r.send(c, &c.held[i])
		}
	}
}

// send adds a scope to a client's frame, and what moved out of it to those that must be in the same
// frame.
func (r *Replicator) send(c *Client, h *held) {
	k := r.key(c, h)
	e := r.encode(k)
	r.moved = append(r.moved, r.memo.moves[e.movedFrom:e.movedTo]...)
	// Should a later encoding move the buffer, these bytes stay where they are, and as they are.
	c.parts = append(c.parts, r.memo.bytes[e.from:e.to:e.to])
	r.pay(c, e.to-e.from)
	r.stats.Shared++
	if k.base == 0 {
		r.stats.Keyframes++
		r.forgot = r.forgot || h.base != 0
	}
	h.prev, h.base = k.base, r.ring.Newest()
}

// change brings the held scopes to those wanted and notes what was lost.
func (r *Replicator) change(c *Client, want []wanted) {
	c.held = slices.DeleteFunc(c.held, func(h held) bool {
		_, ok := slices.BinarySearchFunc(want, h.scope, func(w wanted, s game.ScopeID) int {
			return int(int64(w.scope) - int64(s))
		})
		if !ok && h.base != 0 {
			c.left = append(c.left, h.scope)
			r.lost = append(r.lost, h)
		}
		return !ok
	})
	for _, w := range want {
		i, ok := c.find(w.scope)
		if !ok {
			c.held = slices.Insert(c.held, i, held{scope: w.scope})
		}
		c.held[i].far, c.held[i].ring = w.far, w.ring
	}
}

// key is what the client needs to come from its last look to now. Looks that the ring has
// forgotten do not count.
func (r *Replicator) key(c *Client, h *held) key {
	k := key{scope: h.scope, encoding: c.encoding}
	if r.known(h.scope, h.base) != 0 {
		k.base = h.base
		if r.ring.At(h.prev) != nil {
			k.prev = h.prev
		}
	}
	return k
}
