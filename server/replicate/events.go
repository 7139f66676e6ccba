package replicate

import (
	"slices"

	"tickwire/game"
	"tickwire/proto/wire"
)

// eventRing remembers the events of the last ticks with the scope of each.
type eventRing struct {
	ticks []tickEvents
}

type tickEvents struct {
	tick   game.TickNumber
	log    game.EventLog
	scopes []game.ScopeID // parallel to log
}

func newEventRing(n int) *eventRing { return &eventRing{ticks: make([]tickEvents, n)} }

// add remembers the events of a tick.
func (r *eventRing) add(n game.TickNumber, log *game.EventLog, sp *splitter) {
	t := &r.ticks[int(n)%len(r.ticks)]
	t.tick = n
	t.log.Reset()
	t.scopes = t.scopes[:0]
	for i := range log.Len() {
		to := sp.scope(sp.schema.PlaceEvent(log.Number(i), log.Vals(i)), nowhere)
		if to == nowhere {
			continue
		}
		t.log.Append(log.Number(i), log.Vals(i))
		t.scopes = append(t.scopes, to)
	}
}

// of is where events of a remembered tick are.
func (r *eventRing) of(n game.TickNumber) []game.ScopeID { return r.ticks[int(n)%len(r.ticks)].scopes }

// collect fills dst with the events of a scope after one tick up to another, oldest first. Those
// that the ring has forgotten are lost, and so are the oldest when there are more than a client
// takes; of these it tells the number.
func (r *eventRing) collect(dst []wire.Event, scope game.ScopeID, after, upto game.TickNumber) (_ []wire.Event, lost int) {
	dst = dst[:0]
	if upto-after > game.TickNumber(len(r.ticks)) {
		after = upto - game.TickNumber(len(r.ticks))
	}
	for n := after + 1; n <= upto; n++ {
		t := &r.ticks[int(n)%len(r.ticks)]
		if t.tick != n {
			continue
		}
		for i, s := range t.scopes {
			if s == scope {
				dst = append(dst, wire.Event{Number: t.log.Number(i), Tick: n, Vals: t.log.Vals(i)})
			}
		}
	}
	lost = max(len(dst)-wire.MaxEvents, 0)
	return slices.Delete(dst, 0, lost), lost
}
