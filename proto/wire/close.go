package wire

import (
	"fmt"

	pb "tickwire/proto/tickwire/v1"
)

// CloseCode is the code of a WebSocket close frame: why a connection ends. Codes from 4000 are
// ours, the others are those of RFC 6455. The texts are for players to read.
type CloseCode uint16

// The close codes. Their numbers are part of the wire format.
const (
	CloseNormal   CloseCode = 1000 // the client left
	CloseTooLarge CloseCode = 1009 // a message beyond the size limit
	CloseInternal CloseCode = 1011 // the game or the server broke
	CloseBusy     CloseCode = 1013 // the server has no time; later it may
	CloseBad      CloseCode = 4000 // bytes that are no message of this protocol
	CloseVersion  CloseCode = 4001 // another protocol version
	CloseSchema   CloseCode = 4002 // another game, game version or schema
	CloseRefused  CloseCode = 4003 // authorization said no
	CloseRoomFull CloseCode = 4004
	CloseNoRoom   CloseCode = 4005 // the wanted room does not exist
	CloseNoHello  CloseCode = 4006 // no Hello in time
	CloseOrder    CloseCode = 4007 // a second Hello, or something before the first
	CloseInput    CloseCode = 4008 // an input further ahead than Welcome allows
	CloseIdle     CloseCode = 4009 // the client has been silent
	CloseSlow     CloseCode = 4010 // the client acknowledges no frames
	CloseText     CloseCode = 4011 // a text message; all are binary
	CloseFlood    CloseCode = 4012 // too many messages
	CloseShutdown CloseCode = 4013 // the server stops
	CloseReplaced CloseCode = 4014 // a newer link resumed the session
	CloseKicked   CloseCode = 4015
	CloseOverflow CloseCode = 4016 // the client had more waiting than it can hold
	CloseToken    CloseCode = 4017 // a resume token that no server of this game has made
)

// Reason says in plain English what a code means.
func (c CloseCode) Reason() string {
	if s, ok := reasons[c]; ok {
		return s
	}
	return fmt.Sprintf("the connection was closed with code %d", uint16(c))
}

// EndsSession reports whether a session is over when the server closes a link with this code, so that
// its token is good for nothing. After all other ends of a link the player may be kept.
func (c CloseCode) EndsSession() bool {
	switch c {
	case CloseNormal, CloseTooLarge, CloseInternal, CloseBad, CloseOrder, CloseInput, CloseText, CloseFlood,
		CloseKicked, CloseToken:
		return true
	default:
		return false
	}
}

var reasons = map[CloseCode]string{
	CloseNormal:   "goodbye",
	CloseTooLarge: "the message was too large",
	CloseInternal: "something broke on the server; it has been told",
	CloseBusy:     "the server is busy; please try again in a moment",
	CloseBad:      "the message could not be understood",
	CloseVersion:  "client and server speak different versions of the protocol; please update",
	CloseSchema:   "client and server have different versions of the game; please update",
	CloseRefused:  "the server refused to let you in",
	CloseRoomFull: "the room is full",
	CloseNoRoom:   "there is no such room",
	CloseNoHello:  "the client did not introduce itself in time",
	CloseOrder:    "the client sent a message at the wrong time",
	CloseInput:    "the client sent an input from too far in the future",
	CloseIdle:     "the client has been silent for too long",
	CloseSlow:     "the connection is too slow to keep up",
	CloseText:     "the client sent text where only binary messages are allowed",
	CloseFlood:    "the client sent too many messages",
	CloseShutdown: "the server is shutting down",
	CloseReplaced: "the game was continued on another connection",
	CloseKicked:   "you were removed from the room",
	CloseOverflow: "the client could not keep up with the server",
	CloseToken:    "the proof of an earlier game is not genuine",
}

// CloseNotice comes before a close with a reason that may be longer than a close frame takes.
type CloseNotice struct {
	Code   CloseCode
	Reason string // at most MaxReason bytes
}

// AppendCloseNotice writes a whole ServerMessage.
func AppendCloseNotice(dst []byte, n *CloseNotice) []byte {
	return appendCold(dst, KindCloseNotice, n.message())
}

func (n *CloseNotice) message() *pb.CloseNotice {
	return &pb.CloseNotice{Code: uint32(n.Code), Reason: valid(n.Reason)}
}

// DecodeCloseNotice reads what AppendCloseNotice wrote.
func DecodeCloseNotice(b []byte) (CloseNotice, error) {
	var m pb.CloseNotice
	if err := decodeCold(b, KindCloseNotice, &m); err != nil {
		return CloseNotice{}, err
	}
	return noticeOf(&m)
}

func noticeOf(m *pb.CloseNotice) (CloseNotice, error) {
	if m.GetCode() < 1000 || m.GetCode() > 4999 {
		return CloseNotice{}, fmt.Errorf("%w: close code %d", ErrMessage, m.GetCode())
	}
	return CloseNotice{Code: CloseCode(m.GetCode()), Reason: m.GetReason()}, checkText("reason", m.GetReason(), MaxReason)
}
