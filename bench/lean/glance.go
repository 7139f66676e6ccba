package lean

import (
	"errors"
	"time"

	"google.golang.org/protobuf/encoding/protowire"

	"tickwire/game"
	"tickwire/proto/wire"
)

// glance is what a player reads of a frame.
type glance struct {
	tick      game.TickNumber
	inputTick game.TickNumber // newest input that the server has had
	margin    time.Duration   // by which it came early
}

// Field numbers of tickwire.proto. The server writes them first, so reading stops behind them.
const (
	fieldTick      protowire.Number = 1
	fieldInputTick protowire.Number = 2
	fieldMargin    protowire.Number = 3
)

var errGlance = errors.New("lean: the server sent a frame that cannot be read")

// look reads the beginning of a frame; msg is a whole ServerMessage.
func look(msg []byte) (g glance, err error) {
	frame := protowire.Number(wire.KindFrame % 16)
	num, typ, n := protowire.ConsumeTag(msg)
	if n < 0 || num != frame || typ != protowire.BytesType {
		return g, errGlance
	}
	b, m := protowire.ConsumeBytes(msg[n:])
	if m < 0 {
		return g, errGlance
	}
	for len(b) > 0 {
		num, typ, n := protowire.ConsumeTag(b)
		if n < 0 {
			return g, errGlance
		}
		if num > fieldMargin || typ != protowire.VarintType {
			break
		}
		v, m := protowire.ConsumeVarint(b[n:])
		if m < 0 {
			return g, errGlance
		}
		switch b = b[n+m:]; num {
		case fieldTick:
			g.tick = game.TickNumber(v)
		case fieldInputTick:
			g.inputTick = game.TickNumber(v)
		case fieldMargin:
			g.margin = time.Duration(protowire.DecodeZigZag(v)) * time.Microsecond
		default: // no more
		}
	}
	if g.tick == 0 {
		return g, errGlance
	}
	return g, nil
}
