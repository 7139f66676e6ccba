package wire

import (
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	pb "tickwire/proto/tickwire/v1"
)

// MaxBatch is how many messages one Batch or Answer holds at most: two seconds at 30 Hz.
const MaxBatch = 64

// Field numbers of Batch and Answer, which have the first two in common.
const (
	polledNumber   protowire.Number = 1
	polledMessages protowire.Number = 2
	answerClose    protowire.Number = 3
)

// Answer is what a poll brings.
type Answer struct {
	Number   uint32       // from 1
	Messages [][]byte     // whole ServerMessages, parts of what was decoded; at most MaxBatch
	Close    *CloseNotice // why the link has ended; nil when it has not
}

// AppendBatch writes a Batch of whole ClientMessages, 1 to MaxBatch, which stay byte for byte what a
// WebSocket would carry.
func AppendBatch(dst []byte, number uint32, msgs ...[]byte) []byte {
	dst = appendUint(dst, polledNumber, uint64(number))
	for _, m := range msgs {
		dst = protowire.AppendTag(dst, polledMessages, protowire.BytesType)
		dst = protowire.AppendBytes(dst, m)
	}
	return dst
}

// DecodeBatch reads what AppendBatch wrote, and appends its messages to dst, which is truncated first.
// They are parts of b, and nobody has looked into them.
func DecodeBatch(dst [][]byte, b []byte) (number uint32, msgs [][]byte, err error) {
	number, msgs, err = polled(dst, b, nil)
	if err == nil && len(msgs) == 0 {
		err = fmt.Errorf("%w: a batch without messages", ErrMessage)
	}
	return number, msgs, err
}

// AppendAnswer writes an Answer of one whole ServerMessage, which comes in parts.
func AppendAnswer(dst []byte, number uint32, parts ...[]byte) []byte {
	size := 0
	for _, p := range parts {
		size += len(p)
	}
	dst = appendUint(dst, polledNumber, uint64(number))
	dst = protowire.AppendTag(dst, polledMessages, protowire.BytesType)
	dst = protowire.AppendVarint(dst, uint64(size))
	for _, p := range parts {
		dst = append(dst, p...)
	}
	return dst
}

// AppendLastAnswer writes the Answer that ends a link.
func AppendLastAnswer(dst []byte, number uint32, n *CloseNotice) []byte {
	dst = appendUint(dst, polledNumber, uint64(number))
	dst, start := begin(dst, answerClose)
	dst, err := proto.MarshalOptions{Deterministic: true}.MarshalAppend(dst, n.message())
	if err != nil {
		panic("wire: " + err.Error())
	}
	return end(dst, start, 0)
}

// DecodeAnswer reads an Answer and reuses the memory of a, whose contents are undefined after an error.
// The messages are parts of b, and nobody has looked into them.
func DecodeAnswer(a *Answer, b []byte) error {
	var last []byte
	number, msgs, err := polled(a.Messages, b, &last)
	*a = Answer{Number: number, Messages: msgs}
	switch {
	case err != nil:
		return err
	case last == nil && len(msgs) == 0:
		return fmt.Errorf("%w: an answer with nothing in it", ErrMessage)
	case last == nil:
		return nil
	}
	var m pb.CloseNotice
	if err := proto.Unmarshal(last, &m); err != nil {
		return fmt.Errorf("%w: %w", ErrMessage, err)
	}
	n, err := noticeOf(&m)
	a.Close = &n
	return err
}

// polled reads what Batch and Answer have in common, and where last is not nil the end of a link, which
// then is not nil where there is one.
func polled(dst [][]byte, b []byte, last *[]byte) (number uint32, msgs [][]byte, err error) {
	msgs = dst[:0]
	r := reader{b: b}
	for r.next() {
		switch {
		case r.num == polledNumber:
			number = r.uint32()
		case r.num == polledMessages && len(msgs) == MaxBatch:
			r.fail("too many messages")
		case r.num == polledMessages:
			msgs = append(msgs, r.bytes())
		case r.num != answerClose || last == nil:
			r.skip()
		case *last != nil:
			r.fail("a second end")
		default:
			*last = append([]byte{}, r.bytes()...)
		}
	}
	if r.err == nil && number == 0 {
		r.err = fmt.Errorf("%w: no number", ErrMessage)
	}
	return number, msgs, r.err
}
