package room

import (
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/replicate"
	"tickwire/server/session"
)

// nap is after how long without an acknowledgement a link that answers pings is asleep: its bytes go
// both ways, and nobody looks at them. A page that is busy, or just being made, may take a second.
const nap = 3 * time.Second

// away reports whether nobody is behind the player: its link is lost, or asleep.
func (p *peer) away() bool { return p.link == nil && !p.player.Bot || p.asleep }

// Drop notes that the link of a player is lost. The player stays for Limits.Grace, and pressed what
// it pressed last until it is released like that of anybody who is silent.
func (c *Core) Drop(id game.PlayerID) {
	p := c.find(id)
	if p == nil || p.link == nil {
		return
	}
	if c.def.Limits.Grace < 0 {
		c.Leave(id)
		return
	}
	// What belongs to the link goes with it.
	p.link, p.asleep, p.looks, p.flight, p.since = nil, false, nil, flight{}, c.tick
	c.lost++
	c.turned = true
}

// Resume puts a new link in the place of the one that a player had, be it lost or not, and tells how
// long the player was away. serial is that of the token; whether it is genuine is for the caller
// to know. The error is a session.Refusal.
func (c *Core) Resume(id game.PlayerID, serial uint32, j Join, link Link) (game.Player, time.Duration, error) {
	p := c.find(id)
	switch {
	case p == nil || p.player.Bot:
		return game.Player{}, 0, session.Gone
	case !p.pass.use(serial):
		return game.Player{}, 0, session.Replayed
	}
	away := time.Duration(0)
	if p.away() {
		away = time.Duration(c.tick-p.since) * c.period()
	}
	if p.link == nil {
		c.lost--
	} else {
		p.link.Close(wire.CloseReplaced)
	}
	c.attach(p, j, link)
	c.counts.Resumed++
	c.turned = true
	return p.player, away, nil
}

// attach gives a player a link, of which nothing is known yet. What the room knows of the player
// stays: place, score, name and inputs.
func (c *Core) attach(p *peer, j Join, link Link) {
	e := j.Encoding
	if e == 0 {
		e = wire.EncodingColumns
	}
	p.link, p.encoding, p.looks = link, e, replicate.NewClient(p.player.ID, e)
	p.links++
	p.patience = j.Patience
	p.pass.renew(c.tick)
	p.flight, p.asleep = flight{}, false
	p.heard = c.at
	p.rosterSeen, p.chatSeen = 0, 0
	p.newestInput, p.margin, p.batch, p.told, p.untold, p.lively = 0, 0, 0, 0, 0, 0
	p.rtt, p.jitter, p.newRTT, p.pressed = 0, 0, false, false
}

// expire takes those out who did not come back in time. Without a grace nobody could: that is who was in
// a room that is made of its checkpoint.
func (c *Core) expire() {
	grace := game.TickNumber(max(c.def.Limits.Grace, 0))
	for i := 0; c.lost > 0 && i < len(c.peers); {
		p := c.peers[i]
		if p.link != nil || p.player.Bot || c.tick-p.since < grace {
			i++
			continue
		}
		c.counts.Expired++
		c.Leave(p.player.ID)
	}
}

// turn tells the game and the roster who has gone away, or is back, since the last tick.
func (c *Core) turn(t *game.Tick) {
	if !c.turned {
		return
	}
	c.turned = false
	for _, p := range c.peers {
		away := p.away()
		if away == p.toldAway {
			continue
		}
		p.toldAway = away
		c.roster.update(p.entry())
		switch {
		case c.resumer == nil:
		case away:
			c.resumer.Dropped(t, p.player.ID)
		default:
			c.resumer.Resumed(t, p.player.ID)
		}
	}
}

// Watch judges the links after a step. Without an acknowledgement of what was sent, one that answers
// pings is asleep: it is sent nothing and may stay so for a time. One that does neither for a while has
// stalled, and one that has missed more departures than can be told knows ghosts: both are closed, and
// their players may come back. Join.Patience prolongs what is waited for.
func (c *Core) Watch(slow, sleep time.Duration) {
	for i := 0; i < len(c.peers); i++ {
		p := c.peers[i]
		if p.link == nil {
			continue
		}
		owed := p.flight.owed()
		switch {
		case c.roster.forgot(p.rosterSeen), owed && c.at-max(p.flight.since, p.heard) > slow+p.patience:
			c.hangUp(p, wire.CloseSlow)
		case p.asleep:
			if time.Duration(c.tick-p.since)*c.period() > sleep {
				c.hangUp(p, wire.CloseIdle)
			}
		case owed && p.heard-p.flight.since > nap+p.patience:
			p.asleep, p.since = true, c.tick
			c.turned = true
		}
		if i < len(c.peers) && c.peers[i] != p {
			i-- // without a grace who is hung up has left, and the next one is in that place
		}
	}
}

// hangUp closes a link for what is not its player's fault.
func (c *Core) hangUp(p *peer, code wire.CloseCode) {
	p.link.Close(code)
	c.Drop(p.player.ID)
}
