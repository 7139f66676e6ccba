package wire

import (
	"fmt"
	"math"

	"tickwire/game"
	pb "tickwire/proto/tickwire/v1"
)

// Schema describes a game to a client that was not built with it.
type Schema struct {
	Groups []Group          // in the order in which frames number them
	Input  []game.FieldInfo // in the order of Input.Vals
	Events []EventSchema    // in the order in which frames number them
}

// Group is the fields of one kind that the same players see.
type Group struct {
	Kind    string
	Private bool
	Fields  []game.FieldInfo
}

// EventSchema describes an event.
type EventSchema struct {
	Name   string
	Fields []game.FieldInfo
}

// SchemaMessage describes a schema as Welcome carries it. It shares memory with s.
func SchemaMessage(s *game.Schema) Schema {
	m := Schema{Input: s.Input().Fields}
	for _, g := range s.Groups() {
		k := s.Kind(g.Kind)
		m.Groups = append(m.Groups, Group{Kind: k.Name, Private: g.Private, Fields: k.Fields[g.Lo:g.Hi]})
	}
	for i := range s.NumEvents() {
		e := s.Event(i)
		m.Events = append(m.Events, EventSchema{Name: e.Name, Fields: e.Fields})
	}
	return m
}

func (s *Schema) message() *pb.Schema {
	m := &pb.Schema{Input: fieldMessages(s.Input)}
	for _, g := range s.Groups {
		m.Groups = append(m.Groups, &pb.Group{Kind: valid(g.Kind), Private: g.Private, Fields: fieldMessages(g.Fields)})
	}
	for _, e := range s.Events {
		m.Events = append(m.Events, &pb.EventSchema{Name: valid(e.Name), Fields: fieldMessages(e.Fields)})
	}
	return m
}

func fieldMessages(fields []game.FieldInfo) []*pb.Field {
	var out []*pb.Field
	for _, f := range fields {
		out = append(out, &pb.Field{
			Name: valid(f.Name), Quantum: f.Quantum, Interpolation: pb.Interpolation(f.Interp),
			Edge: f.Edge, Owner: f.Owner, Key: f.Key,
		})
	}
	return out
}

func schemaOf(m *pb.Schema) (s Schema, err error) {
	if s.Input, err = fieldsOf("input", m.GetInput(), false); err != nil {
		return s, err
	}
	for _, g := range m.GetGroups() {
		fields, err := fieldsOf(g.GetKind(), g.GetFields(), g.GetPrivate())
		if err != nil {
			return s, err
		}
		s.Groups = append(s.Groups, Group{Kind: g.GetKind(), Private: g.GetPrivate(), Fields: fields})
	}
	for _, e := range m.GetEvents() {
		fields, err := fieldsOf(e.GetName(), e.GetFields(), false)
		if err != nil {
			return s, err
		}
		s.Events = append(s.Events, EventSchema{Name: e.GetName(), Fields: fields})
	}
	return s, nil
}

func fieldsOf(of string, ms []*pb.Field, private bool) ([]game.FieldInfo, error) {
	if err := checkText("name", of, MaxGame); err != nil {
		return nil, err
	}
	var out []game.FieldInfo
	for _, m := range ms {
		if err := checkText("field name", m.GetName(), MaxGame); err != nil {
			return nil, err
		}
		q, in := m.GetQuantum(), m.GetInterpolation()
		if !(q > 0) || math.IsInf(q, 0) || in < 0 || in > pb.Interpolation_INTERPOLATION_ANGLE {
			return nil, fmt.Errorf("%w: field %q of %q makes no sense", ErrMessage, m.GetName(), of)
		}
		out = append(out, game.FieldInfo{
			Name: m.GetName(), Quantum: q, Interp: game.Interp(in), Edge: m.GetEdge(),
			Private: private, Owner: m.GetOwner(), Key: m.GetKey(),
		})
	}
	return out, nil
}
