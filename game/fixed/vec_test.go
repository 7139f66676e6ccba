package fixed_test

import (
	"math"
	"testing"

	"tickwire/game/fixed"
)

// anyVec returns a vector with a magnitude drawn first, so that short ones are as common as
// long ones.
func anyVec(r *fixed.Rand) fixed.Vec {
	l := top >> r.Intn(31)
	return fixed.Vec{X: r.Range(-l, l), Y: r.Range(-l, l)}
}

func hypot(v fixed.Vec) float64 { return math.Hypot(float64(v.X), float64(v.Y)) }

func TestVecEdges(t *testing.T) {
	far := fixed.Vec{X: bottom, Y: bottom}
	for _, c := range []struct {
		name      string
		got, want fixed.Vec
	}{
		{"add", fixed.Vec{X: 1, Y: 2}.Add(fixed.Vec{X: 10, Y: -20}), fixed.Vec{X: 11, Y: -18}},
		{"add saturates", fixed.Vec{X: top, Y: -top}.Add(fixed.Vec{X: 1, Y: -1}), fixed.Vec{X: top, Y: -top}},
		{"sub", fixed.Vec{X: 1, Y: 2}.Sub(fixed.Vec{X: 10, Y: -20}), fixed.Vec{X: -9, Y: 22}},
		{"sub saturates", fixed.Vec{X: top, Y: -top}.Sub(fixed.Vec{X: -1, Y: 1}), fixed.Vec{X: top, Y: -top}},
		{"neg", fixed.Vec{X: 1, Y: -2}.Neg(), fixed.Vec{X: -1, Y: 2}},
		{"neg bottom", far.Neg(), fixed.Vec{X: top, Y: top}},
		{"scale", fixed.Vec{X: 256, Y: -3}.Scale(fixed.One / 2), fixed.Vec{X: 128, Y: -2}},
		{"normalize", fixed.Vec{X: 300, Y: 400}.Normalize(), fixed.Vec{X: 154, Y: 205}},
		{"normalize zero", fixed.Vec{}.Normalize(), fixed.Vec{}},
		{"with length", fixed.Vec{X: 3, Y: -4}.WithLen(500), fixed.Vec{X: 300, Y: -400}},
		{"with negative length", fixed.Vec{X: 3, Y: -4}.WithLen(-500), fixed.Vec{X: -300, Y: 400}},
		{"with length zero", fixed.Vec{X: 3, Y: -4}.WithLen(0), fixed.Vec{}},
		{"one quantum with the largest length", fixed.Vec{X: 1}.WithLen(top), fixed.Vec{X: top}},
		{"bottom with the largest length", fixed.Vec{X: bottom}.WithLen(top), fixed.Vec{X: -top}},
		{"bottom with the bottom length", fixed.Vec{X: bottom}.WithLen(bottom), fixed.Vec{X: top}},
		{"clamped short", fixed.Vec{X: 3, Y: 4}.Clamped(5), fixed.Vec{X: 3, Y: 4}},
		{"clamped long", fixed.Vec{X: 30, Y: -40}.Clamped(5), fixed.Vec{X: 3, Y: -4}},
		{"clamped to nothing", fixed.Vec{X: 30, Y: 40}.Clamped(0), fixed.Vec{}},
		{"clamped negative", fixed.Vec{X: 30, Y: 40}.Clamped(-5), fixed.Vec{}},
		{"clamped bottom", fixed.Vec{X: bottom}.Clamped(top), fixed.Vec{X: -top}},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, c.got, c.want)
		}
	}
	for _, c := range []struct {
		name      string
		got, want int64
	}{
		{"dot", fixed.Vec{X: 3, Y: 4}.Dot(fixed.Vec{X: -5, Y: 6}), 9},
		{"dot at the top", fixed.Vec{X: top, Y: top}.Dot(fixed.Vec{X: top, Y: top}), 2 * int64(top) * int64(top)},
		{"dot bottom", far.Dot(far), math.MaxInt64},
		{"dot lowest", far.Dot(fixed.Vec{X: top, Y: top}), -2 * int64(top) << 31},
		{"distance", fixed.Vec{X: 3, Y: 4}.DistSq(fixed.Vec{X: -3, Y: -4}), 100},
		{"distance one way", fixed.Vec{X: top}.DistSq(fixed.Vec{X: bottom}), math.MaxInt64},
		{"distance corner", fixed.Vec{X: top, Y: top}.DistSq(far), math.MaxInt64},
		{"distance of a large world", fixed.Vec{X: 1 << 30, Y: 1 << 30}.DistSq(fixed.Vec{X: -1<<30 + 1, Y: -1<<30 + 1}), 2 * (1<<31 - 1) * (1<<31 - 1)},
		{"length bottom", int64(far.Len()), int64(top)},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %d, want %d", c.name, c.got, c.want)
		}
	}
	if !(fixed.Vec{}).IsZero() || (fixed.Vec{Y: 1}).IsZero() {
		t.Error("IsZero is wrong")
	}
}

