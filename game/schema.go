package game

import (
	"fmt"
	"strings"
)

// SchemaConfig lists everything that a game sends. The order is part of the schema: both ends
// number kinds and events by it.
type SchemaConfig struct {
	Kinds  []AnyKind
	Input  AnyInput
	Events []AnyEvent
}

// Schema is the compiled form that the engine, the wire and clients of other languages use.
type Schema struct {
	kinds     []*table
	predicted []bool
	groups    []Group
	input     *table
	events    []*table
	evPred    []bool
	sends     [4]bool // by class
	hash      uint64
}

// Group is the unit of replication: one kind's fields that the same people see. Its fields are
// Lo to Hi (exclusive) of the kind's.
type Group struct {
	Kind    int
	Lo, Hi  int
	Private bool // travels in the owner's private scope
}

// NewSchema compiles a schema. A kind or event belongs to one schema. It panics when the lists
// make no sense.
func NewSchema(c SchemaConfig) *Schema {
	s := &Schema{}
	if c.Input == nil {
		panic("game: schema without an input; declare one with NewInput, empty if need be")
	}
	s.input = c.Input.input()
	names := map[string]bool{}
	claim := func(what string, t *table, number *int, n int) {
		if *number >= 0 || names[what+t.name] {
			panic(fmt.Sprintf("game: %s %q is listed twice", what, t.name))
		}
		names[what+t.name] = true
		*number = n
	}
	for i, a := range c.Kinds {
		t, number, predicted := a.kind()
		claim("kind", t, number, i)
		s.kinds = append(s.kinds, t)
		s.predicted = append(s.predicted, predicted)
		if t.place.class != placeHidden {
			s.groups = append(s.groups, Group{Kind: i, Lo: 0, Hi: t.public})
			if t.public < len(t.infos) {
				s.groups = append(s.groups, Group{Kind: i, Lo: t.public, Hi: len(t.infos), Private: true})
				s.sends[ClassPrivate] = true
			}
			s.sends[t.place.class.scope()] = true
		}
	}
	for i, a := range c.Events {
		t, number, predicted := a.event()
		claim("event", t, number, i)
		if t.place.class != placeHidden {
			s.sends[t.place.class.scope()] = true
		}
		s.events = append(s.events, t)
		s.evPred = append(s.evPred, predicted)
	}
	s.hash = hashString(s.String())
	return s
}

// panicUnlisted says what is missing to an author who declared a kind or event but did not list it.
func panicUnlisted(what, name, list string) {
	panic(fmt.Sprintf("game: %s %q is in no schema; list it in SchemaConfig.%s", what, name, list))
}

// Sends reports whether any row or event of the schema can be in a scope of the class. Nobody holds
// scopes that are always empty.
func (s *Schema) Sends(c ScopeClass) bool { return s.sends[c] }

// Hash covers kinds, input and events with all that both ends must agree on.
func (s *Schema) Hash() uint64 { return s.hash }

// Groups are the field groups in the order in which the wire numbers them.
func (s *Schema) Groups() []Group { return s.groups }

// Table describes a kind, the input or an event.
type Table struct {
	Name   string
	Fields []FieldInfo
	Public int // fields from here on are private to the owner
	Owner  int // index of the owner field, or -1
	Key    int // index of the key field, or -1
	Hidden bool

	// Predicted is as declared; for the input it means nothing.
	Predicted bool
}

func (t *table) describe(predicted bool) Table {
	return Table{
		Name: t.name, Fields: t.infos, Public: t.public, Owner: t.owner, Key: t.key,
		Hidden: t.place.class == placeHidden, Predicted: predicted,
	}
}

// NumKinds is the number of kinds, hidden ones included.
func (s *Schema) NumKinds() int { return len(s.kinds) }

// NumEvents is the number of events.
func (s *Schema) NumEvents() int { return len(s.events) }

// Kind describes a kind.
func (s *Schema) Kind(i int) Table { return s.kinds[i].describe(s.predicted[i]) }

// Event describes an event.
func (s *Schema) Event(i int) Table { return s.events[i].describe(s.evPred[i]) }

// Input describes the input.
func (s *Schema) Input() Table { return s.input.describe(false) }

// Scoping tells where a row or event of a table goes. Class is the class of its public scope;
// X and Y are the values that choose a cell, Index is the team or player.
type Scoping struct {
	Class  ScopeClass
	X, Y   int32
	Index  uint32
	Hidden bool // hidden, or addressed to team 0 or player 0: goes nowhere
}

// PlaceKind tells the scope of the public fields of an entity with these values.
func (s *Schema) PlaceKind(kind int, vals []int32) Scoping { return s.kinds[kind].scoping(vals) }

// PlaceEvent tells the scope of an event with these values.
func (s *Schema) PlaceEvent(event int, vals []int32) Scoping { return s.events[event].scoping(vals) }

func (t *table) scoping(vals []int32) Scoping {
	switch t.place.class {
	case placeCell:
		return Scoping{Class: ClassCell, X: vals[t.xy[0]], Y: vals[t.xy[1]]}
	case placeTeam:
		i := uint32(vals[t.team])
		return Scoping{Class: ClassTeam, Index: i, Hidden: i == 0}
	case placePrivate:
		i := uint32(vals[t.owner])
		return Scoping{Class: ClassPrivate, Index: i, Hidden: i == 0}
	case placeHidden:
		return Scoping{Hidden: true}
	default:
		return Scoping{Class: ClassGlobal}
	}
}

// Place names where the rows of the table go, for the schema in Welcome.
func (t *table) placeName() string {
	switch t.place.class {
	case placeCell:
		return "cell(" + t.place.x + "," + t.place.y + ")"
	case placeTeam:
		return "team(" + t.place.team + ")"
	case placePrivate:
		return "owner"
	case placeHidden:
		return "hidden"
	default:
		return "everyone"
	}
}

// String is the canonical text of the schema, over which the hash is computed.
func (s *Schema) String() string {
	var b strings.Builder
	write := func(what string, t *table, predicted bool) {
		fmt.Fprintf(&b, "%s %s %s predicted=%t\n", what, t.name, t.placeName(), predicted)
		for _, f := range t.infos {
			fmt.Fprintf(&b, "  %s quantum=%g interp=%d edge=%t private=%t owner=%t key=%t\n",
				f.Name, f.Quantum, f.Interp, f.Edge, f.Private, f.Owner, f.Key)
		}
	}
	for i, t := range s.kinds {
		write("kind", t, s.predicted[i])
	}
	write("input", s.input, false)
	for i, t := range s.events {
		write("event", t, s.evPred[i])
	}
	return b.String()
}

func hashString(s string) uint64 {
	h := uint64(fnvOffset)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * fnvPrime
	}
	return h
}
