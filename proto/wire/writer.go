package wire

import "google.golang.org/protobuf/encoding/protowire"

// begin opens a field with a length, for which it keeps one byte; end closes it.
func begin(dst []byte, num protowire.Number) ([]byte, int) {
	dst = protowire.AppendTag(dst, num, protowire.BytesType)
	dst = append(dst, 0)
	return dst, len(dst)
}

// end fills in the length of the field that begin opened at start: what was appended since and
// extra bytes that the caller sends after dst. Contents of 128 bytes and more move to make room.
func end(dst []byte, start, extra int) []byte {
	n := len(dst) - start
	more := protowire.SizeVarint(uint64(n+extra)) - 1
	for range more {
		dst = append(dst, 0)
	}
	if more > 0 {
		copy(dst[start+more:], dst[start:start+n])
	}
	protowire.AppendVarint(dst[:start-1], uint64(n+extra))
	return dst
}

func appendUint(dst []byte, num protowire.Number, v uint64) []byte {
	if v == 0 {
		return dst
	}
	dst = protowire.AppendTag(dst, num, protowire.VarintType)
	return protowire.AppendVarint(dst, v)
}

func appendSint(dst []byte, num protowire.Number, v int32) []byte {
	return appendUint(dst, num, protowire.EncodeZigZag(int64(v)))
}

func appendBool(dst []byte, num protowire.Number, v bool) []byte {
	return appendUint(dst, num, protowire.EncodeBool(v))
}

func appendText(dst []byte, num protowire.Number, s string) []byte {
	if s == "" {
		return dst
	}
	dst = protowire.AppendTag(dst, num, protowire.BytesType)
	return protowire.AppendString(dst, s)
}

func appendBytes(dst []byte, num protowire.Number, b []byte) []byte {
	if len(b) == 0 {
		return dst
	}
	dst = protowire.AppendTag(dst, num, protowire.BytesType)
	return protowire.AppendBytes(dst, b)
}

func appendSints(dst []byte, num protowire.Number, vals []int32) []byte {
	if len(vals) == 0 {
		return dst
	}
	dst, start := begin(dst, num)
	for _, v := range vals {
		dst = protowire.AppendVarint(dst, protowire.EncodeZigZag(int64(v)))
	}
	return end(dst, start, 0)
}

func appendUints[T ~uint32](dst []byte, num protowire.Number, vals []T) []byte {
	if len(vals) == 0 {
		return dst
	}
	dst, start := begin(dst, num)
	for _, v := range vals {
		dst = protowire.AppendVarint(dst, uint64(v))
	}
	return end(dst, start, 0)
}

// appendAscending writes the first value and then distances minus 1.
func appendAscending[T ~uint32](dst []byte, num protowire.Number, vals []T) []byte {
	if len(vals) == 0 {
		return dst
	}
	dst, start := begin(dst, num)
	next := T(0)
	for _, v := range vals {
		dst = protowire.AppendVarint(dst, uint64(v-next))
		next = v + 1
	}
	return end(dst, start, 0)
}

// sumAscending turns what appendAscending wrote back, in place. It reports whether all values
// fit 32 bits.
func sumAscending[T ~uint32](vals []T) bool {
	for i := 1; i < len(vals); i++ {
		v := uint64(vals[i-1]) + 1 + uint64(vals[i])
		if v > 1<<32-1 {
			return false
		}
		vals[i] = T(v)
	}
	return true
}