func TestWithin(t *testing.T) {
	a, b := fixed.Vec{X: -300, Y: 100}, fixed.Vec{X: 0, Y: 500} // 500 apart
	for _, c := range []struct {
		r    fixed.Scalar
		want bool
	}{{499, false}, {500, true}, {501, true}, {-500, false}, {bottom, false}, {top, true}} {
		if got := fixed.Within(a, b, c.r); got != c.want {
			t.Errorf("Within 500 apart, r %d: got %v, want %v", c.r, got, c.want)
		}
	}
	if !fixed.Within(a, a, 0) {
		t.Error("a point is not within 0 of itself")
	}
}

func TestLenAgainstFloat(t *testing.T) {
	r := fixed.NewRand(3, 0, 0)
	for range 100_000 {
		v := anyVec(&r)
		got, want := float64(v.Len()), min(hypot(v), float64(top))
		if math.Abs(got-want) > 0.5+1e-6 {
			t.Fatalf("%v.Len() = %v, want %v", v, got, want)
		}
	}
}

func TestWithLenAgainstFloat(t *testing.T) {
	r := fixed.NewRand(4, 0, 0)
	for range 100_000 {
		v, l := anyVec(&r), r.Range(-top, top)>>r.Intn(31)
		if v.IsZero() {
			continue
		}
		got, h := v.WithLen(l), hypot(v)
		bound := 0.5 + math.Abs(float64(l))/(1<<31) + 1e-6
		ex := math.Abs(float64(got.X) - float64(v.X)/h*float64(l))
		ey := math.Abs(float64(got.Y) - float64(v.Y)/h*float64(l))
		if ex > bound || ey > bound {
			t.Fatalf("%v.WithLen(%d) = %v: errors %.3f and %.3f, bound %.3f", v, l, got, ex, ey, bound)
		}
		if v.Neg().WithLen(l) != got.Neg() {
			t.Fatalf("%v.WithLen(%d) is not symmetric", v, l)
		}
	}
}

func TestClamped(t *testing.T) {
	r := fixed.NewRand(5, 0, 0)
	for range 100_000 {
		v, limit := anyVec(&r), r.Range(0, top)>>r.Intn(31)
		got := v.Clamped(limit)
		if got.LenSq() > int64(limit)*int64(limit) {
			t.Fatalf("%v.Clamped(%d) = %v is longer", v, limit, got)
		}
		if again := got.Clamped(limit); again != got {
			t.Fatalf("%v.Clamped(%d) = %v, and again %v", v, limit, got, again)
		}
		if got == v {
			continue
		}
		h := hypot(v)
		ex := math.Abs(float64(v.X)/h*float64(limit)) - math.Abs(float64(got.X))
		ey := math.Abs(float64(v.Y)/h*float64(limit)) - math.Abs(float64(got.Y))
		if max(ex, ey) > 2+1e-6 || min(ex, ey) < -1e-6 {
			t.Fatalf("%v.Clamped(%d) = %v: short by %.3f and %.3f", v, limit, got, ex, ey)
		}
	}
}
