package arith_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"tickwire/proto/arith"
)

func Example() {
	odds, number := arith.Odds(1<<15, 0), arith.NewInt(30000)
	var e arith.Encoder
	e.Reset(nil)
	e.Bit(&odds, true)
	e.Int(&number, -7)
	e.Raw(5, 3)
	message := e.Finish()

	odds, number = arith.Odds(1<<15, 0), arith.NewInt(30000)
	var d arith.Decoder
	d.Reset(message)
	fmt.Printf("%x: %t, %d, %d", message, d.Bit(&odds), d.Int(&number), d.Raw(3))
	// Output: 3b88: true, -7, 5
}

func TestEveryIntegerComesBack(t *testing.T) {
	numbers := []int32{0, 1, -1, 2, -2, 3, 127, -128, 1 << 20, math.MaxInt32, math.MinInt32, math.MinInt32 + 1}
	r := rand.New(rand.NewPCG(1, 2))
	for range 10000 {
		numbers = append(numbers, int32(r.Uint32())>>r.IntN(32))
	}
	m := arith.NewInt(1 << 15)
	var e arith.Encoder
	e.Reset(nil)
	for _, v := range numbers {
		e.Int(&m, v)
		e.Uint(&m, uint32(v))
	}
	out := e.Finish()
	m = arith.NewInt(1 << 15)
	var d arith.Decoder
	d.Reset(out)
	for i, want := range numbers {
		if got, also := d.Int(&m), d.Uint(&m); got != want || also != uint32(want) {
			t.Fatalf("number %d: got %d and %d, want %d", i, got, also, want)
		}
	}
	if d.Over() {
		t.Error("read beyond the end")
	}
}

// TestShortMessages tries all messages of a few decisions at all kinds of odds, where the shortest
// number of an interval is hardest to find.
func TestShortMessages(t *testing.T) {
	for _, odds := range []uint16{0, 1, 100, 1 << 14, 1 << 15, 50000, 65535} {
		for n := range 12 {
			for word := range 1 << n {
				p := arith.Odds(odds, 40)
				var e arith.Encoder
				e.Reset([]byte("head"))
				for i := range n {
					e.Bit(&p, word>>i&1 != 0)
				}
				out := e.Finish()
				if string(out[:4]) != "head" {
					t.Fatalf("odds %d, %d decisions %b: %x", odds, n, word, out)
				}
				p = arith.Odds(odds, 40)
				var d arith.Decoder
				d.Reset(out[4:])
				for i := range n {
					if d.Bit(&p) != (word>>i&1 != 0) {
						t.Fatalf("odds %d: decision %d of %d in %b is lost: %x", odds, i, n, word, out[4:])
					}
				}
			}
		}
	}
}

// TestItIsAsShortAsItShouldBe compares with the entropy of what is written. What is rare costs
// more than that: a model that forgets after sixty decisions cannot know how rare it is.
func TestItIsAsShortAsItShouldBe(t *testing.T) {
	for part, most := range map[float64]float64{.5: 1.02, .1: 1.04, .01: 1.16, .001: 2} {
		r := rand.New(rand.NewPCG(3, 4))
		p := arith.Odds(1<<15, 0)
		var e arith.Encoder
		e.Reset(nil)
		const n = 100000
		for range n {
			e.Bit(&p, r.Float64() < part)
		}
		entropy := n / 8 * (-part*math.Log2(part) - (1-part)*math.Log2(1-part))
		if got := float64(len(e.Finish())); got > most*entropy {
			t.Errorf("part %v: %v bytes, the entropy is %.0f", part, got, entropy)
		}
	}
	var e arith.Encoder
	p := arith.Odds(65000, 20)
	e.Reset(nil)
	for range 20 {
		e.Bit(&p, true)
	}
	if out := e.Finish(); len(out) != 0 {
		t.Errorf("twenty times what was expected takes %x", out)
	}
}

// TestALongMessageOfNothingUnexpectedIsNoCut has more zero bytes at its end than a decoder may
// read beyond it.
func TestALongMessageOfNothingUnexpectedIsNoCut(t *testing.T) {
	for _, n := range []int{100, 10_000, 1_000_000} {
		var e arith.Encoder
		p := arith.Odds(1<<15, 0)
		e.Reset(nil)
		for i := range n {
			e.Bit(&p, i != 10)
		}
		out := e.Finish()
		var d arith.Decoder
		p = arith.Odds(1<<15, 0)
		d.Reset(out)
		for i := range n {
			if d.Bit(&p) != (i != 10) {
				t.Fatalf("decision %d of %d is lost", i, n)
			}
		}
		if d.Over() {
			t.Errorf("%d decisions in %d bytes look like a cut", n, len(out))
		}
	}
}

func TestNothingIsAllocated(t *testing.T) {
	m := arith.NewInt(1 << 15)
	var e arith.Encoder
	var d arith.Decoder
	buf := make([]byte, 0, 4096)
	if n := testing.AllocsPerRun(50, func() {
		e.Reset(buf)
		for i := range int32(500) {
			e.Int(&m, i%7)
		}
		d.Reset(e.Finish())
		for range 500 {
			d.Int(&m)
		}
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

// FuzzDecode reads any bytes as numbers, which must end and say so, and writes what it read again.
func FuzzDecode(f *testing.F) {
	f.Add([]byte{}, uint16(1<<15))
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff"), uint16(60000))
	f.Fuzz(func(t *testing.T, in []byte, zero uint16) {
		var d arith.Decoder
		d.Reset(in)
		m := arith.NewInt(zero)
		var got []int32
		for !d.Over() && len(got) < 1<<16 {
			got = append(got, d.Int(&m))
		}
		m = arith.NewInt(zero)
		var e arith.Encoder
		e.Reset(nil)
		for _, v := range got {
			e.Int(&m, v)
		}
		out := e.Finish()
		m = arith.NewInt(zero)
		d.Reset(out)
		for i, want := range got {
			if v := d.Int(&m); v != want {
				t.Fatalf("number %d: got %d, want %d", i, v, want)
			}
		}
		if n := min(len(in), len(out)); n > 16 && !bytes.Equal(in[:n-16], out[:n-16]) {
			t.Fatal("the same numbers, but other bytes")
		}
	})
}

func BenchmarkInt(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 6))
	vals := make([]int32, 1000)
	for i := range vals {
		vals[i] = int32(r.NormFloat64())
	}
	var e arith.Encoder
	var d arith.Decoder
	buf := make([]byte, 0, 4096)
	b.Run("encode", func(b *testing.B) {
		for b.Loop() {
			m := arith.NewInt(1 << 15)
			e.Reset(buf)
			for _, v := range vals {
				e.Int(&m, v)
			}
			e.Finish()
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/number")
	})
	m := arith.NewInt(1 << 15)
	e.Reset(buf)
	for _, v := range vals {
		e.Int(&m, v)
	}
	out := e.Finish()
	b.Run("decode", func(b *testing.B) {
		for b.Loop() {
			m := arith.NewInt(1 << 15)
			d.Reset(out)
			for range vals {
				d.Int(&m)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/number")
	})
}
