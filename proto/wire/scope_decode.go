package wire

import (
	"fmt"
	"math/bits"
	"slices"

	"tickwire/game"
	"tickwire/game/snapshot"
)

// scope reads a scope. Its ticks come relative to a frame tick that may follow later, so until
// resolve is called FrameTick, Base and Prev hold tick_age, base_skip and prev_skip, and the
// events' ticks their ages; Tick holds flags.
func (d *FrameDecoder) scope(s *Scope, b []byte) error {
	s.ScopeHeader, s.Packed = ScopeHeader{}, nil
	s.Delta.Reset()
	s.Events = s.Events[:0]
	r := reader{b: b}
	for r.next() {
		switch r.num {
		case scopeID:
			s.ID = game.ScopeID(r.uint32())
		case scopeTickAge:
			s.FrameTick = game.TickNumber(r.uint32())
		case scopeBaseSkip:
			s.Base = game.TickNumber(r.uint32())
		case scopePrevSkip:
			s.Prev = game.TickNumber(r.uint32())
		case scopeKeyframe:
			s.flag(flagKeyframe, r.bool())
		case scopeNoPrev:
			s.flag(flagNoPrev, r.bool())
		case scopeGroups:
			r.adopt(d.group(&s.Delta, r.bytes()))
		case scopeEvents:
			if len(s.Events) == MaxEvents {
				r.fail("too many events")
				break
			}
			s.Events = grow(s.Events)
			r.adopt(d.event(&s.Events[len(s.Events)-1], r.bytes()))
		default:
			r.skip()
		}
	}
	return r.err
}

const (
	flagKeyframe game.TickNumber = 1
	flagNoPrev   game.TickNumber = 2
)

func (s *Scope) flag(f game.TickNumber, on bool) {
	s.Tick &^= f
	if on {
		s.Tick |= f
	}
}

// resolve turns ages into ticks. No look is at tick 0 or before.
func (s *Scope) resolve(frame game.TickNumber) error {
	flags, age, baseSkip, prevSkip := s.Tick, s.FrameTick, s.Base, s.Prev
	s.ScopeHeader = ScopeHeader{ID: s.ID, FrameTick: frame}
	if age >= frame {
		return fmt.Errorf("%w: %v is older than the room", ErrMessage, s.ID)
	}
	s.Tick = frame - age
	if flags&flagKeyframe == 0 {
		if baseSkip >= s.Tick-1 {
			return fmt.Errorf("%w: %v has a base older than the room", ErrMessage, s.ID)
		}
		s.Base = s.Tick - baseSkip - 1
		if flags&flagNoPrev == 0 {
			if prevSkip >= s.Base-1 {
				return fmt.Errorf("%w: %v has a prev older than the room", ErrMessage, s.ID)
			}
			s.Prev = s.Base - prevSkip - 1
		}
	}
	for i := range s.Events {
		e := &s.Events[i]
		if e.Tick >= s.Tick-s.Base {
			return fmt.Errorf("%w: %v has an event older than its base", ErrMessage, s.ID)
		}
		e.Tick = s.Tick - e.Tick
	}
	return nil
}

func (d *FrameDecoder) group(out *snapshot.Delta, b []byte) error {
	last := -1
	if n := len(out.Blocks); n > 0 {
		last = out.Blocks[n-1].Group
	}
	g := out.Grow(0)
	number := uint32(0)
	r := reader{b: b}
	for r.next() {
		switch r.num {
		case groupNumber:
			number = r.uint32()
		case groupRemoved:
			g.Removed = uints(&r, g.Removed)
		case groupAdded:
			g.Added = uints(&r, g.Added)
		case groupAddedVals:
			g.AddedVals = sints(&r, g.AddedVals, len(b))
		case groupChanged:
			g.Changed = append(g.Changed[:0], r.bytes()...)
		case groupResiduals:
			g.Residuals = pairs(&r, g.Residuals, 2*len(b))
		default:
			r.skip()
		}
	}
	if r.err != nil {
		return r.err
	}
	if uint64(number) >= uint64(len(d.strides)) || int(number) <= last {
		return fmt.Errorf("%w: group %d after %d of %d", ErrMessage, number, last, len(d.strides))
	}
	g.Group = int(number)
	if err := d.count(uint64(len(g.Added))); err != nil {
		return err
	}
	return d.check(g)
}

// check finds what cannot fit any base. The rest is found by snapshot.Applier.
func (d *FrameDecoder) check(g *snapshot.BlockDelta) error {
	if !sumAscending(g.Removed) || !sumAscending(g.Added) || len(g.Added) > 0 && g.Added[0] == 0 {
		return fmt.Errorf("%w: group %d: rows out of range", ErrMessage, g.Group)
	}
	if want := len(g.Added) * d.strides[g.Group]; len(g.AddedVals) != want {
		return fmt.Errorf("%w: group %d: %d values of new rows, want %d", ErrMessage, g.Group, len(g.AddedVals), want)
	}
	set := 0
	for _, c := range g.Changed {
		set += bits.OnesCount8(c)
	}
	if n := len(g.Residuals); set == n-1 && g.Residuals[set] == 0 {
		g.Residuals = g.Residuals[:set] // the one beside the last of an odd count
	}
	if slices.Contains(g.Residuals, 0) {
		return fmt.Errorf("%w: group %d: a residual of 0", ErrMessage, g.Group)
	}
	if set != len(g.Residuals) {
		return fmt.Errorf("%w: group %d: %d residuals for %d bits", ErrMessage, g.Group, len(g.Residuals), set)
	}
	return nil
}

func (d *FrameDecoder) event(e *Event, b []byte) error {
	*e = Event{Vals: e.Vals[:0]}
	number := uint32(0)
	r := reader{b: b}
	for r.next() {
		switch r.num {
		case eventNumber:
			number = r.uint32()
		case eventAge:
			e.Tick = game.TickNumber(r.uint32())
		case eventVals:
			e.Vals = sints(&r, e.Vals, len(b))
		default:
			r.skip()
		}
	}
	if r.err != nil {
		return r.err
	}
	if uint64(number) >= uint64(len(d.eventFields)) {
		return fmt.Errorf("%w: event %d of %d", ErrMessage, number, len(d.eventFields))
	}
	e.Number = int(number)
	if want := d.eventFields[number]; len(e.Vals) != want {
		return fmt.Errorf("%w: event %d has %d values, want %d", ErrMessage, number, len(e.Vals), want)
	}
	return nil
}
