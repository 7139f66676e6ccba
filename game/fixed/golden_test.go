package fixed_test

import (
	"math"
	"testing"

	"tickwire/game/fixed"
)

// golden is the fingerprint of 50,000 rounds through every function. It must be the same on
// every machine; a change of it changes every replay and every prediction, and is as breaking
// as a change of the protocol.
const golden = 0xf1c1a736975fdb45

// Run it under wasm too, as its promise is worth nothing on one architecture:
//
//	GOOS=js GOARCH=wasm go test -exec="$(go env GOROOT)/lib/wasm/go_js_wasm_exec" ./game/fixed
func TestGolden(t *testing.T) {
	r := fixed.NewRand(2014, 46, 16)
	h := uint64(0xcbf29ce484222325)
	for range 50_000 {
		everything(&r, func(v uint64) { h = (h ^ v) * 0x100000001b3; h ^= h >> 29 })
	}
	if h != golden {
		t.Errorf("fingerprint %#x, want %#x", h, uint64(golden))
	}
}

// everything calls each function of the package once and gives each result to put.
func everything(r *fixed.Rand, put func(uint64)) {
	l := top >> r.Intn(31)
	a, b, c := r.Range(-l, l), r.Range(-l, l), r.Range(-l, l)
	u, v, w := fixed.Vec{X: a, Y: b}, fixed.Vec{X: b, Y: c}, fixed.Vec{X: r.Range(-l, l), Y: r.Range(-l, l)}
	p, q := r.Angle(), fixed.Angle(r.Uint32())
	scalar := func(s fixed.Scalar) { put(uint64(s)) }
	vec := func(v fixed.Vec) { put(uint64(v.X)); put(uint64(v.Y)) }
	boolean := func(b bool) { put(b2i(b)) }

	scalar(fixed.FromInt(int(a)))
	put(uint64(a.Int()))
	put(math.Float64bits(a.Float()))
	scalar(fixed.Mul(a, b))
	scalar(fixed.Div(a, b))
	scalar(fixed.Div(b, a>>12))
	scalar(fixed.Abs(c))
	scalar(fixed.Clamp(a, b, c))

	vec(u.Add(v))
	vec(u.Sub(w))
	vec(u.Neg())
	vec(u.Scale(c))
	put(uint64(u.Dot(v)))
	put(uint64(u.LenSq()))
	put(uint64(u.DistSq(w)))
	scalar(u.Len())
	vec(u.Normalize())
	vec(v.WithLen(c))
	vec(w.Clamped(a))
	boolean(u.IsZero())
	boolean(fixed.Within(u, v, c))

	put(uint64(fixed.Sin(p)))
	put(uint64(fixed.Cos(p)))
	vec(p.Unit(a))
	put(uint64(fixed.Atan2(a, b)))
	put(uint64(fixed.Diff(p, q)))
	put(uint64(fixed.Turn(p, q, fixed.Angle(a)&8191)))
	put(uint64(fixed.FromDegrees(int(a))))
	put(math.Float64bits(p.Radians()))

	t, hit := fixed.SegmentHitsCircle(u, v, w, fixed.Abs(c))
	scalar(t)
	boolean(hit)

	put(r.Uint64())
	put(uint64(r.Intn(1 + int(p))))
	boolean(r.Chance(1, 3))
	keyed := fixed.NewRand(uint64(a), uint64(b), uint64(c))
	put(keyed.Uint64())
}

func TestNothingAllocates(t *testing.T) {
	r := fixed.NewRand(1, 2, 3)
	var sum uint64
	if n := testing.AllocsPerRun(1000, func() {
		everything(&r, func(v uint64) { sum += v })
	}); n != 0 {
		t.Errorf("%v allocations in one round through every function", n)
	}
	if sum == 0 {
		t.Error("nothing was computed")
	}
}
