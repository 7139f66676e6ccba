package room

import (
	"time"
)

// Step makes the next tick at a time, which counts from any beginning: inputs are taken, the
// world is stepped and saved, and frames go to those links that can take one.
func (c *Core) Step(at time.Duration) {
	n := c.tick + 1
	c.expire()
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
	c.turn(t)
	for _, p := range c.peers {
		if !p.player.Bot {
			vals, view, present := p.inputs.take(n)
			if !present && !p.toldAway {
				c.counts.InputsMissing++
			}
			c.host.SetInput(p.player.ID, vals, view)
		} else if c.bots != nil {
			c.bots.Bot(t, p.player.ID)
		}
	}
	if c.drain.on {
		c.drainStep(t, at)
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
				c.roster.update(p.entry())
			}
		}
	}
	c.misfits = c.misfits[:0]
	if int(n)%c.def.SendEvery == 0 {
		c.send()
		c.drain.last = c.drain.done
	}
}
