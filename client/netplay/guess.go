package netplay

import "tickwire/game"

// guesses are hashes of the local player's predicted rows, for the last ticks and by kind, to tell
// whether a prediction was wrong.
type guesses struct {
	ticks  []game.TickNumber // a ring
	hashes []uint64          // parallel to ticks, one for each kind
	kinds  int
	now    []uint64 // scratch
	stale  []bool   // scratch, by kind
}

func newGuesses(s *game.Schema, ticks int) guesses {
	n := s.NumKinds()
	return guesses{
		ticks: make([]game.TickNumber, ticks), hashes: make([]uint64, ticks*n), kinds: n,
		now: make([]uint64, n), stale: make([]bool, n),
	}
}

// of is where the hashes of a tick are kept.
func (g *guesses) of(n game.TickNumber) []uint64 {
	slot := int(n % game.TickNumber(len(g.ticks)))
	return g.hashes[slot*g.kinds : (slot+1)*g.kinds]
}

// note keeps what was predicted for a tick.
func (p *prediction) note(n game.TickNumber) {
	g := &p.guess
	g.ticks[n%game.TickNumber(len(g.ticks))] = n
	p.mine(g.of(n), p.after)
}

// wrong compares what was predicted for the tick of a frame with what the server says. Kinds of which the
// local player has a row in a scope that is older than the frame are left out: such a scope is far away,
// or waits for its turn under a budget, and what it says is of another tick.
func (p *prediction) wrong(n game.TickNumber, held []HeldScope) bool {
	g := &p.guess
	if g.ticks[n%game.TickNumber(len(g.ticks))] != n {
		return false
	}
	clear(g.stale)
	for _, h := range held {
		if h.Content.Tick != n {
			p.outdated(h)
		}
	}
	p.mine(g.now, p.server)
	for kind, was := range g.of(n) {
		if was != g.now[kind] && !g.stale[kind] {
			return true
		}
	}
	return false
}

// outdated marks the kinds of which the local player has a row in a scope.
func (p *prediction) outdated(h HeldScope) {
	groups := p.def.Schema.Groups()
	for _, b := range h.Content.Blocks {
		grp := groups[b.Group]
		owner, width := p.def.Schema.Kind(grp.Kind).Owner-grp.Lo, grp.Hi-grp.Lo
		if owner < 0 || owner >= width {
			continue
		}
		for i := owner; i < len(b.Vals) && !p.guess.stale[grp.Kind]; i += width {
			p.guess.stale[grp.Kind] = game.PlayerID(b.Vals[i]) == p.local
		}
	}
}

// mine hashes the local player's rows of each kind without what the server alone names: ids of
// predicted spawns differ from those that the server gives.
func (p *prediction) mine(dst []uint64, r *game.Rows) {
	for kind := range dst {
		h := uint64(14695981039346656037)
		t := p.def.Schema.Kind(kind)
		if t.Hidden || t.Owner < 0 {
			dst[kind] = h
			continue
		}
		b := r.Block(kind)
		for i := range b.IDs {
			if game.PlayerID(b.Row(i)[t.Owner]) != p.local {
				continue
			}
			for _, v := range b.Row(i) {
				h = (h ^ uint64(uint32(v))) * 1099511628211
			}
		}
		dst[kind] = h
	}
}
