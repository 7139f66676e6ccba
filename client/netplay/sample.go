package netplay

import "tickwire/game"

// Sample makes dst the world as it is to be drawn at a moment: fields that lerp or turn are
// interpolated between the two looks around it, others are those of the older look. Entities
// appear at their first tick and go at the moment that they went, not when the news came. Those of
// the first frame were there before it: they stand where it has them until the moment reaches it.
// Those of slow scopes are drawn later, by their lag. Moments should not go back: what has gone is
// forgotten.
func (h *History) Sample(at game.ViewTick, dst *game.Rows) {
	dst.Reset()
	p := h.pass(int64(at))
	h.lag = 0
	for k := range h.groups {
		g := &h.groups[k]
		out := dst.Block(g.Kind)
		h.row = h.row[:0]
		for range out.Stride {
			h.row = append(h.row, 0)
		}
		i := 0
		for k, t := range g.tracks {
			id, own := g.ids[k], t.own(&p)
			h.lag = max(h.lag, t.lag)
			if !g.Private {
				if g.sample(h.row[g.Lo:g.Hi], t, own, h) {
					out.Append(id, h.row)
				}
				continue
			}
			for i < len(out.IDs) && out.IDs[i] < id {
				i++
			}
			if i < len(out.IDs) && out.IDs[i] == id {
				g.sample(out.Row(i)[g.Lo:g.Hi], t, own, h)
			}
		}
		g.keep(func(t *track) bool {
			gone := t.newest().gone
			return gone == 0 || int64(gone)<<8 > p.at-t.lag
		})
	}
}

// sample fills dst with the entity at a moment; false when it is not there then.
func (g *groupHistory) sample(dst []int32, t *track, at int64, h *History) bool {
	size := len(t.looks)
	oldest := max(t.seen-size, 0)
	a := t.seen - 1
	for a >= oldest && t.moment(a) > at {
		a--
	}
	switch {
	case a < oldest && oldest == 0 && t.looks[0].tick > h.opened:
		return false // not yet
	case a < oldest:
		copy(dst, t.row(oldest, len(dst))) // older than what is known
		return true
	}
	look := &t.looks[a%size]
	if look.gone != 0 && int64(look.gone)<<8 <= at {
		return false
	}
	from, to, since := a, a+1, at-t.moment(a)
	if to == t.seen || look.gone != 0 {
		// Nothing newer is known of this life: go on as between the last two looks.
		from, to = a-1, a
		if from < oldest || t.looks[from%size].gone != 0 {
			copy(dst, t.row(a, len(dst)))
			return true
		}
		if since = t.moment(a) - t.moment(from) + min(since, h.extra); h.Quiet > 0 {
			since = t.moment(a) - t.moment(from) // no news is that it stands still
		}
	}
	span := t.moment(to) - t.moment(from)
	if span >= h.gap {
		copy(dst, t.row(to, len(dst)))
		return true
	}
	x, y := t.row(from, len(dst)), t.row(to, len(dst))
	for f, in := range g.interps {
		dst[f] = game.Interpolate(in, x[f], y[f], since*256/span)
	}
	return true
}
