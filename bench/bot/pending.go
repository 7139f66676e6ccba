package bot

import (
	"time"

	"tickwire/bench/histogram"
	"tickwire/game"
)

// pending is when the last inputs were made and first shown, until the server has told that they
// counted.
type pending struct {
	slots   [256]madeInput
	newest  game.TickNumber
	shown   game.TickNumber // of the newest frame, at most newest
	settled game.TickNumber // all up to this one are measured or given up
}

type madeInput struct {
	tick      game.TickNumber
	at, shown time.Duration // shown is 0 while no frame has its tick
}

// made notes an input. Inputs are made in order.
func (p *pending) made(n game.TickNumber, at time.Duration) {
	p.slots[n%256] = madeInput{tick: n, at: at}
	p.newest = n
}

// frame says that a frame has come, which shows all inputs up to its tick that came in time.
func (p *pending) frame(n game.TickNumber, at time.Duration) {
	n = min(n, p.newest)
	if n > p.shown+256 {
		p.shown = n - 256
	}
	for p.shown < n {
		p.shown++
		if m := &p.slots[p.shown%256]; m.tick == p.shown {
			m.shown = at
		}
	}
}

// counted says that the server has had all inputs up to n, and whether the last of them came too
// late. It is told in some frames only; the shown ones up to there are measured then.
func (p *pending) counted(n game.TickNumber, late bool, into *histogram.Histogram) {
	n = min(n, p.shown)
	if n > p.settled+256 {
		p.settled = n - 256
	}
	for p.settled < n {
		p.settled++
		m := p.slots[p.settled%256]
		if m.tick == p.settled && m.shown != 0 && !(late && m.tick == n) {
			into.Add(m.shown - m.at)
		}
	}
}
