package fixed

import (
	"math"
	"math/bits"
)

// Vec is a point or a displacement in the plane. Its zero value is the origin. Vecs compare
// with ==.
type Vec struct{ X, Y Scalar }

// Add returns v + o, saturated per component.
func (v Vec) Add(o Vec) Vec {
	return Vec{saturate(int64(v.X) + int64(o.X)), saturate(int64(v.Y) + int64(o.Y))}
}

// Sub returns v - o, saturated per component.
func (v Vec) Sub(o Vec) Vec {
	return Vec{saturate(int64(v.X) - int64(o.X)), saturate(int64(v.Y) - int64(o.Y))}
}

// Scale returns v with both components multiplied by s as Mul does.
func (v Vec) Scale(s Scalar) Vec { return Vec{Mul(v.X, s), Mul(v.Y, s)} }

// Neg returns -v.
func (v Vec) Neg() Vec { return Vec{saturate(-int64(v.X)), saturate(-int64(v.Y))} }

// IsZero reports whether v is the zero vector.
func (v Vec) IsZero() bool { return v == Vec{} }

// Dot returns the exact scalar product in Q46.16: shift right by 16 for whole square units.
func (v Vec) Dot(o Vec) int64 {
	p := int64(v.X)*int64(o.X) + int64(v.Y)*int64(o.Y)
	if p == math.MinInt64 {
		// Reached only when all four components are -1<<31 and the sum 2^63 wrapped: the
		// smallest true sum is 2^32 above.
		return math.MaxInt64
	}
	return p
}

// LenSq returns the exact square of the length in Q46.16. Compare it with int64(r)*int64(r):
// that saves the root.
func (v Vec) LenSq() int64 { return v.Dot(v) }

// Len returns the length, rounded to the nearest Scalar and saturated.
func (v Vec) Len() Scalar { return saturate(int64(rootNearest(uint64(v.LenSq())))) }

// DistSq returns the square of the distance from v to o in Q46.16. It is exact up to a distance
// of 11,863,283 units, more than the diagonal of any world within ±2^22, and saturates beyond.
func (v Vec) DistSq(o Vec) int64 {
	const rootOfMax = 3037000499 // the largest integer whose square is an int64
	x := magnitude(int64(v.X) - int64(o.X))
	y := magnitude(int64(v.Y) - int64(o.Y))
	if x > rootOfMax || y > rootOfMax {
		return math.MaxInt64
	}
	return int64(min(x*x+y*y, math.MaxInt64))
}

// Within reports whether a and b are at most r apart, exactly. A negative r is never enough.
func Within(a, b Vec, r Scalar) bool {
	return r >= 0 && a.DistSq(b) <= int64(r)*int64(r)
}

// Normalize returns the vector of length One in the direction of v, and the zero vector for the
// zero vector. Its components have only 8 bits of fraction: to get a vector of another length
// call WithLen, which does not lose direction on the way.
func (v Vec) Normalize() Vec { return v.WithLen(One) }

// WithLen returns the vector of length l in the direction of v: opposite for a negative l, zero
// for the zero vector. Each component is within half a quantum and l/2^31 of the true one.
func (v Vec) WithLen(l Scalar) Vec {
	x, y, sq := v.magnified()
	if sq == 0 {
		return Vec{}
	}
	n := int64(rootNearest(sq))
	return Vec{saturate(divRound(x*int64(l), n)), saturate(divRound(y*int64(l), n))}
}

// Clamped returns v, shortened to the length limit if it is longer. Components are then rounded
// toward zero, so that the result is never longer than limit, not even by a rounding: clamping
// twice is clamping once. A negative limit counts as 0.
func (v Vec) Clamped(limit Scalar) Vec {
	limit = max(limit, 0)
	if v.LenSq() <= int64(limit)*int64(limit) {
		return v
	}
	x, y, sq := v.magnified()
	n := int64(rootCeil(sq))
	return Vec{Scalar(x * int64(limit) / n), Scalar(y * int64(limit) / n)}
}

// magnified returns a long vector in the direction of v, and the square of its length. The
// larger component gets 31 bits, so that the integer root of the square has a relative error
// below 2^-31 for short vectors too. Products with a Scalar still fit in an int64.
func (v Vec) magnified() (x, y int64, sq uint64) {
	x, y = int64(v.X), int64(v.Y)
	up := max(31-bits.Len64(magnitude(x)|magnitude(y)), 0)
	x, y = x<<up, y<<up
	return x, y, uint64(x*x) + uint64(y*y)
}

// magnitude returns |v|.
func magnitude(v int64) uint64 {
	if v < 0 {
		return uint64(-v)
	}
	return uint64(v)
}
