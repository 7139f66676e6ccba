package netplay

import (
	"fmt"

	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

// looks are the newest looks at one scope: what deltas build on.
type looks struct {
	base, prev, next snapshot.Content

	most int // rows that the memory was needed for
}

// scope brings one scope up to date.
func (c *Client) scope(s *wire.Scope) error {
	l := c.scopes[s.ID]
	if l == nil {
		if len(c.scopes) == wire.MaxScopes {
			return fmt.Errorf("netplay: more than %d scopes", wire.MaxScopes)
		}
		if n := len(c.free); n > 0 {
			l, c.free = c.free[n-1], c.free[:n-1]
		} else {
			l = &looks{}
		}
		l.base.Reset(0)
		l.prev.Reset(0)
		c.scopes[s.ID] = l
	}
	if s.Packed != nil {
		if err := c.decoder.Unpack(s, &l.base); err != nil {
			return err
		}
	}
	if s.Tick <= l.base.Tick {
		return fmt.Errorf("netplay: %v is sent as of tick %d, held is %d", s.ID, s.Tick, l.base.Tick)
	}
	c.rows -= l.base.Rows()
	if s.Keyframe() {
		c.gone.all(c.def.Schema, &l.base)
		l.base.Reset(0)
	}
	if s.Prev == 0 {
		l.prev.Reset(0)
	}
	if l.base.Tick != s.Base || l.prev.Tick != s.Prev {
		return fmt.Errorf("netplay: %v builds on ticks %d and %d, held are %d and %d", s.ID, s.Base, s.Prev, l.base.Tick, l.prev.Tick)
	}
	if err := c.applier.Apply(&l.next, &l.base, &l.prev, s.Tick, &s.Delta); err != nil {
		return err
	}
	c.gone.between(c.def.Schema, &l.base, &l.next)
	l.prev, l.base, l.next = l.base, l.next, l.prev
	c.rows += l.base.Rows()
	l.shed()
	c.history.Add(s.ID, &l.base)
	late := c.history.late(s.ID)
	for i := range s.Events {
		e := &s.Events[i]
		c.events.arrived(c.def.Schema, c.local, e.Number, int64(e.Tick)+late, e.Vals)
	}
	return nil
}

// fewRows are not worth giving back.
const fewRows = 32

// shed gives memory back when the scope holds far less than it did: rows that wander through all
// scopes must not leave room for all of them in each.
func (l *looks) shed() {
	need := max(l.base.Rows(), l.prev.Rows())
	if l.most = max(l.most, need); l.most <= fewRows || need > l.most/8 {
		return
	}
	was := *l
	*l = looks{most: need}
	l.base.CopyFrom(&was.base)
	l.prev.CopyFrom(&was.prev)
}
