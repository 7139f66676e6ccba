package oracle

import (
	"fmt"
	"slices"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/replicate"
)

// telling is an event that a frame brought.
type telling struct {
	scope game.ScopeID
	event wire.Event
}

// eventsOf are the events of a tick, by scope and in order.
func eventsOf(def *game.Definition, n game.TickNumber, log *game.EventLog) map[game.ScopeID][]wire.Event {
	events := map[game.ScopeID][]wire.Event{}
	for i := range log.Len() {
		if s := eventScope(def, log.Number(i), log.Vals(i)); s != nowhere {
			events[s] = append(events[s], wire.Event{Number: log.Number(i), Tick: n, Vals: slices.Clone(log.Vals(i))})
		}
	}
	return events
}

// events finds an event that the newest frame should have brought and did not, and one that it
// should not: a frame brings those of each of its scopes since the client's last look at it, each
// once and in order.
func (f *Follower) events() error {
	f.told = f.told[:0]
	f.client.Told(func(s game.ScopeID, e *wire.Event) { f.told = append(f.told, telling{s, *e}) })
	for i := range f.told {
		s := f.told[i].scope
		if _, ok := find(f.held, s); !ok {
			return &Divergence{Frame: f.frame, Scope: s, Tick: f.frame, What: f.describe(&f.told[i].event) + " is of a scope that the client does not hold"}
		}
	}
	for i := range f.held {
		h := &f.held[i]
		want, err := f.due(h.scope, f.since(h), h.look.tick)
		if err != nil {
			return err
		}
		if what := f.differ(h.scope, want); what != "" {
			return &Divergence{Frame: f.frame, Scope: h.scope, Tick: h.look.tick, What: what}
		}
		f.counts.Events += len(want)
	}
	return nil
}

// since is the tick after which the events of a scope are due. A scope that comes whole, because
// the client did not hold it or because the server has forgotten its look, brings those of its
// own tick alone. Whether it came whole is not asked of the frame: one that comes whole without
// need loses events. Where frames are left out, the server knows for how long a scope has stood still,
// which is as good as to remember the client's look.
func (f *Follower) since(h *holding) game.TickNumber {
	was, ok := find(f.before, h.scope)
	if !ok {
		return h.look.tick - 1
	}
	known := was.look.tick
	for f.oracle.def.Quiet() && known < h.look.tick && f.oracle.still(h.scope, known+1) {
		known++
	}
	if h.look.tick-known < replicate.RingTicks {
		return was.look.tick
	}
	return h.look.tick - 1
}

// due are the events of a scope after one tick up to another.
func (f *Follower) due(s game.ScopeID, after, upto game.TickNumber) ([]wire.Event, error) {
	f.wanted = f.wanted[:0]
	for n := after + 1; n <= upto; n++ {
		l := f.oracle.at(n)
		if l == nil {
			return nil, fmt.Errorf("oracle: frame %d: %v brings the events of tick %d, which is not remembered", f.frame, s, n)
		}
		f.wanted = append(f.wanted, l.events[s]...)
	}
	return f.wanted, nil
}

// differ tells the first difference between what the frame told of a scope and what it should
// have, "" when there is none.
func (f *Follower) differ(s game.ScopeID, want []wire.Event) string {
	k := 0
	for i := range f.told {
		if f.told[i].scope != s {
			continue
		}
		got := &f.told[i].event
		switch {
		case k == len(want):
			return f.describe(got) + " is told and should not be"
		case got.Number != want[k].Number || got.Tick != want[k].Tick || !slices.Equal(got.Vals, want[k].Vals):
			return f.describe(got) + " is told, want " + f.describe(&want[k])
		}
		k++
	}
	if k < len(want) {
		return f.describe(&want[k]) + " is not told"
	}
	return ""
}

func (f *Follower) describe(e *wire.Event) string {
	return fmt.Sprintf("%s %v of tick %d", f.oracle.def.Schema.Event(e.Number).Name, e.Vals, e.Tick)
}
