package room

import (
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
)

// Step makes the next tick at a time, which counts from any beginning: inputs are taken, the
// world is stepped and saved, and frames go to those links that can take one.
func (c *Core) Step(at time.Duration) {
	n := c.tick + 1
	t := c.host.Begin(n)
	for _, p := range c.left {
		c.world.Leave(t, p)
		c.host.RemovePlayer(p)
	}
	for _, p := range c.joined {
		c.host.AddPlayer(p.ID, p.Bot)
		c.world.Join(t, p)
	}
	c.left, c.joined = c.left[:0], c.joined[:0]
	for _, p := range c.peers {
		if p.link != nil {
			vals, view, present := p.inputs.take(n)
			if !present {
				c.counts.InputsMissing++
			}
			c.host.SetInput(p.player.ID, vals, view)
		} else if c.bots != nil {
			c.bots.Bot(t, p.player.ID)
		}
	}
	c.world.Step(t)
	c.tick, c.at = n, at

	c.rows.Reset()
	c.world.Save(c.rows)
	if err := c.rows.Check(); err != nil {
		panic(err) // the game broke the contract; gametest would have said so
	}
	c.history.Add(n, c.rows)
	c.rep.Advance(n, c.rows, c.host.Events())
	if c.scorer != nil {
		for _, p := range c.peers {
			if s := c.scorer.Score(p.player.ID); s != p.score {
				p.score = s
				c.roster.update(p.player.ID, p.player.Name, s)
			}
		}
	}
	c.misfits = c.misfits[:0]
	if int(n)%c.def.SendEvery == 0 {
		for _, p := range c.peers {
			if p.link != nil {
				c.send(p)
			}
		}
		c.evict()
		s := c.rep.Stats()
		c.counts.Encodings += uint64(s.Encodings)
		c.counts.Shared += uint64(s.Shared)
		c.counts.Keyframes += uint64(s.Keyframes)
		c.counts.EventsLost += uint64(s.EventsLost)
	}
}

// send hands a frame to a link unless it is behind: latest wins, nothing queues.
func (c *Core) send(p *peer) {
	period := c.period() * time.Duration(c.def.SendEvery)
	if !p.link.Ready() || p.flight.full(p.rtt, period) {
		c.counts.Skipped++
		return
	}
	view := game.View{All: true}
	if c.viewer != nil {
		view = c.viewer.View(p.player.ID)
	}
	left, scopes := c.rep.Gather(p.looks, view)
	size := 0
	for _, s := range scopes {
		size += len(s)
	}
	h := &c.header
	*h = wire.FrameHeader{
		Tick: c.tick, Left: left,
		Roster: c.roster.since(h.Roster[:0], p.rosterSeen), Chat: c.chat.since(h.Chat[:0], p.chatSeen),
	}
	if p.tellMargin() {
		h.InputTick, h.InputMargin = p.newestInput, micros(p.margin)
	}
	if p.newRTT {
		h.RTTMicros, h.JitterMicros = uint32(micros(p.rtt)), uint32(micros(p.jitter))
	}
	p.rosterSeen, p.chatSeen, p.newRTT = c.roster.version, c.chat.said, false

	c.head = wire.AppendFrame(c.head[:0], h, size)
	if !c.fits(p, len(c.head)+size) {
		return
	}
	c.parts = append(append(c.parts[:0], c.head), scopes...)
	p.link.Send(c.parts...)
	p.flight.handed(c.tick, c.at)
	c.counts.Frames++
	c.counts.Bytes += uint64(len(c.head) + size)
}

func micros(d time.Duration) int32 {
	return int32(min(max(d.Microseconds(), -1<<31), 1<<31-1))
}
