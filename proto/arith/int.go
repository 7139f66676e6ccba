package arith

import "math/bits"

// Int is a model of whole numbers, small ones most of the time: is it 0, which sign, how long, and
// the bits below the highest. Its parts learn apart, so it fits any distribution that falls off.
//
// Whether a number is 0 may depend on something that both ends know already: there are two models
// of that, and Second chooses the other one for the next number.
type Int struct {
	zero   [2]Prob
	second uint8
	sign   Prob
	length [32]Prob // is it longer than this?
	below  [32]Prob // the bit below the highest, by length
}

// NewInt is a model for numbers of which a part, in 65536ths, is 0.
func NewInt(zero uint16) Int {
	m := Int{zero: [2]Prob{Odds(zero, 2), Odds(zero, 2)}, sign: Odds(half, 40)}
	for i := range m.length {
		m.length[i] = Odds(15000, 1)
		m.below[i] = Odds(28000, 1)
	}
	return m
}

// Second says which of the two models of 0 is for the numbers that follow.
func (m *Int) Second(yes bool) {
	m.second = 0
	if yes {
		m.second = 1
	}
}

// Int writes a number by its model.
func (e *Encoder) Int(m *Int, v int32) {
	e.Bit(&m.zero[m.second], v == 0)
	if v == 0 {
		return
	}
	e.Bit(&m.sign, v < 0)
	e.uint(m, magnitude(v))
}

// magnitude is v without its sign, less 1, so that all 32 bits are used.
func magnitude(v int32) uint32 {
	if v < 0 {
		return uint32(-(v + 1))
	}
	return uint32(v - 1)
}

// Uint writes a number that is never negative by its model, of which signs are not used.
func (e *Encoder) Uint(m *Int, v uint32) {
	e.Bit(&m.zero[m.second], v == 0)
	if v != 0 {
		e.uint(m, v-1)
	}
}

// uint writes v+1 without its highest bit, behind its length.
func (e *Encoder) uint(m *Int, v uint32) {
	w := uint64(v) + 1
	n := bits.Len64(w) - 1 // 0 to 32
	for i := range n {
		e.Bit(&m.length[i], true)
	}
	if n < len(m.length) {
		e.Bit(&m.length[n], false)
	}
	if n > 0 {
		e.Bit(&m.below[n-1], w>>(n-1)&1 != 0)
		e.Raw(uint32(w), n-1)
	}
}

// Int reads what Encoder.Int wrote.
func (d *Decoder) Int(m *Int) int32 {
	if d.Bit(&m.zero[m.second]) {
		return 0
	}
	negative := d.Bit(&m.sign)
	v := int32(d.uint(m))
	if negative {
		return -v - 1
	}
	return v + 1
}

// Uint reads what Encoder.Uint wrote.
func (d *Decoder) Uint(m *Int) uint32 {
	if d.Bit(&m.zero[m.second]) {
		return 0
	}
	return d.uint(m) + 1
}

func (d *Decoder) uint(m *Int) uint32 {
	n := 0
	for n < len(m.length) && d.Bit(&m.length[n]) {
		n++
	}
	w := uint64(1)
	if n > 0 {
		w = w << 1
		if d.Bit(&m.below[n-1]) {
			w |= 1
		}
		w = w<<(n-1) | uint64(d.Raw(n-1))
	}
	return uint32(w - 1)
}
