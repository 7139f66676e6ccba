package wire

import (
	"errors"
	"fmt"

	pb "tickwire/proto/tickwire/v1"
)

// Encoding is a way to write a scope.
type Encoding int32

// The encodings.
const (
	// EncodingColumns is GroupDelta messages, readable by any protobuf implementation.
	EncodingColumns = Encoding(pb.Encoding_ENCODING_COLUMNS)
	// EncodingPacked is arithmetic code: half of columns or less.
	EncodingPacked = Encoding(pb.Encoding_ENCODING_PACKED)
)

// maxEncodings bounds Hello.Encodings; there will never be as many.
const maxEncodings = 16

// Hello introduces a client.
type Hello struct {
	ProtocolVersion uint32 // ProtocolVersion of the client
	Game            string // Definition.Name, at most MaxGame bytes
	GameVersion     uint32 // Definition.Version
	SchemaHash      uint64 // 0 for a client that reads the schema from Welcome
	Room            string // empty for any; at most MaxRoom bytes
	Name            string // empty for a generated one; at most MaxName bytes
	Token           string // for authorization; at most MaxToken bytes
	ResumeToken     []byte // the newest of an earlier link; empty for a new session; at most MaxResumeToken bytes
	Encodings       []Encoding
}

// AppendHello writes a whole ClientMessage.
func AppendHello(dst []byte, h *Hello) []byte {
	m := &pb.Hello{
		ProtocolVersion: h.ProtocolVersion, Game: valid(h.Game), GameVersion: h.GameVersion,
		SchemaHash: h.SchemaHash, Room: valid(h.Room), Name: valid(h.Name), Token: valid(h.Token),
		ResumeToken: h.ResumeToken,
	}
	for _, e := range h.Encodings {
		m.Encodings = append(m.Encodings, pb.Encoding(e))
	}
	return appendCold(dst, KindHello, m)
}

// DecodeHello reads a ClientMessage that holds a Hello. Whether versions, game and schema match
// is for the caller to judge, who has a close code for each; encodings that this version does
// not know are kept.
func DecodeHello(b []byte) (Hello, error) {
	var m pb.Hello
	if err := decodeCold(b, KindHello, &m); err != nil {
		return Hello{}, err
	}
	if len(m.GetResumeToken()) > MaxResumeToken || len(m.GetEncodings()) > maxEncodings {
		return Hello{}, fmt.Errorf("%w: a resume token or encodings beyond the limit", ErrMessage)
	}
	h := Hello{
		ProtocolVersion: m.GetProtocolVersion(), Game: m.GetGame(), GameVersion: m.GetGameVersion(),
		SchemaHash: m.GetSchemaHash(), Room: m.GetRoom(), Name: m.GetName(), Token: m.GetToken(),
		ResumeToken: m.GetResumeToken(),
	}
	for _, e := range m.GetEncodings() {
		h.Encodings = append(h.Encodings, Encoding(e))
	}
	return h, errors.Join(
		checkText("game", h.Game, MaxGame), checkText("room", h.Room, MaxRoom),
		checkText("name", h.Name, MaxName), checkText("token", h.Token, MaxToken))
}
