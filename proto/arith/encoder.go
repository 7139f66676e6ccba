package arith

import "math/bits"

// Encoder turns decisions into bytes. Reset starts a message.
type Encoder struct {
	lo, hi uint64 // both inclusive: the numbers that the bytes so far leave open
	out    []byte
}

// Reset starts a message behind dst.
func (e *Encoder) Reset(dst []byte) { e.lo, e.hi, e.out = 0, 1<<64-1, dst }

// split is where an interval is cut: a 1 takes all up to it, a 0 what is above. It lies inside the
// interval, but for its upper end, as long as the interval has more than one number; and one with
// a single number is settled, and gone.
func split(lo, hi uint64, one uint16) uint64 { return lo + (hi-lo)>>16*uint64(one) }

// Bit writes a decision by its model, which learns it.
func (e *Encoder) Bit(p *Prob, bit bool) {
	e.cut(split(e.lo, e.hi, p.one), bit)
	p.learn(bit)
}

// Raw writes the n low bits of v, highest first, each as likely as not.
func (e *Encoder) Raw(v uint32, n int) {
	for ; n > rawBits; n -= rawBits {
		e.raw(v>>(n-rawBits), rawBits)
	}
	e.raw(v, n)
}

// rawBits is how many raw bits are written at once.
const rawBits = 16

// raw cuts the interval into 2^n equal parts and takes one. Should it ever be too small for that,
// which is when it lies across a border of its highest byte, it is cut bit by bit.
func (e *Encoder) raw(v uint32, n int) {
	width := (e.hi - e.lo) >> n
	if width == 0 {
		for n--; n >= 0; n-- {
			e.cut(split(e.lo, e.hi, half), v>>n&1 != 0)
		}
		return
	}
	e.lo += width * uint64(v&(1<<n-1))
	e.hi = e.lo + width - 1
	e.shift()
}

func (e *Encoder) cut(mid uint64, bit bool) {
	if bit {
		e.hi = mid
	} else {
		e.lo = mid + 1
	}
	e.shift()
}

func (e *Encoder) shift() {
	for (e.lo^e.hi)>>56 == 0 {
		e.out = append(e.out, byte(e.hi>>56))
		e.lo, e.hi = e.lo<<8, e.hi<<8|0xff
	}
}

// Finish ends the message and returns what Reset was given with the message behind it. It writes
// the shortest number of the interval: a decoder reads up to eight zeros beyond the end, so those
// at the end of the last eight bytes are not written. Zeros that were settled before stay, or a
// long message of nothing unexpected would look like one that was cut.
func (e *Encoder) Finish() []byte {
	settled := len(e.out)
	v := e.lo
	if v != 0 {
		// The most significant bytes of hi, as few as still lie in the interval.
		for n := 8; n <= 64; n += 8 {
			if v = e.hi &^ (1<<(64-n) - 1); v >= e.lo {
				break
			}
		}
	}
	for n := (71 - bits.TrailingZeros64(v)) / 8; v != 0 && n > 0; n-- {
		e.out = append(e.out, byte(v>>56))
		v <<= 8
	}
	n := len(e.out)
	for n > settled && e.out[n-1] == 0 {
		n--
	}
	return e.out[:n]
}
