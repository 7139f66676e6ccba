package oracle_test

import (
	"slices"

	"tickwire/bench/slip"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

var eventSlips = []mutation{
	{name: "an event dropped", mutate: by(slip.DropEvent), want: "is not told"},
	{name: "an event repeated", mutate: repeatEvent, want: "is told and should not be"},
	{name: "events out of order", mutate: swapEvents, want: " is told, want "},
	{name: "an event in the wrong scope", mutate: moveEvent, want: "is not told"},
	{name: "an event in two scopes", mutate: spreadEvent, want: "is told and should not be"},
	{name: "an event of another tick", busy: true, mutate: ageEvent, want: " is told, want "},
	{name: "another value of an event", mutate: changeEvent, want: " is told, want "},
	{name: "an event of before a keyframe", mutate: addOldEvent, want: "is told and should not be"},
	{name: "a keyframe without need", busy: true, mutate: forgetBase, want: "is not told"},
}

func repeatEvent(_ *bed, f *wire.Frame) bool {
	return slip.AnyEvent(f, func(s *wire.Scope) bool {
		s.Events = append(s.Events, clone(&s.Events[0]))
		return true
	})
}

func clone(e *wire.Event) wire.Event {
	return wire.Event{Number: e.Number, Tick: e.Tick, Vals: slices.Clone(e.Vals)}
}

func swapEvents(_ *bed, f *wire.Frame) bool {
	return slip.AnyEvent(f, func(s *wire.Scope) bool {
		for i := range s.Events[1:] {
			a, b := &s.Events[i], &s.Events[i+1]
			if a.Number != b.Number || a.Tick != b.Tick || !slices.Equal(a.Vals, b.Vals) {
				*a, *b = *b, *a
				return true
			}
		}
		return false
	})
}

// moveEvent takes an event out of a scope and puts it into one behind.
func moveEvent(b *bed, f *wire.Frame) bool {
	return spreadEvent(b, f) && slip.DropEvent(b.hand, f)
}

// spreadEvent puts the last event of a scope into one behind as well, where it could be too.
func spreadEvent(_ *bed, f *wire.Frame) bool {
	return slip.AnyEvent(f, func(s *wire.Scope) bool {
		e := &s.Events[len(s.Events)-1]
		for i := range f.Scopes {
			if to := &f.Scopes[i]; to.ID > s.ID && to.Base < e.Tick && e.Tick <= to.Tick && len(to.Events) == 0 {
				to.Events = append(to.Events, clone(e))
				return true
			}
		}
		return false
	})
}

// ageEvent dates the first event of a scope back, though not before the base.
func ageEvent(_ *bed, f *wire.Frame) bool {
	return slip.AnyEvent(f, func(s *wire.Scope) bool {
		e := &s.Events[0]
		if s.Keyframe() || e.Tick-1 == s.Base {
			return false
		}
		e.Tick--
		return true
	})
}

func changeEvent(_ *bed, f *wire.Frame) bool {
	return slip.AnyEvent(f, func(s *wire.Scope) bool {
		s.Events[0].Vals[0]++
		return true
	})
}

// addOldEvent tells, with a scope that comes whole, of the tick before.
func addOldEvent(b *bed, f *wire.Frame) bool {
	for i := range f.Scopes {
		if s := &f.Scopes[i]; s.Keyframe() && len(s.Events) == 0 {
			s.Events = append(s.Events, wire.Event{Tick: s.Tick - 1, Vals: make([]int32, len(b.def.Schema.Event(0).Fields))})
			return true
		}
	}
	return false
}

// forgetBase sends whole what the client holds. All rows are right, but the events since are lost.
func forgetBase(b *bed, f *wire.Frame) bool {
	return slip.AnyEvent(f, func(s *wire.Scope) bool {
		if s.Keyframe() || s.Events[0].Tick == s.Tick {
			return false
		}
		s.Base, s.Prev = 0, 0
		s.Events = slices.DeleteFunc(s.Events, func(e wire.Event) bool { return e.Tick != s.Tick })
		return b.hand.Recut(s, func(_, _ *snapshot.Content) bool { return true })
	})
}
