package room

import (
	"time"

	"tickwire/game"
)

// tokenEvery is how often a client is sent another token in place of the one that it has, after
// which the one before is good for nothing, whoever has read it from wherever.
const tokenEvery = 5 * time.Minute

// pass is which tokens bring a player back. A token works until the client has shown that it has a
// newer one, by acknowledging a frame that came with it or later: so each works once, and none has to
// be told from one that the client never got.
type pass struct {
	newest uint32          // serial of the token that was handed out last
	oldest uint32          // serial of the oldest one that is good
	since  game.TickNumber // when the newest was handed out
}

// newPass is that of a new player. A room that a crash has put back may give the number of a player who
// joined before the crash, but after what was written down, to another one; so serials begin
// higher in each incarnation, further than anybody's count in the one before.
func newPass(incarnation uint16) pass {
	first := uint32(incarnation) << 16
	return pass{newest: first, oldest: first + 1}
}

// renew is the serial of the next token.
func (p *pass) renew(n game.TickNumber) uint32 {
	p.newest++
	p.since = n
	return p.newest
}

// acked takes that a frame of a tick has come through.
func (p *pass) acked(n game.TickNumber) {
	if n >= p.since {
		p.oldest = p.newest
	}
}

// use takes a token, unless a newer one is known to have come through. One that is newer than all that
// were handed out is of a room that a crash has put back.
func (p *pass) use(serial uint32) bool {
	if serial < p.oldest {
		return false
	}
	p.oldest, p.newest = serial, max(serial, p.newest)
	return true
}
