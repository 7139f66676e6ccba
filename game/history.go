package game

import "tickwire/game/internal/narrow"

// History is a ring of the last saved worlds, for SeenBy. Engine code fills it. It is as small as
// it can be, because most of what it remembers is never asked for.
type History struct {
	ring   []moment
	newest TickNumber
	filled int
}

// moment is a saved world: for each kind its entities.
type moment []entities

// entities is all of one kind, ids ascending, with a column per field.
type entities struct {
	rows int
	ids  narrow.Column
	vals []narrow.Column
}

// NewHistory remembers the last n ticks.
func NewHistory(s *Schema, n int) *History {
	h := &History{ring: make([]moment, n)}
	for i := range h.ring {
		m := make(moment, len(s.kinds))
		for k := range m {
			m[k].vals = make([]narrow.Column, len(s.kinds[k].infos))
		}
		h.ring[i] = m
	}
	return h
}

// Add remembers the world after tick n, which follows the one added before.
func (h *History) Add(n TickNumber, r *Rows) {
	if len(h.ring) == 0 {
		return
	}
	for k := range r.blocks {
		b, t := &r.blocks[k], &h.ring[int(n)%len(h.ring)][k]
		t.rows = len(b.IDs)
		narrow.Fill(&t.ids, b.IDs, 0, 1)
		for f := range t.vals {
			narrow.Fill(&t.vals[f], b.Vals, f, b.Stride)
		}
	}
	h.newest = n
	h.filled = min(h.filled+1, len(h.ring))
}

// at is the past at a moment, for an input of tick now, no further back than rewind ticks.
func (h *History) at(v ViewTick, now TickNumber, rewind int) (Past, bool) {
	if h.filled == 0 {
		return Past{}, false
	}
	oldest := h.newest - TickNumber(h.filled) + 1
	if limit := int64(now) - int64(rewind); int64(oldest) < limit {
		oldest = TickNumber(min(limit, int64(h.newest)))
	}
	switch {
	case v.Tick() < oldest:
		v = MakeViewTick(oldest, 0)
	case v.Tick() >= h.newest:
		v = MakeViewTick(h.newest, 0)
	}
	n := v.Tick()
	p := Past{moment: v, a: h.ring[int(n)%len(h.ring)]}
	p.b = p.a
	if v.Fraction() > 0 {
		p.b = h.ring[int(n+1)%len(h.ring)]
	}
	return p, true
}

// find is the index of an entity.
func (t *entities) find(id EntityID) (int, bool) {
	lo, hi := 0, t.rows
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if narrow.At[EntityID](&t.ids, mid) < id {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo, lo < t.rows && narrow.At[EntityID](&t.ids, lo) == id
}
