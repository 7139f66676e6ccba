package fixed_test

import (
	"math"
	"math/bits"
	"testing"

	"tickwire/game/fixed"
)

// TestRandIsSplitMix64 compares with the published sequence for the state 1234567.
func TestRandIsSplitMix64(t *testing.T) {
	r := fixed.RandAt(1234567)
	for i, want := range []uint64{
		6457827717110365317, 3203168211198807973, 9817491932198370423,
		4593380528125082431, 16408922859458223821,
	} {
		if got := r.Uint64(); got != want {
			t.Errorf("output %d: got %d, want %d", i, got, want)
		}
	}
}

func TestNewRandKeys(t *testing.T) {
	seen := map[uint64][3]uint64{}
	for seed := range uint64(20) {
		for a := range uint64(20) {
			for b := range uint64(20) {
				r := fixed.NewRand(seed, a, b)
				again := r
				first := r.Uint64()
				if first != again.Uint64() {
					t.Fatal("a copy draws something else")
				}
				if k, ok := seen[first]; ok {
					t.Fatalf("%v and %v start alike", k, [3]uint64{seed, a, b})
				}
				seen[first] = [3]uint64{seed, a, b}
			}
		}
	}
	// Neighbouring keys: half of the bits differ, within five standard deviations of the mean.
	flips := 0
	for k := range uint64(1000) {
		p, q := fixed.NewRand(1, k, 7), fixed.NewRand(1, k+1, 7)
		for x := p.Uint64() ^ q.Uint64(); x != 0; x &= x - 1 {
			flips++
		}
	}
	if flips < 32000-632 || flips > 32000+632 {
		t.Errorf("neighbouring keys differ in %d of 64000 bits", flips)
	}
}

// spread asks that counts are uniform: chi squared below its mean plus six deviations.
func spread(t *testing.T, name string, counts []int) {
	t.Helper()
	total := 0
	for _, c := range counts {
		total += c
	}
	want, chi := float64(total)/float64(len(counts)), 0.0
	for _, c := range counts {
		chi += (float64(c) - want) * (float64(c) - want) / want
	}
	free := float64(len(counts) - 1)
	if chi > free+6*math.Sqrt(2*free) {
		t.Errorf("%s: chi squared %.1f with %.0f degrees of freedom: %v", name, chi, free, counts)
	}
}

func TestRandSpread(t *testing.T) {
	const draws = 50_000
	r := fixed.NewRand(9, 0, 0)
	intn, high, angle, span := make([]int, 7), make([]int, 16), make([]int, 16), make([]int, 11)
	for range draws {
		intn[r.Intn(7)]++
		high[r.Uint32()>>28]++
		angle[r.Angle()>>12]++
		span[r.Range(-5, 5)+5]++
	}
	spread(t, "Intn", intn)
	spread(t, "Uint32", high)
	spread(t, "Angle", angle)
	spread(t, "Range", span)
}

func TestRandEdges(t *testing.T) {
	r := fixed.NewRand(10, 0, 0)
	for range 1000 {
		if got := r.Intn(1); got != 0 {
			t.Fatalf("Intn(1) = %d", got)
		}
		if got := r.Intn(math.MaxInt); got < 0 {
			t.Fatalf("Intn(MaxInt) = %d", got)
		}
		if got := r.Range(7, 7); got != 7 {
			t.Fatalf("Range(7, 7) = %d", got)
		}
		if got := r.Range(9, 8); got != 8 && got != 9 {
			t.Fatalf("Range(9, 8) = %d", got)
		}
		if r.Chance(0, 5) || r.Chance(-1, 5) || !r.Chance(5, 5) || !r.Chance(9, 5) {
			t.Fatal("a sure Chance was not")
		}
	}
	below := 0
	for range 10_000 {
		if r.Range(bottom, top) < 0 {
			below++
		}
	}
	if below < 4700 || below > 5300 {
		t.Errorf("%d of 10000 below 0 over the whole range", below)
	}
	hits := 0
	for range 30_000 {
		if r.Chance(1, 3) {
			hits++
		}
	}
	if hits < 9600 || hits > 10400 {
		t.Errorf("Chance(1, 3) was true %d times of 30000", hits)
	}
}

// TestIntnRejects uses an n that does not divide 2^64 by far: without drawing again every third
// result would come a third less often.
func TestIntnRejects(t *testing.T) {
	const n = 3 << (bits.UintSize - 3)
	r := fixed.NewRand(13, 0, 0)
	counts := make([]int, 3)
	for range 30_000 {
		counts[r.Intn(n)%3]++
	}
	spread(t, "Intn of three eighths of 2^64", counts)
}

// TestChanceAlwaysDraws: a sure chance must not shift the stream.
func TestChanceAlwaysDraws(t *testing.T) {
	r := fixed.NewRand(11, 0, 0)
	sure, drawn := r, r
	sure.Chance(0, 5)
	drawn.Chance(2, 5)
	if sure != drawn {
		t.Error("Chance(0, 5) and Chance(2, 5) leave different streams")
	}
}

func TestRandPanics(t *testing.T) {
	for name, f := range map[string]func(*fixed.Rand){
		"Intn(0)":      func(r *fixed.Rand) { r.Intn(0) },
		"Intn(-1)":     func(r *fixed.Rand) { r.Intn(-1) },
		"Chance(1, 0)": func(r *fixed.Rand) { r.Chance(1, 0) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s did not panic", name)
				}
			}()
			f(new(fixed.Rand))
		}()
	}
}
