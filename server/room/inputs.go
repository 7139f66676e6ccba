package room

import "tickwire/game"

// verdict is what became of an input that arrived.
type verdict uint8

const (
	accepted  verdict = iota
	late              // its tick has been stepped; dropped and counted
	duplicate         // its tick has an input already; the first one counts
	tooEarly          // further ahead than Limits.MaxInputLead: a protocol error
)

// inputBuffer keeps one input per tick for one player until the tick is stepped. Clients send a few
// ticks ahead, so it begins small; it grows when one sends further ahead, up to MaxInputLead ticks,
// and no peer can make it grow beyond.
type inputBuffer struct {
	def    *game.Definition
	fields []game.FieldInfo
	slots  []inputSlot // of tick n in slot n modulo their number
	vals   []int32     // slot i has vals[i*len(fields):]
	last   []int32     // of the newest tick that had an input, edges cleared
	view   game.ViewTick
	missed int // ticks since then
}

type inputSlot struct {
	tick game.TickNumber // 0 when empty
	view game.ViewTick
}

// fewInputs is how many ticks an inputBuffer holds at first: a quarter of a second at 30 Hz, which is
// more than a client that is not stalled is ahead.
const fewInputs = 8

func newInputBuffer(def *game.Definition) *inputBuffer {
	b := &inputBuffer{def: def, fields: def.Schema.Input().Fields, missed: def.Limits.InputHold}
	b.last = make([]int32, len(b.fields))
	b.resize(min(fewInputs, def.Limits.MaxInputLead))
	return b
}

// resize makes room for n ticks and keeps what there is, which must not be more.
func (b *inputBuffer) resize(n int) {
	old := *b
	b.slots, b.vals = make([]inputSlot, n), make([]int32, n*len(b.fields))
	for i, s := range old.slots {
		if s.tick != 0 {
			to := int(s.tick) % n
			b.slots[to] = s
			copy(b.row(to), old.row(i))
		}
	}
}

// row is the values of a slot.
func (b *inputBuffer) row(i int) []int32 { return b.vals[i*len(b.fields) : (i+1)*len(b.fields)] }

// add keeps an input for a coming tick; now is the last tick that was stepped. Values that are
// missing at the end are 0.
func (b *inputBuffer) add(now, tick game.TickNumber, vals []int32, view game.ViewTick) verdict {
	switch {
	case tick <= now:
		return late
	case tick-now > game.TickNumber(b.def.Limits.MaxInputLead):
		return tooEarly
	}
	if n := len(b.slots); int(tick-now) > n {
		b.resize(min(max(2*n, int(tick-now)), b.def.Limits.MaxInputLead))
	}
	i := int(tick) % len(b.slots)
	if b.slots[i].tick == tick {
		return duplicate
	}
	b.slots[i] = inputSlot{tick: tick, view: view}
	row := b.row(i)
	clear(row[copy(row, vals):])
	return accepted
}

// take is the input for a tick. When it has not arrived, the last one is repeated for a bounded
// time without its edges, then all is released. present tells whether it arrived.
func (b *inputBuffer) take(tick game.TickNumber) (vals []int32, view game.ViewTick, present bool) {
	i := int(tick) % len(b.slots)
	if b.slots[i].tick == tick {
		b.slots[i].tick = 0
		row := b.row(i)
		copy(b.last, row)
		for f := range b.fields {
			if b.fields[f].Edge {
				b.last[f] = 0
			}
		}
		b.view, b.missed = b.slots[i].view, 0
		return row, b.view, true
	}
	if b.missed++; b.missed > b.def.Limits.InputHold {
		clear(b.last)
		b.view = 0
	} else if b.view != 0 {
		b.view += 256 // what the player looks at moves on
	}
	return b.last, b.view, false
}
