package game

import "unsafe"

// ViewTick is a moment between two ticks: the tick times 256 plus a fraction. 0 is unknown.
type ViewTick uint64

// MakeViewTick makes the moment fraction/256 after a tick.
func MakeViewTick(n TickNumber, fraction uint8) ViewTick {
	return ViewTick(n)<<8 | ViewTick(fraction)
}

// Tick is the last whole tick at or before the moment.
func (v ViewTick) Tick() TickNumber { return TickNumber(v >> 8) }

// Fraction is the time since Tick in 256ths of a tick.
func (v ViewTick) Fraction() uint8 { return uint8(v) }

// History is a ring of the last saved worlds, for SeenBy. Engine code fills it.
type History struct {
	ring   []*Rows
	newest TickNumber
	filled int
}

// NewHistory remembers the last n ticks.
func NewHistory(s *Schema, n int) *History {
	h := &History{ring: make([]*Rows, n)}
	for i := range h.ring {
		h.ring[i] = NewRows(s)
	}
	return h
}

// Add remembers the world after tick n, which follows the one added before.
func (h *History) Add(n TickNumber, r *Rows) {
	if len(h.ring) == 0 {
		return
	}
	h.ring[int(n)%len(h.ring)].CopyFrom(r)
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

// Past is the world at a moment that has gone. It is valid during the step that got it.
type Past struct {
	moment ViewTick
	a, b   *Rows
}

// Moment is the moment after clamping.
func (p Past) Moment() ViewTick { return p.moment }

// Seen reads an entity as it was in the past: fields that lerp or turn are interpolated, the
// others are those of the earlier tick. It is false when the entity did not exist.
func (k *Kind[T]) Seen(p Past, id EntityID, v *T) bool {
	if p.a == nil || !k.Find(p.a, id, v) {
		return false
	}
	f := int64(p.moment.Fraction())
	if f == 0 {
		return true
	}
	ba, bb := p.a.Block(k.number), p.b.Block(k.number)
	i, _ := ba.Find(id)
	j, ok := bb.Find(id)
	if !ok {
		return true
	}
	from, to := ba.Row(i), bb.Row(j)
	for c := range k.infos {
		if k.infos[c].Interp != InterpStep {
			k.slots[c].store(unsafe.Pointer(v), Interpolate(k.infos[c].Interp, from[c], to[c], f))
		}
	}
	return true
}

// Interpolate is the value of a field at fraction/256 of the way. The fraction may lie outside
// 0 to 256 to extrapolate.
func Interpolate(in Interp, from, to int32, fraction int64) int32 {
	switch in {
	case InterpLerp:
		return int32(int64(from) + ((int64(to)-int64(from))*fraction)>>8)
	case InterpAngle:
		d := int64(int16(uint16(to) - uint16(from)))
		return int32(uint16(int64(from) + (d*fraction)>>8))
	default:
		if fraction >= 256 {
			return to
		}
		return from
	}
}
