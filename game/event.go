package game

import "unsafe"

// EventConfig declares an event: something that happens in a tick and is not state.
type EventConfig[T any] struct {
	Name   string
	Place  Place // who is told; the zero value is Everyone
	Fields []Field[T]

	// Predicted lets the owner's client show the event when it predicts it. It needs an Owner
	// and a Key field, by which the server's event is recognised and not shown twice.
	Predicted bool
}

// Event is a declared event. Events ride in the frames of their scope, in order, once. They can
// be lost to a client that is slower than the server's history: what must not be lost is state.
type Event[T any] struct {
	table
	predicted bool
	number    int
}

// NewEvent declares an event. It panics when the declaration makes no sense.
func NewEvent[T any](c EventConfig[T]) *Event[T] {
	e := &Event[T]{table: newTable("event", c.Name, c.Place, c.Fields), predicted: c.Predicted, number: -1}
	if c.Predicted && (e.owner < 0 || e.key < 0) {
		panic("game: predicted event " + c.Name + " needs an Owner and a Key field")
	}
	return e
}

// AnyEvent is an Event of whatever type, for listing events in a schema.
type AnyEvent interface{ event() (*table, *int, bool) }

func (e *Event[T]) event() (*table, *int, bool) { return &e.table, &e.number, e.predicted }

// Number is the index of the event in its schema.
func (e *Event[T]) Number() int { return e.number }

// Emit tells everyone whom the event's place names. In prediction only a Predicted event of the
// local player is kept.
func (e *Event[T]) Emit(t *Tick, v *T) {
	if e.number < 0 {
		panicUnlisted("event", e.name, "Events")
	}
	log := &t.host.events
	vals := log.grow(e.number, len(e.slots))
	e.load(unsafe.Pointer(v), vals)
	if t.host.predicting && (!e.predicted || PlayerID(vals[e.owner]) != t.host.local) {
		log.pop(len(e.slots))
	}
}

// Read decodes record i of a log when it is this event, and else reports false. A client's view is
// handed what has happened since the last picture:
//
//	for i := range log.Len() {
//		switch {
//		case shots.Read(log, i, &shot):
//		case hits.Read(log, i, &hit):
//		}
//	}
func (e *Event[T]) Read(log *EventLog, i int, v *T) bool {
	if log.recs[i].event != e.number {
		return false
	}
	e.store(unsafe.Pointer(v), log.Vals(i))
	return true
}

// EventLog is a list of emitted events in order.
type EventLog struct {
	recs []eventRec
	vals []int32
}

type eventRec struct {
	event  int
	off, n int
}

// Len is the number of events in the log.
func (l *EventLog) Len() int { return len(l.recs) }

// Number is which event of the schema record i is.
func (l *EventLog) Number(i int) int { return l.recs[i].event }

// Vals are the values of record i.
func (l *EventLog) Vals(i int) []int32 {
	r := l.recs[i]
	return l.vals[r.off : r.off+r.n : r.off+r.n]
}

// Append adds an event with a copy of its values.
func (l *EventLog) Append(event int, vals []int32) { copy(l.grow(event, len(vals)), vals) }

// Reset empties the log and keeps its memory.
func (l *EventLog) Reset() { l.recs, l.vals = l.recs[:0], l.vals[:0] }

func (l *EventLog) grow(event, n int) []int32 {
	off := len(l.vals)
	l.recs = append(l.recs, eventRec{event: event, off: off, n: n})
	for range n {
		l.vals = append(l.vals, 0)
	}
	return l.vals[off:]
}

func (l *EventLog) pop(n int) {
	l.recs = l.recs[:len(l.recs)-1]
	l.vals = l.vals[:len(l.vals)-n]
}
