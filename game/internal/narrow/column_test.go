package narrow_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"tickwire/game/internal/narrow"
)

func TestColumnsGiveBackWhatTheyTook(t *testing.T) {
	for _, row := range []struct {
		name string
		vals []int32
	}{
		{"nothing", nil},
		{"one", []int32{-7}},
		{"all equal", []int32{5, 5, 5}},
		{"one byte", []int32{300, 45, 300}},
		{"one byte around zero", []int32{-128, 127, 0}},
		{"two bytes", []int32{0, 65535, 256, 1}},
		{"three bytes", []int32{1 << 24, 1, 1 << 16, 77}},
		{"four bytes", []int32{1<<24 + 1, 0, 9}},
		{"everything", []int32{math.MinInt32, math.MaxInt32, 0, -1}},
	} {
		var c narrow.Column
		narrow.Fill(&c, row.vals, 0, 1)
		got := make([]int32, len(row.vals))
		narrow.Read(got, 1, &c, 0, len(got))
		if !slices.Equal(got, row.vals) {
			t.Errorf("%s: read %d, want %d", row.name, got, row.vals)
		}
		for i := range row.vals {
			if got := narrow.At[int32](&c, i); got != row.vals[i] {
				t.Errorf("%s: value %d is %d, want %d", row.name, i, got, row.vals[i])
			}
		}
	}
}

func TestColumnsKeepIdsInOrder(t *testing.T) {
	ids := []uint32{3, 1 << 31, math.MaxUint32}
	var c narrow.Column
	narrow.Fill(&c, ids, 0, 1)
	for i, want := range ids {
		if got := narrow.At[uint32](&c, i); got != want {
			t.Errorf("id %d is %d, want %d", i, got, want)
		}
	}
}

func TestColumnsOfATableAreReadInParts(t *testing.T) {
	const rows, stride = 100, 5
	r := rand.New(rand.NewPCG(1, 2))
	vals, cols := make([]int32, rows*stride), make([]narrow.Column, stride)
	for range 50 {
		for i := range vals {
			vals[i] = int32(r.Uint64()) >> r.IntN(32)
		}
		for f := range cols {
			narrow.Fill(&cols[f], vals, f, stride)
		}
		from := r.IntN(rows)
		to := from + r.IntN(rows-from+1)
		got := make([]int32, (to-from)*stride)
		for f := range cols {
			if to > from {
				narrow.Read(got[f:], stride, &cols[f], from, to)
			}
		}
		if want := vals[from*stride : to*stride]; !slices.Equal(got, want) {
			t.Fatalf("rows %d to %d are %d, want %d", from, to, got, want)
		}
	}
}
