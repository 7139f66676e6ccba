package room

import "sync/atomic"

// pulse tells others whether the room's goroutine is inside of the game, and lets one of them take the
// room away from it there. Even numbers are outside, each odd one is another stay inside, so who
// finds the same one again and again has found a game that hangs.
//
// It is also what makes taking the room away safe: as long as the goroutine is inside, all that the
// room owns stands still, but for the core; and it is inside until a swap of the number succeeds, which
// after a taking none does.
type pulse struct {
	n    atomic.Uint64
	mine uint64 // the number that the room's goroutine wrote last
}

// taken is the number of a room that was taken away.
const taken = ^uint64(0)

// enter is called by the room's goroutine before it calls the game.
func (p *pulse) enter() {
	p.mine++
	p.n.Store(p.mine)
}

// beat is called inside, before what must not happen in a room that was taken away. It reports whether
// the room is still the goroutine's own, and begins another stay.
func (p *pulse) beat() bool { return p.swap(p.mine + 2) }

// leave is called after the game has returned, and reports what beat does. Outside it changes nothing.
func (p *pulse) leave() bool { return p.mine%2 == 0 || p.swap(p.mine+1) }

func (p *pulse) swap(n uint64) bool {
	ok := p.n.CompareAndSwap(p.mine, n)
	if ok {
		p.mine = n
	}
	return ok
}

// inside is the stay in which the goroutine is, 0 when it is outside or has lost the room. Any
// goroutine may ask.
func (p *pulse) inside() uint64 {
	if n := p.n.Load(); n%2 == 1 && n != taken {
		return n
	}
	return 0
}

// take takes the room away during a stay, and reports whether it was not over yet. Any goroutine may
// try; one succeeds.
func (p *pulse) take(stay uint64) bool { return p.n.CompareAndSwap(stay, taken) }
