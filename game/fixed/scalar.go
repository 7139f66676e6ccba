package fixed

import "math"

// Scalar is a Q23.8 fixed-point number: a count of 1/256ths in 32 bits. It spans ±8,388,608
// units. At a scale of one unit per pixel that is a 256th of a pixel over a world far larger
// than any arena, and a position is a small integer on the wire.
type Scalar int32

const (
	// One is the Scalar of the number 1.
	One Scalar = 1 << fractionBits

	// Quantum is the value of the smallest positive Scalar, for a field table or for drawing.
	Quantum float64 = 1.0 / 256

	// MaxScalar is the largest result of this package, and -MaxScalar the smallest.
	MaxScalar Scalar = math.MaxInt32

	fractionBits = 8
)

// FromInt returns i as a Scalar, saturated when i is beyond ±8,388,607.
func FromInt(i int) Scalar {
	const limit = int(MaxScalar)>>fractionBits + 1 // the first that saturates; keeps the shift in range
	return saturate(int64(min(max(i, -limit), limit)) << fractionBits)
}

// Int returns the largest integer that is not greater than s (the floor): -0.5 gives -1.
func (s Scalar) Int() int { return int(s >> fractionBits) }

// Float returns the exact value of s. It is for drawing and for logs: a float that finds its way
// back into the simulation breaks the promise of this package.
func (s Scalar) Float() float64 { return float64(s) * Quantum }

// Mul returns a*b rounded to the nearest Scalar, halves away from zero, and saturated.
func Mul(a, b Scalar) Scalar {
	return saturate(shiftRound(int64(a)*int64(b), fractionBits))
}

// Div returns a/b rounded to the nearest Scalar, halves away from zero, and saturated. Division
// by zero is an overflow like any other: the result is ±MaxScalar with the sign of a, and 0/0
// is 0. It does not panic, because no input of a player may stop a room.
func Div(a, b Scalar) Scalar {
	if b == 0 {
		switch {
		case a > 0:
			return MaxScalar
		case a < 0:
			return -MaxScalar
		}
		return 0
	}
	return saturate(divRound(int64(a)<<fractionBits, int64(b)))
}

// Abs returns the magnitude of v.
func Abs(v Scalar) Scalar {
	if v < 0 {
		return saturate(-int64(v))
	}
	return v
}

// Clamp returns v limited to the range from lo to hi. With lo > hi it returns hi.
func Clamp(v, lo, hi Scalar) Scalar { return min(max(v, lo), hi) }

// saturate returns v limited to the symmetric range of a Scalar.
func saturate(v int64) Scalar {
	return Scalar(min(max(v, -int64(MaxScalar)), int64(MaxScalar)))
}

// shiftRound returns p / 2^n rounded to nearest, halves away from zero. Rounding the magnitude
// keeps shiftRound(-p) == -shiftRound(p), which a plain arithmetic shift does not.
// |p| must leave room for 2^(n-1).
func shiftRound(p int64, n uint) int64 {
	half := int64(1) << (n - 1)
	if p < 0 {
		return -((half - p) >> n)
	}
	return (half + p) >> n
}

// divRound returns p / q rounded to nearest, halves away from zero. q must not be 0 and |p| must
// leave room for |q|/2.
func divRound(p, q int64) int64 {
	if q < 0 {
		p, q = -p, -q
	}
	if p < 0 {
		return -((q/2 - p) / q)
	}
	return (q/2 + p) / q
}
