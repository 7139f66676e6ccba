package fixed_test

import (
	"math/big"
	"testing"

	"tickwire/game/fixed"
)

func TestSegmentHitsCircle(t *testing.T) {
	const far = 1<<30 - 1 // one quantum below 2^22 units, the edge of the promise
	v := func(x, y fixed.Scalar) fixed.Vec { return fixed.Vec{X: x, Y: y} }
	for _, c := range []struct {
		name             string
		from, to, center fixed.Vec
		r                fixed.Scalar
		t                fixed.Scalar
		hit              bool
	}{
		{"through the middle", v(0, 0), v(1000, 0), v(500, 0), 100, 103, true}, // 0.4 is 102.4
		{"contact on a whole quantum", v(0, 0), v(256, 0), v(100, 0), 50, 50, true},
		{"touches at the side", v(0, 50), v(256, 50), v(100, 0), 50, 100, true},
		{"passes one beside", v(0, 51), v(256, 51), v(100, 0), 50, 0, false},
		{"ends at the edge", v(0, 0), v(50, 0), v(100, 0), 50, 256, true},
		{"ends one short", v(0, 0), v(49, 0), v(100, 0), 50, 0, false},
		{"ends inside", v(0, 0), v(100, 0), v(100, 0), 50, 128, true},
		{"starts inside", v(90, 0), v(200, 0), v(100, 0), 50, 0, true},
		{"starts inside and leaves", v(100, 0), v(1000, 0), v(100, 0), 50, 0, true},
		{"starts at the edge and leaves", v(150, 0), v(1000, 0), v(100, 0), 50, 0, true},
		{"moves away", v(151, 0), v(1000, 0), v(100, 0), 50, 0, false},
		{"stands outside", v(0, 0), v(0, 0), v(100, 0), 50, 0, false},
		{"stands inside", v(100, 0), v(100, 0), v(100, 0), 50, 0, true},
		{"a point on the way", v(0, 0), v(256, 256), v(7, 7), 0, 7, true},
		{"a point off the way", v(0, 0), v(256, 256), v(7, 8), 0, 0, false},
		{"a negative radius", v(100, 0), v(100, 0), v(100, 0), -1, 0, false},
		{"short of it, circle beyond", v(0, 0), v(10, 0), v(100, 5), 50, 0, false},
		{"across the world", v(-far, -far), v(far, far), v(0, 0), 0, 128, true},
		{"across the world, one beside", v(-far, -far), v(far, far), v(1, 0), 0, 0, false},
		{"across the world, wide", v(-far, 0), v(far, 0), v(0, 1<<29), 1 << 29, 128, true},
		{"across the world, one too small", v(-far, 0), v(far, 0), v(0, 1<<29), 1<<29 - 1, 0, false},
		{"a large circle ahead of one step", v(0, 0), v(1, 0), v(far, 0), far - 1, 256, true},
	} {
		got, hit := fixed.SegmentHitsCircle(c.from, c.to, c.center, c.r)
		if got != c.t || hit != c.hit {
			t.Errorf("%s: got %d %v, want %d %v", c.name, got, hit, c.t, c.hit)
		}
		checkSegment(t, c.from, c.to, c.center, c.r)
	}
}

// TestSegmentRandom draws small scenes, in which hits, misses and touches are all common.
func TestSegmentRandom(t *testing.T) {
	r := fixed.NewRand(8, 0, 0)
	hits := 0
	for range 30_000 {
		l := fixed.Scalar(1) << (2 + r.Intn(28))
		p := func() fixed.Vec { return fixed.Vec{X: r.Range(-l, l), Y: r.Range(-l, l)} }
		if checkSegment(t, p(), p(), p(), r.Range(0, l)) {
			hits++
		}
	}
	if hits < 5_000 || hits > 25_000 {
		t.Errorf("%d of 30000 scenes hit: the scenes test one answer only", hits)
	}
}

