package netplay

import (
	"math"
	"time"

	"tickwire/game"
)

// errorHalfLife is the time in which half of a visual error is gone: short enough that what is
// drawn stays true, long enough that a correction of some pixels is not seen as a jerk.
const errorHalfLife = 80 * time.Millisecond

// VisualError hides corrections of prediction. When a frame shows that an entity is not where it
// was drawn, the difference is kept and decays, so that the entity glides to where it belongs.
// There is one for each entity drawn from prediction; the zero value has no error.
type VisualError struct {
	off  []float64 // per field, drawn less corrected
	last time.Duration
}

// Correct takes over from what was drawn last, visual error included, to what prediction now says
// of the same moment. Fields that lerp and that are off by more than limit, in their own units,
// are not hidden but jump, and everything with them: that was a teleport. A turn is never more
// than half a turn off and always glides.
func (e *VisualError) Correct(fields []game.FieldInfo, drawn, corrected []int32, limit int32, now time.Duration) {
	e.off = e.off[:0]
	e.last = now
	for f := range fields {
		off := 0.0
		switch fields[f].Interp {
		case game.InterpLerp:
			off = float64(drawn[f]) - float64(corrected[f])
			if math.Abs(off) > float64(limit) {
				e.off = e.off[:0]
				return
			}
		case game.InterpAngle:
			off = float64(int16(uint16(drawn[f]) - uint16(corrected[f])))
		case game.InterpStep:
		}
		e.off = append(e.off, off)
	}
}

// Apply adds what is left of the error to a predicted row, to draw it.
func (e *VisualError) Apply(fields []game.FieldInfo, row []int32, now time.Duration) {
	if len(e.off) == 0 {
		return
	}
	if now > e.last {
		left := math.Exp2(-float64(now-e.last) / float64(errorHalfLife))
		for f := range e.off {
			e.off[f] *= left
		}
		e.last = now
	}
	for f, off := range e.off {
		d := int64(math.Round(off))
		switch fields[f].Interp {
		case game.InterpLerp:
			row[f] = int32(min(max(int64(row[f])+d, math.MinInt32), math.MaxInt32))
		case game.InterpAngle:
			row[f] = int32(uint16(int64(row[f]) + d))
		case game.InterpStep:
		}
	}
}

// Size is the largest error left in a field that lerps, in its units, for overlays.
func (e *VisualError) Size(fields []game.FieldInfo) float64 {
	size := 0.0
	for f, off := range e.off {
		if fields[f].Interp == game.InterpLerp {
			size = max(size, math.Abs(off))
		}
	}
	return size
}
