package wire

import (
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
)

// ProtocolVersion is the version of the messages; both ends must speak the same.
const ProtocolVersion = 1

// Subprotocol is the WebSocket subprotocol that both ends ask for.
const Subprotocol = "tickwire.v1"

// MessageKind tells which member of a ClientMessage or ServerMessage is set. Its values are the
// members' field numbers; those of the server are offset by serverKinds.
type MessageKind uint8

// serverKinds keeps the kinds of the two directions apart, whose field numbers overlap.
const serverKinds = 16

// The kinds of messages.
const (
	KindHello   MessageKind = 1
	KindInputs  MessageKind = 2
	KindChat    MessageKind = 3
	KindSetName MessageKind = 4
	KindLeave   MessageKind = 5

	KindVerified MessageKind = 7

	KindWelcome     MessageKind = serverKinds + 1
	KindFrame       MessageKind = serverKinds + 2
	KindCloseNotice MessageKind = serverKinds + 3
)

// The members that this version knows, a bit each.
const (
	clientMembers = 1<<KindHello | 1<<KindInputs | 1<<KindChat | 1<<KindSetName | 1<<KindLeave | 1<<KindVerified
	serverMembers = 1<<(KindWelcome%serverKinds) | 1<<(KindFrame%serverKinds) | 1<<(KindCloseNotice%serverKinds)
)

// field is the number of the oneof member.
func (k MessageKind) field() protowire.Number { return protowire.Number(k % serverKinds) }

// Kind tells what a ClientMessage is. Exactly one known member must be set.
func Kind(b []byte) (MessageKind, error) {
	n, _, err := member(b, clientMembers)
	return MessageKind(n), err
}

// ServerKind tells what a ServerMessage is. Exactly one known member must be set.
func ServerKind(b []byte) (MessageKind, error) {
	n, _, err := member(b, serverMembers)
	if err != nil {
		return 0, err
	}
	return serverKinds + MessageKind(n), nil
}

// member finds the only set member of a message among those that are known.
func member(b []byte, known uint32) (num protowire.Number, content []byte, err error) {
	r := reader{b: b}
	for r.next() {
		if r.num >= serverKinds || known&(1<<r.num) == 0 {
			r.skip()
			continue
		}
		if num != 0 {
			return 0, nil, fmt.Errorf("%w: members %d and %d in one message", ErrMessage, num, r.num)
		}
		num, content = r.num, r.bytes()
	}
	if r.err != nil {
		return 0, nil, r.err
	}
	if num == 0 {
		return 0, nil, fmt.Errorf("%w: nothing in it that this version knows", ErrMessage)
	}
	return num, content, nil
}

// content is what is inside a message that must be of one kind.
func content(b []byte, want MessageKind) ([]byte, error) {
	known := uint32(clientMembers)
	if want > serverKinds {
		known = serverMembers
	}
	n, c, err := member(b, known)
	if err != nil {
		return nil, err
	}
	if n != want.field() {
		return nil, fmt.Errorf("%w: member %d, want %d", ErrMessage, n, want.field())
	}
	return c, nil
}

// appendCold writes a whole message through the generated code. Texts were made valid before, so
// it cannot fail.
func appendCold(dst []byte, kind MessageKind, m proto.Message) []byte {
	dst, start := begin(dst, kind.field())
	dst, err := proto.MarshalOptions{Deterministic: true}.MarshalAppend(dst, m)
	if err != nil {
		panic("wire: " + err.Error())
	}
	return end(dst, start, 0)
}

// decodeCold reads a whole message through the generated code.
func decodeCold(b []byte, kind MessageKind, m proto.Message) error {
	c, err := content(b, kind)
	if err != nil {
		return err
	}
	if err := proto.Unmarshal(c, m); err != nil {
		return fmt.Errorf("%w: %w", ErrMessage, err)
	}
	return nil
}