func FuzzSegmentHitsCircle(f *testing.F) {
	f.Add(int32(0), int32(0), int32(256), int32(0), int32(100), int32(0), int32(50))
	f.Add(int32(-1<<30), int32(-1<<30), int32(1<<30), int32(1<<30), int32(1), int32(0), int32(0))
	f.Add(int32(0), int32(0), int32(1), int32(0), int32(1<<30), int32(0), int32(1<<30-1))
	f.Add(int32(-1<<31), int32(-1<<31), int32(1<<31-1), int32(1<<31-1), int32(0), int32(-1<<31), int32(1<<31-1))
	f.Fuzz(func(t *testing.T, fx, fy, tx, ty, cx, cy, r int32) {
		v := func(x, y int32) fixed.Vec { return fixed.Vec{X: fixed.Scalar(x), Y: fixed.Scalar(y)} }
		checkSegment(t, v(fx, fy), v(tx, ty), v(cx, cy), fixed.Scalar(r))
	})
}

// checkSegment holds one answer against exact arithmetic, and returns whether it was a hit.
// Outside the promised range it asks only for a valid fraction.
func checkSegment(t *testing.T, from, to, center fixed.Vec, r fixed.Scalar) bool {
	t.Helper()
	got, hit := fixed.SegmentHitsCircle(from, to, center, r)
	if got < 0 || got > fixed.One || !hit && got != 0 {
		t.Fatalf("%v to %v, center %v, r %d: fraction %d, hit %v", from, to, center, r, got, hit)
	}
	for _, s := range []fixed.Scalar{from.X, from.Y, to.X, to.Y, center.X, center.Y} {
		if s >= 1<<30 || s <= -1<<30 {
			return hit
		}
	}
	wantHit, by := contact(from, to, center, r)
	if hit != wantHit {
		t.Fatalf("%v to %v, center %v, r %d: hit %v, want %v", from, to, center, r, hit, wantHit)
	}
	if hit && (!by(got) || got > 0 && by(got-1)) {
		t.Fatalf("%v to %v, center %v, r %d: %d is not the first quantum in contact", from, to, center, r, got)
	}
	return hit
}

// contact solves a·t² + 2b·t + c = 0 in big integers. by(n) tells whether the first contact is
// at n/256 or before, valid when hit.
func contact(from, to, center fixed.Vec, r fixed.Scalar) (hit bool, by func(n fixed.Scalar) bool) {
	n := func(v int64) *big.Int { return big.NewInt(v) }
	mul := func(p, q *big.Int) *big.Int { return new(big.Int).Mul(p, q) }
	add := func(p, q *big.Int) *big.Int { return new(big.Int).Add(p, q) }
	sub := func(p, q *big.Int) *big.Int { return new(big.Int).Sub(p, q) }

	dx, dy := n(int64(to.X)-int64(from.X)), n(int64(to.Y)-int64(from.Y))
	mx, my := n(int64(from.X)-int64(center.X)), n(int64(from.Y)-int64(center.Y))
	a := add(mul(dx, dx), mul(dy, dy))
	b := add(mul(mx, dx), mul(my, dy))
	c := sub(add(mul(mx, mx), mul(my, my)), mul(n(int64(r)), n(int64(r))))
	disc := sub(mul(b, b), mul(a, c))
	if r < 0 {
		return false, nil
	}
	if c.Sign() <= 0 {
		return true, func(fixed.Scalar) bool { return true }
	}
	if b.Sign() >= 0 || disc.Sign() < 0 {
		return false, nil
	}
	// (-b - √disc)/a <= q/256 is k <= 256·√disc, with k = -256·b - q·a.
	by = func(q fixed.Scalar) bool {
		k := sub(mul(n(-256), b), mul(n(int64(q)), a))
		return k.Sign() <= 0 || mul(k, k).Cmp(mul(n(1<<16), disc)) <= 0
	}
	return by(fixed.One), by
}
