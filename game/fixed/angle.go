package fixed

import "math"

// Angle is a direction: a full turn is 65536, and it wraps by itself, so + and - need no care.
type Angle uint16

const (
	// SinOne is the scale of Sin and Cos: the result for a sine of 1.
	SinOne = 1 << 14

	quarter Angle = 1 << 14
	eighth  Angle = 1 << 13
)

// FromDegrees returns the angle of d degrees, rounded to nearest. Any d is valid: -90 is 270.
func FromDegrees(d int) Angle { return Angle(divRound(int64(d%360)<<16, 360)) }

// Radians returns the angle in [0, 2π). It is for drawing only.
func (a Angle) Radians() float64 {
	const unit = 2 * math.Pi / (1 << 16)
	return float64(float64(a) * unit) // the conversion forbids fusing with the caller's addition
}

// Sin returns the sine of a times SinOne. The error is below 0.51 of 1/SinOne, and
// Sin(-a) == -Sin(a) holds exactly.
func Sin(a Angle) int32 { return int32(shiftRound(int64(sin30(a)), 30-14)) }

// Cos returns the cosine of a times SinOne. The error is that of Sin.
func Cos(a Angle) int32 { return Sin(a + quarter) }

// Unit returns the vector of length l in the direction a, opposite for a negative l. It uses
// more of the sine than Sin returns: each component is within half a quantum and l/3,000,000 of
// the true one.
func (a Angle) Unit(l Scalar) Vec {
	return Vec{
		X: saturate(shiftRound(int64(sin30(a+quarter))*int64(l), 30)),
		Y: saturate(shiftRound(int64(sin30(a))*int64(l), 30)),
	}
}

// Diff returns the shortest way from a to b: a + Angle(Diff(a, b)) == b. It is positive where
// angles grow, and exactly half a turn apart gives -32768.
func Diff(a, b Angle) int16 { return int16(b - a) }

// Turn returns from rotated toward to, the shortest way, by at most limit.
func Turn(from, to, limit Angle) Angle {
	d := int(Diff(from, to))
	switch l := int(limit); {
	case d > l:
		return from + limit
	case d < -l:
		return from - limit
	}
	return to
}

// Atan2 returns the direction of the vector (x, y), as math.Atan2 with its order of arguments.
// The error is below 0.52/65536 of a turn over the whole range; Atan2(0, 0) is 0. Mirrored
// arguments give exactly mirrored angles.
//
// It folds the plane into one eighth, where the ratio of the components is at most 1, and
// interpolates a table of the arc tangent.
func Atan2(y, x Scalar) Angle {
	ax, ay := magnitude(int64(x)), magnitude(int64(y))
	var a Angle
	switch {
	case ax == ay && ax == 0:
		return 0
	case ax == ay:
		a = eighth
	case ay < ax:
		a = atanRatio(ay, ax)
	default:
		a = quarter - atanRatio(ax, ay)
	}
	if x < 0 {
		a = 2*quarter - a
	}
	if y < 0 {
		a = -a
	}
	return a
}

// atanRatio returns the arc tangent of p/q, for 0 <= p < q <= 2^31.
func atanRatio(p, q uint64) Angle {
	ratio := p << 32 / q // Q32, below 1
	i, f := ratio>>(32-atanBits), ratio&(1<<(32-atanBits)-1)
	low, high := uint64(atanTable[i]), uint64(atanTable[i+1])
	turn := low + (high-low)*f>>(32-atanBits) // 2^32 to the turn
	return Angle((turn + 1<<15) >> 16)
}

// sin30 returns the sine of a in Q30: the table has a quarter turn, the rest is its mirror.
// Between entries it is linear, which is at most 2^-21.6 below the sine.
func sin30(a Angle) int32 {
	q := uint32(a) % uint32(quarter)
	if a&quarter != 0 {
		q = uint32(quarter) - q
	}
	const between = 14 - sinBits
	i, f := q>>between, int32(q&(1<<between-1))
	v := sinTable[i]
	if f != 0 { // also keeps i+1 inside the table at the quarter turn itself
		v += ((sinTable[i+1]-v)*f + 1<<(between-1)) >> between
	}
	if a&(2*quarter) != 0 {
		return -v
	}
	return v
}
