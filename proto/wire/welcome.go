package wire

import (
	"errors"
	"fmt"
	"math"

	"tickwire/game"
	pb "tickwire/proto/tickwire/v1"
)

// Welcome accepts a client.
type Welcome struct {
	Player       game.PlayerID
	Tick         game.TickNumber // last tick that the room has stepped
	TickRate     int             // steps per second, 1 to 240
	SendEvery    int             // ticks from frame to frame, 1 to 16
	PublicSeed   uint64
	Encoding     Encoding
	Room         string
	Name         string // that the player got
	Schema       Schema
	SchemaHash   uint64
	MaxInputLead int // ticks that an input may be ahead of the server

	ResumeToken       []byte // for the next link; empty when no player is kept; at most MaxResumeToken bytes
	Resumed           bool   // Hello's token was good
	SendIdle          int    // ticks after which a frame comes though it tells nothing; 0: all frames are sent
	ResumeGraceMillis uint32 // for how long a player whose link was lost is kept
}

// AppendWelcome writes a whole ServerMessage.
func AppendWelcome(dst []byte, w *Welcome) []byte {
	return appendCold(dst, KindWelcome, &pb.Welcome{
		PlayerId: uint32(w.Player), Tick: uint32(w.Tick), TickRate: uint32(w.TickRate),
		SendEvery: uint32(w.SendEvery), PublicSeed: w.PublicSeed, Encoding: pb.Encoding(w.Encoding),
		Room: valid(w.Room), Name: valid(w.Name), Schema: w.Schema.message(),
		SchemaHash: w.SchemaHash, MaxInputLead: uint32(w.MaxInputLead),
		ResumeToken: w.ResumeToken, Resumed: w.Resumed, ResumeGraceMs: w.ResumeGraceMillis, SendIdle: uint32(w.SendIdle),
	})
}

// DecodeWelcome reads a ServerMessage that holds a Welcome.
func DecodeWelcome(b []byte) (Welcome, error) {
	var m pb.Welcome
	if err := decodeCold(b, KindWelcome, &m); err != nil {
		return Welcome{}, err
	}
	if m.GetPlayerId() == 0 || m.GetTickRate() < 1 || m.GetTickRate() > 240 ||
		m.GetSendEvery() < 1 || m.GetSendEvery() > 16 || m.GetMaxInputLead() > math.MaxInt32 || m.GetSendIdle() > math.MaxInt32 {
		return Welcome{}, fmt.Errorf("%w: a welcome with numbers out of range", ErrMessage)
	}
	if len(m.GetResumeToken()) > MaxResumeToken {
		return Welcome{}, fmt.Errorf("%w: a resume token beyond the limit", ErrMessage)
	}
	if e := Encoding(m.GetEncoding()); e != EncodingColumns && e != EncodingPacked {
		return Welcome{}, fmt.Errorf("%w: encoding %d of scopes", ErrMessage, e)
	}
	schema, err := schemaOf(m.GetSchema())
	w := Welcome{
		Player: game.PlayerID(m.GetPlayerId()), Tick: game.TickNumber(m.GetTick()),
		TickRate: int(m.GetTickRate()), SendEvery: int(m.GetSendEvery()), PublicSeed: m.GetPublicSeed(),
		Encoding: Encoding(m.GetEncoding()), Room: m.GetRoom(), Name: m.GetName(), Schema: schema,
		SchemaHash: m.GetSchemaHash(), MaxInputLead: int(m.GetMaxInputLead()),
		ResumeToken: m.GetResumeToken(), Resumed: m.GetResumed(), ResumeGraceMillis: m.GetResumeGraceMs(), SendIdle: int(m.GetSendIdle()),
	}
	return w, errors.Join(err, checkText("room", w.Room, MaxRoom), checkText("name", w.Name, MaxName))
}
