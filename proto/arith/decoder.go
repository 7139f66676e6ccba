package arith

// Decoder takes decisions back. Reset starts a message.
type Decoder struct {
	lo, hi, x uint64 // x is the number that the message is, as far as read
	in        []byte
	beyond    int // zeros read beyond the end
}

// Reset starts to read a message, which must not change meanwhile.
func (d *Decoder) Reset(in []byte) {
	*d = Decoder{hi: 1<<64 - 1, in: in}
	for range 8 {
		d.x = d.x<<8 | d.next()
	}
}

func (d *Decoder) next() uint64 {
	if len(d.in) == 0 {
		d.beyond++
		return 0
	}
	b := d.in[0]
	d.in = d.in[1:]
	return uint64(b)
}

// Bit reads a decision by its model, which learns it.
func (d *Decoder) Bit(p *Prob) bool {
	bit := d.cut(split(d.lo, d.hi, p.one))
	p.learn(bit)
	return bit
}

// Raw reads what Encoder.Raw wrote.
func (d *Decoder) Raw(n int) (v uint32) {
	for ; n > rawBits; n -= rawBits {
		v = v<<rawBits | d.raw(rawBits)
	}
	return v<<n | d.raw(n)
}

func (d *Decoder) raw(n int) (v uint32) {
	width := (d.hi - d.lo) >> n
	if width == 0 {
		for range n {
			v <<= 1
			if d.cut(split(d.lo, d.hi, half)) {
				v |= 1
			}
		}
		return v
	}
	// What is left over at the top belongs to no part; only garbage lies there.
	v = uint32(min((d.x-d.lo)/width, 1<<n-1))
	d.lo += width * uint64(v)
	d.hi = d.lo + width - 1
	if d.x > d.hi {
		d.x = d.hi
	}
	d.shift()
	return v
}

func (d *Decoder) cut(mid uint64) bool {
	bit := d.x <= mid
	if bit {
		d.hi = mid
	} else {
		d.lo = mid + 1
	}
	d.shift()
	return bit
}

func (d *Decoder) shift() {
	for (d.lo^d.hi)>>56 == 0 {
		d.lo, d.hi = d.lo<<8, d.hi<<8|0xff
		d.x = d.x<<8 | d.next()
	}
}

// Over reports whether more was read than the message holds: it was cut, or never one of ours. A
// decoder of lists asks this for each element, because the zeros beyond the end go on for ever.
func (d *Decoder) Over() bool { return d.beyond > 8 }
