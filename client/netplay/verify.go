package netplay

import (
	"slices"

	"tickwire/game"
	"tickwire/proto/wire"
)

// hold lists what the client holds, in ascending order of scope. It is valid until the next call.
func (c *Client) hold() []HeldScope {
	c.held = c.held[:0]
	for id, l := range c.scopes {
		c.held = append(c.held, HeldScope{ID: id, Content: &l.base})
	}
	slices.SortFunc(c.held, func(a, b HeldScope) int { return int(int64(a.ID) - int64(b.ID)) })
	return c.held
}

// verify makes the answer to a frame that asks what the client holds. It tells of what is held once the
// frame is applied, so it is made then, whenever the answer is sent.
func (c *Client) verify(ask wire.Verify, n game.TickNumber) {
	if !ask.Asked {
		return
	}
	v := &c.verified
	*v = wire.Verified{Tick: n, Detail: ask.Rows, Scopes: v.Scopes[:0]}
	if ask.Rows {
		if l := c.scopes[ask.Scope]; l != nil {
			v.Scopes = append(v.Scopes, wire.ScopeHash{ID: ask.Scope, Tick: l.base.Tick})
			v.Rows = l.base
		}
	} else {
		held := c.hold()
		first, count := wire.VerifiedRange(len(held), n)
		for i := range count {
			h := held[(first+i)%len(held)]
			v.Scopes = append(v.Scopes, wire.ScopeHash{ID: h.ID, Tick: h.Content.Tick, Hash: wire.HashScope(h.Content)})
		}
	}
	c.answer = wire.AppendVerified(c.answer[:0], v)
	v.Rows.Blocks = nil // the scope's own memory
}

// Answer is a message that the server has asked for, to be sent before any other; nil when there is none,
// as nearly always. It is valid until the next Receive.
func (c *Client) Answer() []byte {
	if len(c.answer) == 0 {
		return nil
	}
	msg := c.answer
	c.answer = c.answer[:0]
	return msg
}
