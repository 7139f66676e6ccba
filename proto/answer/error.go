package answer

import (
	pb "tickwire/proto/tickwire/v1"
	"tickwire/proto/wire"
)

// Code is why a request led to nothing.
type Code pb.ErrorCode

// The codes, as ErrorCode in api.proto has them.
const (
	NoPath       = Code(pb.ErrorCode_ERROR_CODE_NO_PATH)
	Method       = Code(pb.ErrorCode_ERROR_CODE_METHOD)
	Body         = Code(pb.ErrorCode_ERROR_CODE_BODY)
	NoRoom       = Code(pb.ErrorCode_ERROR_CODE_NO_ROOM)
	Busy         = Code(pb.ErrorCode_ERROR_CODE_BUSY)
	TooFast      = Code(pb.ErrorCode_ERROR_CODE_TOO_FAST)
	TooManyRooms = Code(pb.ErrorCode_ERROR_CODE_TOO_MANY_ROOMS)
	ServerFull   = Code(pb.ErrorCode_ERROR_CODE_SERVER_FULL)
	Draining     = Code(pb.ErrorCode_ERROR_CODE_DRAINING)
	Origin       = Code(pb.ErrorCode_ERROR_CODE_ORIGIN)
	Token        = Code(pb.ErrorCode_ERROR_CODE_TOKEN)
)

// Error is an Error. The text is for a person, and says what to do.
type Error struct {
	Code Code
	Text string
}

// JSON writes it.
func (e *Error) JSON() []byte {
	return marshal(&pb.Error{Code: pb.ErrorCode(e.Code), Text: valid(e.Text)})
}

// Health is a Health.
type Health struct {
	Ready       bool
	Game        string
	GameVersion uint32
}

// JSON writes it, with the version of the protocol that package wire speaks.
func (h *Health) JSON() []byte {
	return marshal(&pb.Health{
		Ready: h.Ready, Game: valid(h.Game), GameVersion: h.GameVersion, ProtocolVersion: wire.ProtocolVersion,
	})
}
