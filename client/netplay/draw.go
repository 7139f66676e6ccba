package netplay

import (
	"time"

	"tickwire/game"
)

// View is what a client draws at one moment: the local player's entities as predicted, all
// others as they were a little while ago.
type View struct {
	Rows   *game.Rows
	Tick   game.TickNumber // newest frame
	Moment game.ViewTick   // at which the others are drawn
	Local  game.PlayerID
}

// Draw makes the view for a time. It is valid until the next Draw.
func (c *Client) Draw(now time.Duration) *View {
	c.view = View{Rows: c.drawn, Tick: c.tick, Moment: c.moment, Local: c.local}
	if c.tick == 0 {
		c.drawn.Reset()
		return &c.view
	}
	c.settle()
	c.moment = c.remote.Advance(now)
	c.view.Moment = c.moment
	c.history.Sample(c.moment, c.drawn)
	c.predict.overlay(c.drawn, now)
	c.events.due(c.moment)
	return &c.view
}

// Events hands out what has happened by the last Draw, each event once.
func (c *Client) Events(f func(*game.EventLog)) {
	if c.events.now.Len() > 0 {
		f(&c.events.now)
		c.events.now.Reset()
	}
}

// overlay replaces the local player's entities in rows by their prediction, drawn between the
// last two predicted ticks.
func (p *prediction) overlay(rows *game.Rows, now time.Duration) {
	period := time.Second / time.Duration(p.def.TickRate)
	fraction := int64(min(max(now-p.at, 0), period)) * 256 / int64(period)
	for kind := range p.def.Schema.NumKinds() {
		t := p.def.Schema.Kind(kind)
		if t.Owner < 0 && !t.Predicted {
			continue
		}
		p.old.Block(kind).IDs, p.old.Block(kind).Vals = p.old.Block(kind).IDs[:0], p.old.Block(kind).Vals[:0]
		out, seen, mine := p.old.Block(kind), rows.Block(kind), p.after.Block(kind)
		i, j := 0, 0
		for i < len(seen.IDs) || j < len(mine.IDs) {
			switch {
			case j < len(mine.IDs) && !p.owns(&t, mine.Row(j)):
				j++
			case i < len(seen.IDs) && p.owns(&t, seen.Row(i)):
				i++
			case j == len(mine.IDs) || i < len(seen.IDs) && seen.IDs[i] < mine.IDs[j]:
				out.Append(seen.IDs[i], seen.Row(i))
				i++
			default:
				p.between(out, &t, kind, j, fraction, now)
				j++
			}
		}
		*seen, *out = *out, *seen
	}
}

// between appends entity j of the newest prediction at a fraction of the way from the one before.
func (p *prediction) between(out *game.Block, t *game.Table, kind, j int, fraction int64, now time.Duration) {
	b := p.after.Block(kind)
	id := b.IDs[j]
	out.Append(id, b.Row(j))
	row := out.Row(len(out.IDs) - 1)
	if k, ok := p.before.Block(kind).Find(id); ok {
		from := p.before.Block(kind).Row(k)
		for f := range t.Fields {
			if in := t.Fields[f].Interp; in != game.InterpStep {
				row[f] = game.Interpolate(in, from[f], row[f], fraction)
			}
		}
	}
	if e := p.errors[errorKey{kind, id}]; e != nil {
		e.Apply(t.Fields, row, now)
	}
}
