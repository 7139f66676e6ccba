package fixed

import "math/bits"

// Rand is a stream of random numbers: a value of 8 bytes, copied by assignment, its zero value
// one valid stream. It is SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
// generators, OOPSLA 2014), which passes BigCrush and has a period of 2^64. It is not for
// secrets: one output tells the whole stream.
//
// Two streams that are equal at one point stay equal, so the sequence of calls is part of the
// simulation: every machine must make the same ones.
type Rand struct{ state uint64 }

// golden is the odd number nearest to 2^64 divided by the golden ratio: the state's step.
const golden = 0x9e3779b97f4a7c15

// NewRand returns the stream of a seed and two keys, for instance a tick and a player. Keys that
// differ in one bit give unrelated streams, and the order of the keys matters.
func NewRand(seed, a, b uint64) Rand {
	return Rand{mix(mix(mix(seed+golden)^a+golden) ^ b + golden)}
}

// Uint64 returns 64 uniform bits.
func (r *Rand) Uint64() uint64 {
	r.state += golden
	return mix(r.state)
}

// Uint32 returns 32 uniform bits.
func (r *Rand) Uint32() uint32 { return uint32(r.Uint64() >> 32) }

// Intn returns an integer in [0, n), without bias. It panics if n <= 0.
func (r *Rand) Intn(n int) int {
	if n <= 0 {
		panic("fixed: Intn needs a positive n")
	}
	return int(r.below(uint64(n)))
}

// Range returns a Scalar from lo to hi, both included, every quantum equally likely. The order
// of the two does not matter.
func (r *Rand) Range(lo, hi Scalar) Scalar {
	if hi < lo {
		lo, hi = hi, lo
	}
	span := uint64(int64(hi)-int64(lo)) + 1
	return Scalar(int64(lo) + int64(r.below(span)))
}

// Angle returns a uniform direction.
func (r *Rand) Angle() Angle { return Angle(r.Uint64() >> 48) }

// Chance returns true num times out of den, without bias: never for num <= 0, always for
// num >= den. It draws in these cases too, so that tuning a chance does not shift the rest of the
// stream. It panics if den <= 0.
func (r *Rand) Chance(num, den int) bool { return r.Intn(den) < num }

// below returns a number in [0, n) without bias: the high half of a 128-bit product, drawn again
// for the few low halves that would favour some results (Lemire: Fast random integer generation
// in an interval, ACM TOMACS 2019). That happens with a probability below n/2^64: in practice
// one draw a call.
func (r *Rand) below(n uint64) uint64 {
	hi, lo := bits.Mul64(r.Uint64(), n)
	if lo < n {
		for reject := -n % n; lo < reject; {
			hi, lo = bits.Mul64(r.Uint64(), n)
		}
	}
	return hi
}

// mix is the finalizer of SplitMix64 (Stafford's variant 13): a bijection in which every input
// bit flips each output bit half of the time.
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
