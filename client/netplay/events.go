package netplay

import (
	"slices"

	"tickwire/game"
	"tickwire/proto/wire"
)

// eventQueue holds events until the moment that is drawn reaches their tick; those of slow scopes so
// much longer as the rows there are drawn later. Events that the client predicted are shown at once
// and not again when the server confirms them.
type eventQueue struct {
	waiting []queued
	shown   map[shownKey]bool
	order   []shownKey // oldest first, to bound shown
	now     game.EventLog
	lost    uint64
}

// forget drops what has happened and not been shown: after the loss of a link it is old news. What
// was predicted and shown may still be confirmed.
func (q *eventQueue) forget() {
	q.waiting = q.waiting[:0]
	q.now.Reset()
}

// maxWaiting bounds the events that wait for their moment, and those that wait to be handed out. A
// client that does not draw loses the oldest; what must not be lost is state.
const maxWaiting = wire.MaxEvents

type queued struct {
	event int
	tick  int64 // at which it is due
	vals  []int32
}

type shownKey struct {
	event int
	key   game.SpawnKey
}

// shownMemory is how many predicted events wait for the server's confirmation; those that never
// come are forgotten in their order.
const shownMemory = 256

// arrived takes an event of the server that is due at tick n.
func (q *eventQueue) arrived(s *game.Schema, local game.PlayerID, event int, n int64, vals []int32) {
	t := s.Event(event)
	if t.Predicted && game.PlayerID(vals[t.Owner]) == local {
		k := shownKey{event, game.SpawnKey(vals[t.Key])}
		if k.key != 0 && q.shown[k] {
			delete(q.shown, k)
			return
		}
	}
	if len(q.waiting) == 2*maxWaiting {
		q.trim()
	}
	q.waiting = append(q.waiting, queued{event: event, tick: n, vals: append([]int32(nil), vals...)})
}

// predicted takes what a newly predicted tick emitted.
func (q *eventQueue) predicted(s *game.Schema, log *game.EventLog, playing bool) {
	if !playing {
		return
	}
	for i := range log.Len() {
		k := shownKey{log.Number(i), game.SpawnKey(log.Vals(i)[s.Event(log.Number(i)).Key])}
		if k.key == 0 {
			continue
		}
		if q.shown == nil {
			q.shown = map[shownKey]bool{}
		}
		q.shown[k] = true
		if q.order = append(q.order, k); len(q.order) > shownMemory {
			delete(q.shown, q.order[0])
			q.order = q.order[:copy(q.order, q.order[1:])]
		}
		q.happened(k.event, log.Vals(i))
	}
}

// trim leaves the newest maxWaiting. It is called when there are twice as many, not for each.
func (q *eventQueue) trim() {
	more := max(len(q.waiting)-maxWaiting, 0)
	q.lost += uint64(more)
	q.waiting = slices.Delete(q.waiting, 0, more)
}

// happened takes an event to hand out. When nobody takes them, all that wait are old news.
func (q *eventQueue) happened(event int, vals []int32) {
	if q.now.Len() == maxWaiting {
		q.lost += maxWaiting
		q.now.Reset()
	}
	q.now.Append(event, vals)
}

// due moves to the log what has happened by a moment.
func (q *eventQueue) due(at game.ViewTick) {
	q.trim()
	keep := q.waiting[:0]
	for _, e := range q.waiting {
		if e.tick <= int64(at.Tick()) {
			q.happened(e.event, e.vals)
		} else {
			keep = append(keep, e)
		}
	}
	q.waiting = keep
}
