package netplay

import (
	"bytes"
	"time"

	"tickwire/proto/wire"
)

// session is what outlives a link.
type session struct {
	token   []byte        // newest; nil when there is none
	grace   time.Duration // for how long a player whose link was lost is kept
	links   uint64        // before this one
	resumed bool          // Welcome of this link said that the client is who it was
	resumes uint64        // how many did
}

func (s *session) welcome(w *wire.Welcome) {
	s.grace = time.Duration(w.ResumeGraceMillis) * time.Millisecond
	s.token = bytes.Clone(w.ResumeToken)
	if s.resumed = w.Resumed; w.Resumed {
		s.resumes++
	}
}

// renew takes a token of a frame, which nearly all come without.
func (s *session) renew(token []byte) {
	if len(token) > 0 {
		s.token = bytes.Clone(token)
	}
}

// Resume is the newest token that brings this player back on another link, for Config.Resume, and
// for how long after the loss of this one; nil when the server keeps nobody. Before the first
// Welcome it is that of the Config.
func (c *Client) Resume() (token []byte, grace time.Duration) {
	return c.session.token, c.session.grace
}

// Resumed reports whether the Welcome of this link said that the client is the player that the token
// of its Config stands for. Where it does not, that player is gone and this is a new one.
func (c *Client) Resumed() bool { return c.session.resumed }

// Links is how many links there have been, this one included.
func (c *Client) Links() uint64 { return c.session.links + 1 }

// Relink makes the client ready for another link, with what to ask for there. What was held of the
// old one is void: the next message must be Welcome, and until its first frame there is nothing to
// draw. Should Welcome say that the player is the same, then the clocks go on as they were, so that
// the moment at which others are drawn neither jumps nor has to be learned anew.
func (c *Client) Relink(config Config) {
	c.config = config.withDefaults()
	c.session.links++
	c.session.token, c.session.resumed = config.Resume, false
	c.greeted, c.notice, c.newest = false, nil, nil
	for id, l := range c.scopes {
		c.free = append(c.free, l)
		delete(c.scopes, id)
	}
	clear(c.gone)
	c.rows, c.behind, c.drain = 0, false, drain{}
	c.tick, c.acked, c.moment = 0, 0, 0
	c.roster = c.roster[:0]
	c.answer = c.answer[:0] // nobody asks for it there, and who answers unasked is closed
	c.events.forget()
}

// goesOn reports whether the clocks that there are fit the room as Welcome tells it. They do not when
// the room has stood still meanwhile, or was brought back from an earlier tick.
func (c *Client) goesOn(w *wire.Welcome, now time.Duration) bool {
	if !w.Resumed || w.Player != c.local || c.predict == nil || c.remote.arrival.seen == 0 {
		return false
	}
	if def := c.predict.def; def.TickRate != w.TickRate || def.SendEvery != w.SendEvery {
		return false
	}
	off := c.remote.Latest(now) - time.Duration(int64(w.Tick)-int64(c.remote.origin))*c.remote.tick
	return off > -remoteSnap && off < remoteSnap && w.Tick >= c.began
}
