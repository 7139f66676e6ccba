package fixed_test

import (
	"math"
	"testing"

	"tickwire/game/fixed"
)

const (
	top    = fixed.MaxScalar
	bottom = fixed.Scalar(math.MinInt32) // outside the symmetric range
)

func TestFromInt(t *testing.T) {
	for _, c := range []struct {
		in   int
		want fixed.Scalar
	}{
		{0, 0},
		{1, 256},
		{-1, -256},
		{1000, 256000},
		{8388607, 8388607 * 256},
		{-8388607, -8388607 * 256},
		{8388608, top},
		{-8388608, -top},
		{math.MaxInt, top},
		{math.MinInt, -top},
	} {
		if got := fixed.FromInt(c.in); got != c.want {
			t.Errorf("FromInt(%d) = %d, want %d", c.in, got, c.want)
		}
	}
}

func TestIntIsFloor(t *testing.T) {
	for _, c := range []struct {
		in   fixed.Scalar
		want int
	}{
		{0, 0}, {255, 0}, {256, 1}, {-1, -1}, {-256, -1}, {-257, -2}, {top, 8388607}, {bottom, -8388608},
	} {
		if got := c.in.Int(); got != c.want {
			t.Errorf("Scalar(%d).Int() = %d, want %d", c.in, got, c.want)
		}
		if got := int(math.Floor(c.in.Float())); got != c.want {
			t.Errorf("floor(Scalar(%d).Float()) = %d, want %d", c.in, got, c.want)
		}
	}
}

func TestMulDivEdges(t *testing.T) {
	one, half := fixed.One, fixed.One/2
	for _, c := range []struct {
		name      string
		got, want fixed.Scalar
	}{
		{"mul one", fixed.Mul(12345, one), 12345},
		{"mul half a quantum rounds away", fixed.Mul(1, half), 1},
		{"mul minus half a quantum rounds away", fixed.Mul(-1, half), -1},
		{"mul below half a quantum", fixed.Mul(1, half-1), 0},
		{"mul minus below half a quantum", fixed.Mul(-1, half-1), 0},
		{"mul three halves of a quantum", fixed.Mul(3, half), 2},
		{"mul saturates up", fixed.Mul(top, top), top},
		{"mul saturates down", fixed.Mul(top, -top), -top},
		{"mul bottom by bottom", fixed.Mul(bottom, bottom), top},
		{"mul bottom by one", fixed.Mul(bottom, one), -top},
		{"div one", fixed.Div(12345, one), 12345},
		{"div third", fixed.Div(one, 3*one), 85},
		{"div two thirds", fixed.Div(2*one, 3*one), 171},
		{"div tie away", fixed.Div(1, 2*one), 1},
		{"div minus tie away", fixed.Div(-1, 2*one), -1},
		{"div tie by a negative", fixed.Div(1, -2*one), -1},
		{"div both negative", fixed.Div(-3*one, -2*one), 3 * one / 2},
		{"div saturates up", fixed.Div(top, 1), top},
		{"div saturates down", fixed.Div(top, -1), -top},
		{"div bottom by minus one", fixed.Div(bottom, -one), top},
		{"div by bottom", fixed.Div(bottom, bottom), one},
		{"div by zero", fixed.Div(1, 0), top},
		{"div minus by zero", fixed.Div(-1, 0), -top},
		{"div zero by zero", fixed.Div(0, 0), 0},
		{"abs", fixed.Abs(-5), 5},
		{"abs bottom", fixed.Abs(bottom), top},
		{"clamp low", fixed.Clamp(-7, -5, 5), -5},
		{"clamp high", fixed.Clamp(7, -5, 5), 5},
		{"clamp inside", fixed.Clamp(3, -5, 5), 3},
		{"clamp crossed", fixed.Clamp(3, 5, -5), -5},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %d, want %d", c.name, c.got, c.want)
		}
	}
}

// roundAway is the documented rounding, in float64, exact below 2^53.
func roundAway(v float64) fixed.Scalar {
	return fixed.Scalar(min(max(math.Round(v), -float64(top)), float64(top)))
}

func TestMulDivAgainstFloat(t *testing.T) {
	r := fixed.NewRand(1, 0, 0)
	for range 100_000 {
		// 26 bits each: products and shifted quotients are then exact in float64, or at
		// least farther from a tie than an ulp.
		a, b := r.Range(-1<<25, 1<<25)>>r.Intn(24), r.Range(-1<<25, 1<<25)>>r.Intn(24)
		if got, want := fixed.Mul(a, b), roundAway(float64(a)*float64(b)/256); got != want {
			t.Fatalf("Mul(%d, %d) = %d, want %d", a, b, got, want)
		}
		if fixed.Mul(a, b) != -fixed.Mul(-a, b) {
			t.Fatalf("Mul(%d, %d) is not symmetric", a, b)
		}
		if b == 0 {
			continue
		}
		if got, want := fixed.Div(a, b), roundAway(float64(a)*256/float64(b)); got != want {
			t.Fatalf("Div(%d, %d) = %d, want %d", a, b, got, want)
		}
		if fixed.Div(a, b) != -fixed.Div(a, -b) {
			t.Fatalf("Div(%d, %d) is not symmetric", a, b)
		}
	}
}

func TestRoots(t *testing.T) {
	check := func(n uint64) {
		t.Helper()
		f, c, r := fixed.RootFloor(n), fixed.RootCeil(n), fixed.RootNearest(n)
		if f*f > n || (f+1)*(f+1) <= n {
			t.Errorf("RootFloor(%d) = %d", n, f)
		}
		if c*c < n || c > 0 && (c-1)*(c-1) >= n {
			t.Errorf("RootCeil(%d) = %d", n, c)
		}
		// (f+1/2)^2 = f^2+f+1/4 separates the two candidates.
		if want := f + b2i(n-f*f > f); r != want {
			t.Errorf("RootNearest(%d) = %d, want %d", n, r, want)
		}
	}
	for n := range uint64(70_000) {
		check(n)
	}
	for s := range 32 {
		for d := range uint64(5) {
			n := (uint64(1)<<s + d) * (uint64(1)<<s + d)
			check(n - min(1, n))
			check(min(n, 1<<63))
			check(min(n, 1<<63-1) + 1)
		}
	}
	check(1 << 63)
	r := fixed.NewRand(2, 0, 0)
	for range 50_000 {
		check(r.Uint64() >> (1 + r.Intn(62)))
	}
}

func b2i(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}
