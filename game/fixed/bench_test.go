package fixed_test

import (
	"testing"

	"tickwire/game/fixed"
)

// The inputs are a ring, so that neither the compiler nor the branch predictor knows them.
const ring = 1024

func BenchmarkFixed(b *testing.B) {
	r := fixed.NewRand(12, 0, 0)
	var vs [ring]fixed.Vec
	for i := range vs {
		vs[i] = fixed.Vec{X: r.Range(-1<<20, 1<<20), Y: r.Range(-1<<20, 1<<20)}
	}
	var sink int64
	for _, c := range []struct {
		name string
		op   func(v, w fixed.Vec) int64
	}{
		{"nothing", func(v, w fixed.Vec) int64 { return int64(v.X) }},
		{"Mul", func(v, w fixed.Vec) int64 { return int64(fixed.Mul(v.X, v.Y)) }},
		{"Div", func(v, w fixed.Vec) int64 { return int64(fixed.Div(v.X, v.Y)) }},
		{"Len", func(v, w fixed.Vec) int64 { return int64(v.Len()) }},
		{"WithLen", func(v, w fixed.Vec) int64 { return int64(v.WithLen(w.X).X) }},
		{"Clamped", func(v, w fixed.Vec) int64 { return int64(v.Clamped(fixed.One).X) }},
		{"Within", func(v, w fixed.Vec) int64 { return int64(b2i(fixed.Within(v, w, 1<<20))) }},
		{"Sin", func(v, w fixed.Vec) int64 { return int64(fixed.Sin(fixed.Angle(v.X))) }},
		{"Unit", func(v, w fixed.Vec) int64 { return int64(fixed.Angle(v.X).Unit(v.Y).X) }},
		{"Atan2", func(v, w fixed.Vec) int64 { return int64(fixed.Atan2(v.Y, v.X)) }},
		{"Segment/miss", func(v, w fixed.Vec) int64 {
			t, _ := fixed.SegmentHitsCircle(v, w, v.Neg(), 1<<12)
			return int64(t)
		}},
		{"Segment/hit", func(v, w fixed.Vec) int64 {
			t, _ := fixed.SegmentHitsCircle(v, v.Neg(), fixed.Vec{}, 1<<12)
			return int64(t)
		}},
		{"NewRand", func(v, w fixed.Vec) int64 {
			k := fixed.NewRand(1, uint64(v.X), uint64(v.Y))
			return int64(k.Intn(100))
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				sink += c.op(vs[i%ring], vs[(i+1)%ring])
				i++
			}
		})
	}
	if sink == 0 {
		b.Log("unlikely")
	}
}
