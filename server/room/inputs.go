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

// inputBuffer keeps one input per tick for one player until the tick is stepped. It holds
// MaxInputLead ticks, so a peer cannot make it grow.
type inputBuffer struct {
	width  int
	lead   game.TickNumber
	hold   int
	edges  []int // fields that are not repeated
	slots  []inputSlot
	vals   []int32 // slot i has vals[i*width:]
	last   []int32 // of the newest tick that had an input, edges cleared
	view   game.ViewTick
	missed int // ticks since then
	newest game.TickNumber
}

type inputSlot struct {
	tick game.TickNumber // 0 when empty
	view game.ViewTick
}

func newInputBuffer(def *game.Definition) *inputBuffer {
	fields := def.Schema.Input().Fields
	b := &inputBuffer{
		width: len(fields), lead: game.TickNumber(def.Limits.MaxInputLead), hold: def.Limits.InputHold,
		slots:  make([]inputSlot, def.Limits.MaxInputLead+1),
		vals:   make([]int32, (def.Limits.MaxInputLead+1)*len(fields)),
		last:   make([]int32, len(fields)),
		missed: def.Limits.InputHold,
	}
	for i, f := range fields {
		if f.Edge {
			b.edges = append(b.edges, i)
		}
	}
	return b
}

// add keeps an input for a coming tick; now is the last tick that was stepped. Values that are
// missing at the end are 0.
func (b *inputBuffer) add(now, tick game.TickNumber, vals []int32, view game.ViewTick) verdict {
	switch {
	case tick <= now:
		return late
	case tick-now > b.lead:
		return tooEarly
	}
	i := int(tick) % len(b.slots)
	if b.slots[i].tick == tick {
		return duplicate
	}
	b.slots[i] = inputSlot{tick: tick, view: view}
	row := b.vals[i*b.width : (i+1)*b.width]
	clear(row[copy(row, vals):])
	b.newest = max(b.newest, tick)
	return accepted
}

// take is the input for a tick. When it has not arrived, the last one is repeated for a bounded
// time without its edges, then all is released. present tells whether it arrived.
func (b *inputBuffer) take(tick game.TickNumber) (vals []int32, view game.ViewTick, present bool) {
	i := int(tick) % len(b.slots)
	if b.slots[i].tick == tick {
		b.slots[i].tick = 0
		row := b.vals[i*b.width : (i+1)*b.width]
		copy(b.last, row)
		for _, f := range b.edges {
			b.last[f] = 0
		}
		b.view, b.missed = b.slots[i].view, 0
		return row, b.view, true
	}
	if b.missed++; b.missed > b.hold {
		clear(b.last)
		b.view = 0
	} else if b.view != 0 {
		b.view += 256 // what the player looks at moves on
	}
	return b.last, b.view, false
}
