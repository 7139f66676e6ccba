package app

import (
	"tickwire/client/link"
	"tickwire/proto/wire"
)

// verdict is what follows from the end of a link.
type verdict struct {
	code   wire.CloseCode
	reason string // for the player, a sentence without a full stop
	retry  bool   // dialling again by itself makes sense
	advice string // what the player can do, where retry is false
	anew   bool   // without the token the same server will take the client at once
}

// hopeless holds the codes after which dialling again would end the same way, or would do harm,
// with what helps instead. After all others the app dials again.
var hopeless = map[wire.CloseCode]string{
	wire.CloseNormal:   "Press Enter to join again",
	wire.CloseVersion:  updateAdvice,
	wire.CloseSchema:   updateAdvice,
	wire.CloseRefused:  "Check your name and token, then press Enter to try again",
	wire.CloseNoRoom:   "Check the name of the room, then press Enter to try again",
	wire.CloseReplaced: "Press Enter to play here too, as a new player",
	wire.CloseKicked:   "Press Enter if you want to ask for another chance",
	wire.CloseText:     "Check the address: this server speaks another protocol. Press Enter to try again",
}

// judge decides about a link that ended with a code and a reason. notice is what the server said
// before, if anything; it is for the player and may be longer than the reason of a close frame.
func judge(code uint16, reason string, notice *wire.CloseNotice) verdict {
	v := verdict{code: wire.CloseCode(code)}
	if notice != nil && (v.code < 4000 || notice.Code == v.code) {
		// A server that closes right after its notice may look like a lost connection.
		v.code = notice.Code
	}
	advice, bad := hopeless[v.code]
	v.retry, v.advice = !bad, advice
	switch {
	case notice != nil && notice.Reason != "":
		v.reason = notice.Reason
	case v.code == wire.CloseNormal || v.code == wire.CloseInternal || v.code == wire.CloseBusy || v.code >= 4000:
		v.reason = v.code.Reason()
	case reason != "":
		v.reason = reason
	default:
		v.reason = "connection lost"
	}
	return v
}

// failed is the verdict about a server whose bytes make no sense: a newer one, most likely.
func failed(err error) verdict {
	return verdict{code: wire.CloseBad, reason: "the server sent something unexpected: " + err.Error(), retry: true}
}

// codeLost is that of a link without a close frame.
const codeLost wire.CloseCode = 1006

// codeBad closes a link whose server broke the protocol.
const codeBad = uint16(wire.CloseBad)

// codeRetry closes a link of no use, which makes way for another one. It must be a code that a browser may send and that ends no session.
const codeRetry = uint16(wire.CloseIdle)

// A link's own codes are those of wire; this fails to compile when they part.
var _ = [1]struct{}{}[link.CodeText-uint16(wire.CloseText)+link.CodeOverflow-uint16(wire.CloseOverflow)]
