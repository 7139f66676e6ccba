package replicate

import "tickwire/game"

// pace is how often scopes are sent, counted in frames.
type pace struct {
	send   uint32 // ticks per frame
	far    uint32 // frames per look at a far scope
	slow   uint32 // the most frames per look of those that must wait
	budget int    // bytes per second for one client; 0 is no limit
	rate   int    // ticks per second
}

// maxWait is how many ticks may be between two looks at a scope that waits for its turn: the ring
// must hold the two before it, or there is nothing to predict from.
const maxWait = RingTicks / 2

func newPace(def *game.Definition) pace {
	send := uint32(max(def.SendEvery, 1))
	p := pace{send: send, slow: 1, budget: def.BytesPerSecond, rate: max(def.TickRate, 1)}
	p.far = (uint32(max(def.Grid.FarEvery, 1)) + send - 1) / send
	for p.slow*2*send <= maxWait {
		p.slow *= 2
	}
	return p
}

// due spreads the looks at scopes over the frames, at the same ones for all clients: they have the
// same bases then, and share what is encoded.
func (p *pace) due(s game.ScopeID, every uint32, now game.TickNumber) bool {
	return every <= 1 || (uint32(now)/p.send+s.Index())%every == 0
}

// lastCall reports whether the ring will have forgotten a look when its scope is called again. It is
// called as seldom as scopes are looked at, and at those frames: looks that come in a rhythm are drawn
// more smoothly, and clients who cannot have more have one base. One who missed a call, because it was
// behind, is called alone.
func (p *pace) lastCall(h *held, now game.TickNumber) bool {
	age := uint32(now - h.base)
	return age+p.send >= RingTicks || age+p.slow*p.send >= RingTicks && p.due(h.scope, p.slow, now)
}
