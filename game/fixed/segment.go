package fixed

import "math/bits"

// SegmentHitsCircle reports whether a point that moves straight from from to to touches the
// circle of radius r around center, and how far on its way: t is the fraction of the first
// contact, in [0, One]. A start inside the circle, or on it, is a contact at 0, and a touch
// counts as a hit. For a moving target pass the movement relative to it; for a thick projectile
// add its radius to r.
//
// Hit or miss is decided exactly. t is the exact fraction rounded up to a whole quantum, so t is
// 0 only for a contact at from. The promise holds while the differences of the three points fit
// a Scalar, as they do in any world that stays below ±2^22 units; beyond, differences saturate:
// still nothing overflows, but far points count as nearer. A negative r touches nothing.
func SegmentHitsCircle(from, to, center Vec, r Scalar) (t Scalar, hit bool) {
	if r < 0 {
		return 0, false
	}
	// With m the start as seen from the center and d the way, the squared distance to the
	// center at fraction t is the parabola a·t² + 2b·t + |m|². Components are below 2^31,
	// so all of these are below 2^63.
	m, d := from.Sub(center), to.Sub(from)
	rr := int64(r) * int64(r)
	if m.LenSq() <= rr {
		return 0, true
	}
	a, b := d.LenSq(), m.Dot(d)
	if b >= 0 {
		return 0, false // stands still or moves away
	}
	if -b > a && to.Sub(center).LenSq() > rr {
		return 0, false // still approaching at the end, and outside
	}
	// The line passes the center at the distance cross/|d|.
	cross := int64(d.X)*int64(m.Y) - int64(d.Y)*int64(m.X)
	if less128(product(rr, a), product(cross, cross)) {
		return 0, false
	}
	// It is a hit, at or before lo..hi's upper end: the nearest point to the center, or to.
	// Up to there the distance only falls, so bisection finds the first quantum inside.
	lo, hi := Scalar(0), One
	if -b < a {
		hi = ceilFraction(uint64(-b), uint64(a))
	}
	for lo+1 < hi {
		if mid := (lo + hi) / 2; insideAt(m, d, mid, rr) {
			hi = mid
		} else {
			lo = mid
		}
	}
	return hi, true
}

// insideAt reports whether m + t·d is within the root of rr of the origin, exactly: everything
// is multiplied by One, so components stay below 2^40 and only their squares need 128 bits.
func insideAt(m, d Vec, t Scalar, rr int64) bool {
	x := int64(m.X)*int64(One) + int64(d.X)*int64(t)
	y := int64(m.Y)*int64(One) + int64(d.Y)*int64(t)
	xx, yy := product(x, x), product(y, y)
	lo, carry := bits.Add64(xx.lo, yy.lo, 0)
	hi, _ := bits.Add64(xx.hi, yy.hi, carry)
	return !less128(product(rr, int64(One)*int64(One)), wide{hi, lo})
}

// ceilFraction returns p/q as a Scalar rounded up, for 0 < p < q < 2^63.
func ceilFraction(p, q uint64) Scalar {
	hi, lo := bits.Mul64(p, uint64(One))
	lo, carry := bits.Add64(lo, q-1, 0)
	n, _ := bits.Div64(hi+carry, lo, q)
	return Scalar(n)
}

// wide is an unsigned number of 128 bits.
type wide struct{ hi, lo uint64 }

// product returns |p|·|q|.
func product(p, q int64) wide {
	hi, lo := bits.Mul64(magnitude(p), magnitude(q))
	return wide{hi, lo}
}

func less128(a, b wide) bool {
	return a.hi < b.hi || a.hi == b.hi && a.lo < b.lo
}
