package wire

import "google.golang.org/protobuf/encoding/protowire"

// Field numbers of Frame and its parts.
const (
	frameTick        protowire.Number = 1
	frameInputTick   protowire.Number = 2
	frameInputMargin protowire.Number = 3
	frameLeft        protowire.Number = 4
	frameScopes      protowire.Number = 5
	frameRoster      protowire.Number = 6
	frameChat        protowire.Number = 7
	frameLink        protowire.Number = 8
	framePacked      protowire.Number = 9
	frameToken       protowire.Number = 10
	frameDrain       protowire.Number = 11
	frameVerify      protowire.Number = 12

	rosterPlayer protowire.Number = 1
	rosterName   protowire.Number = 2
	rosterScore  protowire.Number = 3
	rosterBot    protowire.Number = 4
	rosterLeft   protowire.Number = 5
	rosterAway   protowire.Number = 6

	linePlayer protowire.Number = 1
	lineText   protowire.Number = 2
	lineTo     protowire.Number = 3

	linkRTT    protowire.Number = 1
	linkJitter protowire.Number = 2
)

// AppendFrame writes a whole ServerMessage but for the bodyLen bytes of scopes, made by
// AppendScope, which the caller must send right behind. Names and texts must be valid UTF-8
// within their limits.
func AppendFrame(dst []byte, h *FrameHeader, bodyLen int) []byte {
	dst, start := begin(dst, KindFrame.field())
	dst = appendUint(dst, frameTick, uint64(h.Tick))
	dst = appendUint(dst, frameInputTick, uint64(h.InputTick))
	dst = appendSint(dst, frameInputMargin, h.InputMargin)
	dst = appendUints(dst, frameLeft, h.Left)
	for i := range h.Roster {
		dst = appendRosterEntry(dst, &h.Roster[i])
	}
	for i := range h.Chat {
		var at int
		dst, at = begin(dst, frameChat)
		dst = appendUint(dst, linePlayer, uint64(h.Chat[i].Player))
		dst = appendText(dst, lineText, h.Chat[i].Text)
		dst = appendUint(dst, lineTo, uint64(h.Chat[i].To))
		dst = end(dst, at, 0)
	}
	if h.RTTMicros != 0 || h.JitterMicros != 0 {
		var at int
		dst, at = begin(dst, frameLink)
		dst = appendUint(dst, linkRTT, uint64(h.RTTMicros))
		dst = appendUint(dst, linkJitter, uint64(h.JitterMicros))
		dst = end(dst, at, 0)
	}
	dst = appendBytes(dst, frameToken, h.ResumeToken)
	dst = appendUint(dst, frameDrain, uint64(h.DrainMillis))
	dst = appendVerify(dst, h.Verify)
	return end(dst, start, bodyLen)
}

func appendRosterEntry(dst []byte, e *RosterEntry) []byte {
	dst, at := begin(dst, frameRoster)
	dst = appendUint(dst, rosterPlayer, uint64(e.Player))
	dst = appendText(dst, rosterName, e.Name)
	dst = appendSint(dst, rosterScore, e.Score)
	dst = appendBool(dst, rosterBot, e.Bot)
	dst = appendBool(dst, rosterLeft, e.Left)
	dst = appendBool(dst, rosterAway, e.Away)
	return end(dst, at, 0)
}
