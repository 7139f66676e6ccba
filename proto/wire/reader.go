package wire

import (
	"errors"
	"fmt"
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// ErrMessage is what every error of a decoder wraps: the bytes are not a message of this
// protocol. The connection ends with CloseBad.
var ErrMessage = errors.New("wire: bad message")

// reader walks over the fields of one message. After next, exactly one of its other methods
// must take the field's value. The first error ends the walk.
type reader struct {
	b   []byte
	num protowire.Number
	typ protowire.Type
	err error
}

func (r *reader) next() bool {
	if r.err != nil || len(r.b) == 0 {
		return false
	}
	num, typ, n := protowire.ConsumeTag(r.b)
	if n < 0 {
		r.fail("a broken tag")
		return false
	}
	r.b, r.num, r.typ = r.b[n:], num, typ
	return true
}

func (r *reader) fail(what string) {
	if r.err == nil {
		r.err = fmt.Errorf("%w: field %d: %s", ErrMessage, r.num, what)
	}
}

// skip passes over a field that this version does not know.
func (r *reader) skip() {
	n := protowire.ConsumeFieldValue(r.num, r.typ, r.b)
	if n < 0 {
		r.fail("a broken value")
		return
	}
	r.b = r.b[n:]
}

func (r *reader) want(t protowire.Type) bool {
	if r.typ != t {
		r.fail("the wrong wire type")
	}
	return r.err == nil
}

func (r *reader) varint() uint64 {
	v, n := protowire.ConsumeVarint(r.b)
	if n < 0 {
		r.fail("a broken number")
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) uint64() uint64 {
	if !r.want(protowire.VarintType) {
		return 0
	}
	return r.varint()
}

func (r *reader) uint32() uint32 { return r.narrow(r.uint64()) }

func (r *reader) sint32() int32 { return int32(protowire.DecodeZigZag(uint64(r.uint32()))) }

func (r *reader) bool() bool { return r.uint64() != 0 }

func (r *reader) narrow(v uint64) uint32 {
	if v > math.MaxUint32 {
		r.fail("a number beyond 32 bits")
	}
	return uint32(v)
}

// bytes returns a part of the message; who keeps it must copy it.
func (r *reader) bytes() []byte {
	if !r.want(protowire.BytesType) {
		return nil
	}
	v, n := protowire.ConsumeBytes(r.b)
	if n < 0 {
		r.fail("a broken length")
		return nil
	}
	r.b = r.b[n:]
	return v
}

// uints appends the values of a repeated uint32, packed or not.
func uints[T ~uint32](r *reader, dst []T) []T {
	if r.typ == protowire.VarintType {
		return append(dst, T(r.uint32()))
	}
	in := reader{b: r.bytes(), num: r.num}
	for len(in.b) > 0 && in.err == nil {
		dst = append(dst, T(in.narrow(in.varint())))
	}
	r.adopt(in.err)
	return dst
}

// sints appends at most limit values of a repeated sint32, packed or not.
func sints(r *reader, dst []int32, limit int) []int32 {
	if r.typ == protowire.VarintType {
		dst = append(dst, r.sint32())
	} else {
		in := reader{b: r.bytes(), num: r.num}
		for len(in.b) > 0 && in.err == nil && len(dst) <= limit {
			dst = append(dst, int32(protowire.DecodeZigZag(uint64(in.narrow(in.varint())))))
		}
		r.adopt(in.err)
	}
	if len(dst) > limit {
		r.fail("too many values")
	}
	return dst
}

// adopt takes over the error of a message inside this one.
func (r *reader) adopt(err error) {
	if r.err == nil {
		r.err = err
	}
}

// grow lengthens a slice by one element, which keeps the memory that it held before.
func grow[T any](s []T) []T {
	if len(s) < cap(s) {
		return s[:len(s)+1]
	}
	var zero T
	return append(s, zero)
}
