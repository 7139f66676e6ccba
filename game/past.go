package game

import (
	"unsafe"

	"tickwire/game/internal/narrow"
)

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

// Past is the world at a moment that has gone. It is valid during the step that got it.
type Past struct {
	moment ViewTick
	a, b   moment
}

// Moment is the moment after clamping.
func (p Past) Moment() ViewTick { return p.moment }

// Seen reads an entity as it was in the past: fields that lerp or turn are interpolated, the
// others are those of the earlier tick. It is false when the entity did not exist.
func (k *Kind[T]) Seen(p Past, id EntityID, v *T) bool {
	if p.a == nil {
		return false
	}
	from, to := &p.a[k.number], &p.b[k.number]
	i, ok := from.find(id)
	if !ok {
		return false
	}
	f := int64(p.moment.Fraction())
	j, both := 0, false
	if f > 0 {
		j, both = to.find(id)
	}
	for c := range k.infos {
		val := narrow.At[int32](&from.vals[c], i)
		if both && k.infos[c].Interp != InterpStep {
			val = Interpolate(k.infos[c].Interp, val, narrow.At[int32](&to.vals[c], j), f)
		}
		k.slots[c].store(unsafe.Pointer(v), val)
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
