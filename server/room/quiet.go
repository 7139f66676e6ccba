package room

import "tickwire/game"

// news reports whether a frame would tell a peer anything. Only games are asked for that leave other
// frames out; see game.Definition.SendIdle.
func (c *Core) news(p *peer) bool {
	silent := c.tick - p.flight.newest
	// One who asks by requests is answered by the link when there is nothing, and learns from that, and
	// from how long it took, what a socket's peer learns from a frame.
	asks := p.patience > 0
	switch {
	case p.flight.newest == 0, silent >= game.TickNumber(c.def.SendIdle) && !asks:
		return true
	case c.drain.on, p.rosterSeen != c.roster.version, c.chat.news(p.chatSeen, p.player.ID):
		return true
	case p.newRTT && !asks, c.oldToken(p):
		return true
	case p.pressed && silent >= game.TickNumber(c.def.TickRate):
		// Clients make inputs only for so long after the newest frame, or one that stands still would
		// close their links; and their clocks need to be told how early the inputs are.
		return true
	}
	return c.rep.News(p.looks, c.view(p))
}
