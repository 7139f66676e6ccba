package narrow

import "encoding/binary"

// Column is a list of values, each as its distance from the smallest.
type Column struct {
	data  []byte
	base  uint32
	width uint8 // bytes per value, 0 to 4
}

// tail is how many bytes lie behind the last value, so that reading one, even of no width, can
// always take four.
const tail = 4

// Fill makes c the values vals[from], vals[from+stride] and so on. Negative values count as such
// when T is signed; ids and ticks are not.
func Fill[T ~int32 | ~uint32](c *Column, vals []T, from, stride int) {
	if from >= len(vals) {
		*c = Column{data: c.data[:0]}
		return
	}
	lo, hi := vals[from], vals[from]
	for i := from; i < len(vals); i += stride {
		lo, hi = min(lo, vals[i]), max(hi, vals[i])
	}
	c.base, c.width = uint32(lo), widthOf(uint32(hi)-uint32(lo))
	n := (len(vals) - from + stride - 1) / stride
	// Widths come and go, so what the same rows once took is kept: it is four bytes each at most.
	if size := n*int(c.width) + tail; size <= cap(c.data) && cap(c.data) <= 8*n+256 {
		c.data = c.data[:size]
	} else {
		c.data = make([]byte, size, size+size/8)
	}
	to := c.data
	switch c.width {
	case 1:
		for i := from; i < len(vals); i += stride {
			to[0] = byte(uint32(vals[i]) - c.base)
			to = to[1:]
		}
	case 2:
		for i := from; i < len(vals); i += stride {
			binary.LittleEndian.PutUint16(to, uint16(uint32(vals[i])-c.base))
			to = to[2:]
		}
	case 3, 4: // the fourth byte of three is overwritten by the next value, or is the tail
		for i := from; i < len(vals); i += stride {
			binary.LittleEndian.PutUint32(to, uint32(vals[i])-c.base)
			to = to[c.width:]
		}
	}
}

// widthOf is the number of bytes that distances up to d need.
func widthOf(d uint32) uint8 {
	switch {
	case d == 0:
		return 0
	case d < 1<<8:
		return 1
	case d < 1<<16:
		return 2
	case d < 1<<24:
		return 3
	}
	return 4
}

// At is value i.
func At[T ~int32 | ~uint32](c *Column, i int) T {
	b := c.data[i*int(c.width):]
	mask := uint32(1<<(8*uint64(c.width)) - 1)
	return T(c.base + binary.LittleEndian.Uint32(b)&mask)
}

// Read puts the values from up to to into dst[0], dst[stride] and so on.
func Read[T ~int32 | ~uint32](dst []T, stride int, c *Column, from, to int) {
	n, w := (to-from)*stride, int(c.width)
	b := c.data[from*w:]
	switch w {
	case 0:
		for i := 0; i < n; i += stride {
			dst[i] = T(c.base)
		}
	case 1:
		for i, k := 0, 0; i < n; i, k = i+stride, k+1 {
			dst[i] = T(c.base + uint32(b[k]))
		}
	case 2:
		for i, k := 0, 0; i < n; i, k = i+stride, k+2 {
			dst[i] = T(c.base + uint32(b[k]) + uint32(b[k+1])<<8)
		}
	default:
		mask := uint32(1<<(8*uint64(w)) - 1)
		for i, k := 0, 0; i < n; i, k = i+stride, k+w {
			dst[i] = T(c.base + binary.LittleEndian.Uint32(b[k:])&mask)
		}
	}
}
