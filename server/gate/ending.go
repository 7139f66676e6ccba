package gate

import (
	"errors"
	"strings"

	"github.com/lxzan/gws"

	"tickwire/proto/wire"
)

// Codes that no end of ours sends.
const (
	codeGoingAway wire.CloseCode = 1001 // a page was left
	codeProtocol  wire.CloseCode = 1002 // the peer broke RFC 6455; gws has told it
	codeNoStatus  wire.CloseCode = 1005 // a close frame without a code
	codeLost      wire.CloseCode = 1006 // no close frame at all
	codeOther     wire.CloseCode = 4999 // what a peer made up: kept out of logs and metrics
)

// ending tells why a link ended: this end's cause if it closed first, else the peer's, else gws's
// own complaint about the peer's framing.
func (l *link) ending(err error) (wire.CloseCode, string) {
	if c := l.closing.Load(); c != nil {
		return c.code, c.reason
	}
	var closed *gws.CloseError
	var status interface{ Uint16() uint16 } // broken, or gws's own; that type is internal to it
	switch {
	case errors.As(err, &closed):
		return peersCode(closed.Code)
	case errors.As(err, &status):
		code := wire.CloseCode(status.Uint16())
		return code, code.Reason()
	case strings.HasPrefix(err.Error(), "gws: "): // its complaints without a code
		return codeProtocol, err.Error()
	default:
		return codeLost, "the connection was lost"
	}
}

// endsSession reports whether the player goes with the link: one that left, or was closed or broke for
// something that it did wrong. What a peer says of us is no such thing, and may be a page that is
// loaded again.
func (l *link) endsSession(err error, code wire.CloseCode) bool {
	if closed := (*gws.CloseError)(nil); l.closing.Load() == nil && errors.As(err, &closed) {
		return code == wire.CloseNormal
	}
	return code == codeProtocol || code.EndsSession()
}

// peersCode keeps only codes that mean something here: a label of a metric must not be the
// peer's to choose.
func peersCode(code uint16) (wire.CloseCode, string) {
	switch c := wire.CloseCode(code); c {
	case wire.CloseNormal:
		return c, "the player left"
	case codeGoingAway:
		return c, "the page was closed"
	case 0:
		return codeNoStatus, "the client closed without a reason"
	case wire.CloseBad, wire.CloseText, wire.CloseOverflow, wire.CloseTooLarge:
		return c, "the client says: " + c.Reason()
	default:
		return codeOther, "the client closed with a code that means nothing here"
	}
}
