package wire

import "google.golang.org/protobuf/encoding/protowire"

// Residuals are small: two of them, interleaved bit by bit, nearly always fit the seven bits of one
// byte, and where one of them is large nothing is lost against two numbers. Interleaving is the
// Morton code; with it any protobuf implementation reads them by a loop of three lines.

// spread puts a zero before each bit.
func spread(v uint32) uint64 {
	w := uint64(v)
	w = (w | w<<16) & 0x0000ffff0000ffff
	w = (w | w<<8) & 0x00ff00ff00ff00ff
	w = (w | w<<4) & 0x0f0f0f0f0f0f0f0f
	w = (w | w<<2) & 0x3333333333333333
	return (w | w<<1) & 0x5555555555555555
}

// gather takes every second bit, the reverse of spread.
func gather(w uint64) uint32 {
	w &= 0x5555555555555555
	w = (w | w>>1) & 0x3333333333333333
	w = (w | w>>2) & 0x0f0f0f0f0f0f0f0f
	w = (w | w>>4) & 0x00ff00ff00ff00ff
	w = (w | w>>8) & 0x0000ffff0000ffff
	return uint32(w | w>>16)
}

func zigzag(v int32) uint32 { return uint32(v<<1) ^ uint32(v>>31) }

func unzigzag(v uint32) int32 { return int32(v>>1) ^ -int32(v&1) }

func appendPairs(dst []byte, num protowire.Number, vals []int32) []byte {
	if len(vals) == 0 {
		return dst
	}
	dst, start := begin(dst, num)
	for ; len(vals) > 1; vals = vals[2:] {
		dst = protowire.AppendVarint(dst, spread(zigzag(vals[0]))|spread(zigzag(vals[1]))<<1)
	}
	if len(vals) == 1 {
		dst = protowire.AppendVarint(dst, spread(zigzag(vals[0])))
	}
	return end(dst, start, 0)
}

// pairs appends at most limit values of a repeated uint64 of pairs, packed or not.
func pairs(r *reader, dst []int32, limit int) []int32 {
	add := func(w uint64) { dst = append(dst, unzigzag(gather(w)), unzigzag(gather(w>>1))) }
	if r.typ == protowire.VarintType {
		add(r.uint64())
	} else {
		in := reader{b: r.bytes(), num: r.num}
		for len(in.b) > 0 && in.err == nil && len(dst) <= limit {
			add(in.varint())
		}
		r.adopt(in.err)
	}
	if len(dst) > limit {
		r.fail("too many values")
	}
	return dst
}
