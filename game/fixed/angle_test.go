package fixed_test

import (
	"math"
	"testing"

	"tickwire/game/fixed"
)

func TestFromDegrees(t *testing.T) {
	for _, c := range []struct {
		in   int
		want fixed.Angle
	}{
		{0, 0},
		{90, 16384},
		{180, 32768},
		{270, 49152},
		{360, 0},
		{-90, 49152},
		{450, 16384},
		{1, 182},
		{-1, 65536 - 182},
		{45, 8192},
		{359, 65354},
		{math.MaxInt32, 23120},
	} {
		if got := fixed.FromDegrees(c.in); got != c.want {
			t.Errorf("FromDegrees(%d) = %d, want %d", c.in, got, c.want)
		}
	}
}

func TestRadians(t *testing.T) {
	for a, want := range map[fixed.Angle]float64{0: 0, 16384: math.Pi / 2, 32768: math.Pi, 49152: 3 * math.Pi / 2} {
		if got := a.Radians(); math.Abs(got-want) > 1e-15 {
			t.Errorf("Angle(%d).Radians() = %v, want %v", a, got, want)
		}
	}
}

// TestSinCos goes through every angle there is.
func TestSinCos(t *testing.T) {
	var worst float64
	for i := range 1 << 16 {
		a := fixed.Angle(i)
		s, c := fixed.Sin(a), fixed.Cos(a)
		es := math.Abs(float64(s) - math.Sin(a.Radians())*fixed.SinOne)
		ec := math.Abs(float64(c) - math.Cos(a.Radians())*fixed.SinOne)
		worst = max(worst, es, ec)
		if fixed.Sin(-a) != -s || fixed.Cos(-a) != c || fixed.Sin(a+32768) != -s {
			t.Fatalf("angle %d is not mirrored exactly", a)
		}
	}
	if worst >= 0.51 {
		t.Errorf("largest error %.4f of 1/SinOne, documented below 0.51", worst)
	}
	t.Logf("largest error %.4f of 1/SinOne", worst)
	for _, c := range []struct {
		a         fixed.Angle
		sine, cos int32
	}{{0, 0, 16384}, {8192, 11585, 11585}, {16384, 16384, 0}, {32768, 0, -16384}, {49152, -16384, 0}, {65535, -2, 16384}} {
		if s, co := fixed.Sin(c.a), fixed.Cos(c.a); s != c.sine || co != c.cos {
			t.Errorf("angle %d: got sine %d cosine %d, want %d and %d", c.a, s, co, c.sine, c.cos)
		}
	}
}

func TestUnit(t *testing.T) {
	r := fixed.NewRand(6, 0, 0)
	for range 100_000 {
		a, l := r.Angle(), r.Range(-top, top)>>r.Intn(31)
		got := a.Unit(l)
		bound := 0.5 + math.Abs(float64(l))/3e6
		ex := math.Abs(float64(got.X) - math.Cos(a.Radians())*float64(l))
		ey := math.Abs(float64(got.Y) - math.Sin(a.Radians())*float64(l))
		if ex > bound || ey > bound {
			t.Fatalf("Angle(%d).Unit(%d) = %v: errors %.3f and %.3f, bound %.3f", a, l, got, ex, ey, bound)
		}
	}
	for a, want := range map[fixed.Angle]fixed.Vec{0: {X: top}, 16384: {Y: top}, 32768: {X: -top}, 49152: {Y: -top}} {
		if got := a.Unit(top); got != want {
			t.Errorf("Angle(%d).Unit(MaxScalar) = %v, want %v", a, got, want)
		}
	}
	if got, want := fixed.Angle(0).Unit(bottom), (fixed.Vec{X: -top}); got != want {
		t.Errorf("Unit(-1<<31) = %v, want %v", got, want)
	}
}

func TestAtan2Edges(t *testing.T) {
	for _, c := range []struct {
		y, x fixed.Scalar
		want fixed.Angle
	}{
		{0, 0, 0},
		{0, 1, 0},
		{1, 1, 8192},
		{1, 0, 16384},
		{1, -1, 24576},
		{0, -1, 32768},
		{-1, -1, 40960},
		{-1, 0, 49152},
		{-1, 1, 57344},
		{top, 1, 16384},
		{1, top, 0},
		{-1, top, 0},
		{top, top, 8192},
		{bottom, bottom, 40960},
		{bottom, top, 57344},
		{top - 1, top, 8192},
		{0, bottom, 32768},
	} {
		if got := fixed.Atan2(c.y, c.x); got != c.want {
			t.Errorf("Atan2(%d, %d) = %d, want %d", c.y, c.x, got, c.want)
		}
	}
}

func TestAtan2AgainstFloat(t *testing.T) {
	var worst float64
	check := func(v fixed.Vec) {
		got := fixed.Atan2(v.Y, v.X)
		want := math.Atan2(float64(v.Y), float64(v.X)) / (2 * math.Pi) * 65536
		e := math.Mod(math.Abs(float64(got)-want), 65536)
		worst = max(worst, min(e, 65536-e))
		if fixed.Atan2(-v.Y, v.X) != -got || fixed.Atan2(v.Y, -v.X) != 32768-got && v.X != 0 {
			t.Fatalf("Atan2 of %v is not mirrored exactly", v)
		}
	}
	for x := fixed.Scalar(-40); x <= 40; x++ {
		for y := fixed.Scalar(-40); y <= 40; y++ {
			if x != 0 || y != 0 {
				check(fixed.Vec{X: x, Y: y})
			}
		}
	}
	r := fixed.NewRand(7, 0, 0)
	for range 200_000 {
		if v := anyVec(&r); !v.IsZero() {
			check(v)
		}
	}
	if worst >= 0.52 {
		t.Errorf("largest error %.4f/65536 of a turn, documented below 0.52", worst)
	}
	t.Logf("largest error %.4f/65536 of a turn", worst)
}

func TestAtan2UndoesUnit(t *testing.T) {
	for i := range 1 << 16 {
		a := fixed.Angle(i)
		v := a.Unit(fixed.FromInt(1 << 12))
		if d := fixed.Diff(a, fixed.Atan2(v.Y, v.X)); d != 0 {
			t.Fatalf("angle %d comes back %d off", a, d)
		}
	}
}

func TestDiffAndTurn(t *testing.T) {
	for _, c := range []struct {
		name            string
		from, to, limit fixed.Angle
		diff            int16
		want            fixed.Angle
	}{
		{"same", 5, 5, 10, 0, 5},
		{"reaches", 5, 10, 10, 5, 10},
		{"limited", 5, 100, 10, 95, 15},
		{"limited back", 100, 5, 10, -95, 90},
		{"through zero", 65530, 10, 5, 16, 65535},
		{"through zero reaches", 65530, 10, 16, 16, 10},
		{"back through zero", 10, 65530, 15, -16, 65531},
		{"half a turn goes back", 0, 32768, 100, -32768, 65436},
		{"half a turn at once", 0, 32768, 32768, -32768, 32768},
		{"any limit", 0, 40000, 65535, -25536, 40000},
		{"no limit", 0, 40000, 0, -25536, 0},
	} {
		if got := fixed.Diff(c.from, c.to); got != c.diff {
			t.Errorf("%s: Diff = %d, want %d", c.name, got, c.diff)
		}
		if got := fixed.Turn(c.from, c.to, c.limit); got != c.want {
			t.Errorf("%s: Turn = %d, want %d", c.name, got, c.want)
		}
	}
}
