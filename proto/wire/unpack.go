package wire

import (
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"

	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/arith"
)

// unpacker reads what Packer wrote.
type unpacker struct {
	m *models
	d arith.Decoder
}

// packed takes an element of Frame.packed_scopes; its content waits for Unpack.
func (s *Scope) packed(b []byte) error {
	id, n := protowire.ConsumeVarint(b)
	if n < 0 || id > 1<<32-1 {
		return fmt.Errorf("%w: a packed scope without an id", ErrMessage)
	}
	s.ScopeHeader = ScopeHeader{ID: game.ScopeID(id)}
	s.Delta.Reset()
	s.Events = s.Events[:0]
	s.Packed = b[n:]
	return nil
}

// Unpack reads the content of a scope whose Packed is not nil, which needs what the client holds of
// it: the newest look at the scope, of tick 0 when there is none. It fills in everything else.
func (d *FrameDecoder) Unpack(s *Scope, held *snapshot.Content) error {
	u := &d.unpack
	u.m.begin()
	u.d.Reset(s.Packed)
	if err := u.ages(s); err != nil {
		return err
	}
	var none snapshot.Content
	base := &none
	if s.Base != 0 {
		if base = held; held.Tick != s.Base {
			return fmt.Errorf("%w: %v builds on tick %d, held is %d", ErrMessage, s.ID, s.Base, held.Tick)
		}
	}
	for g := range u.m.groups {
		rows := base.Block(g)
		if !u.d.Bit(&u.m.touched[b2i(len(rows.IDs) > 0)]) {
			continue
		}
		if err := d.unpackGroup(s.Delta.Grow(g), &rows); err != nil {
			return err
		}
	}
	return u.events(s)
}

// over is the error of a message that ends too early.
func (u *unpacker) over(s string) error {
	return fmt.Errorf("%w: a packed scope ends within its %s", ErrMessage, s)
}

func (u *unpacker) ages(s *Scope) error {
	m := u.m
	age := u.d.Uint(&m.tickAge)
	s.Base, s.Prev = 0, 0
	flags := game.TickNumber(0)
	if u.d.Uint(&m.keyframe) != 0 {
		flags = flagKeyframe
	} else {
		s.Base = game.TickNumber(u.d.Uint(&m.baseSkip))
		if u.d.Uint(&m.noPrev) != 0 {
			flags = flagNoPrev
		} else {
			s.Prev = game.TickNumber(u.d.Uint(&m.prevSkip))
		}
	}
	frame := s.FrameTick
	s.Tick, s.FrameTick = flags, game.TickNumber(age)
	return s.resolve(frame)
}

func (d *FrameDecoder) unpackGroup(out *snapshot.BlockDelta, base *snapshot.Block) error {
	u := &d.unpack
	m, pg := u.m, u.m.group(out.Group)
	stride := len(pg.interps)
	if len(base.IDs) > 0 && u.d.Bit(&m.some[0]) {
		if err := u.removed(out, len(base.IDs)); err != nil {
			return err
		}
	}
	if u.d.Bit(&m.some[1]) {
		n := u.d.Uint(&m.added)
		// Arithmetic code can say a large number in few bytes, and each row costs memory.
		if err := d.count(uint64(n) + 1); err != nil {
			return err
		}
		if err := u.added(out, base, int(n)+1, stride); err != nil {
			return err
		}
	}
	survivors := len(base.IDs) - len(out.Removed)
	if survivors == 0 || stride == 0 || !u.d.Bit(&m.some[2]) {
		return nil
	}
	for range (survivors*stride + 7) / 8 {
		out.Changed = append(out.Changed, 0)
	}
	active := m.rows(survivors)
	bit := 0
	for f := range stride {
		model := &m.residual[pg.residual[f]]
		for r := range active {
			model.Second(active[r] && pg.residual[f] > 1)
			if v := u.d.Int(model); v != 0 {
				out.Changed[bit>>3] |= 1 << (bit & 7)
				out.Residuals = append(out.Residuals, v)
				active[r] = true
			}
			bit++
		}
		if u.d.Over() {
			return u.over("values")
		}
	}
	if len(out.Residuals) == 0 {
		out.Changed = out.Changed[:0] // said to change, and then did not: the same as unsaid
	}
	return nil
}

func (u *unpacker) removed(out *snapshot.BlockDelta, rows int) error {
	n, next := u.d.Uint(&u.m.removed), uint64(0)
	if uint64(n) >= uint64(rows) {
		return fmt.Errorf("%w: group %d: %d rows removed of %d", ErrMessage, out.Group, n, rows)
	}
	for range n + 1 {
		next += uint64(u.d.Uint(&u.m.nextGone))
		if next >= uint64(rows) {
			return fmt.Errorf("%w: group %d: row %d removed of %d", ErrMessage, out.Group, next, rows)
		}
		out.Removed = append(out.Removed, uint32(next))
		next++
	}
	return nil
}

func (u *unpacker) added(out *snapshot.BlockDelta, base *snapshot.Block, rows, stride int) error {
	m := u.m
	last := lastID(base)
	for i := range rows {
		if i == 0 {
			last += game.EntityID(u.d.Int(&m.firstID))
		} else {
			next := uint64(last) + 1 + uint64(u.d.Uint(&m.nextID))
			if next > 1<<32-1 {
				return fmt.Errorf("%w: group %d: rows out of range", ErrMessage, out.Group)
			}
			last = game.EntityID(next)
		}
		if last == 0 {
			return fmt.Errorf("%w: group %d: rows out of range", ErrMessage, out.Group)
		}
		out.Added = append(out.Added, last)
		if u.d.Over() {
			return u.over("ids")
		}
	}
	for f := range stride {
		was := lastVal(base, f, stride)
		for range out.Added {
			was += u.d.Int(&m.newVals[f])
			out.AddedVals = append(out.AddedVals, was)
		}
		if u.d.Over() {
			return u.over("new rows")
		}
	}
	return nil
}

func (u *unpacker) events(s *Scope) error {
	m := u.m
	n := u.d.Uint(&m.events)
	if n > MaxEvents {
		return fmt.Errorf("%w: %d events in one scope", ErrMessage, n)
	}
	if n > 0 {
		m.beginEvents()
	}
	for range n {
		number := u.d.Uint(&m.event)
		if uint64(number) >= uint64(len(m.widths)) {
			return fmt.Errorf("%w: event %d of %d", ErrMessage, number, len(m.widths))
		}
		s.Events = grow(s.Events)
		e := &s.Events[len(s.Events)-1]
		*e = Event{Number: int(number), Vals: e.Vals[:0]}
		age := u.d.Uint(&m.eventAge)
		if age >= uint32(s.Tick-s.Base) {
			return fmt.Errorf("%w: %v has an event older than its base", ErrMessage, s.ID)
		}
		e.Tick = s.Tick - game.TickNumber(age)
		last := m.lastVals[number]
		for f := range last {
			last[f] += u.d.Int(&m.eventVals[f])
			e.Vals = append(e.Vals, last[f])
		}
		if u.d.Over() {
			return u.over("events")
		}
	}
	if u.d.Over() {
		return u.over("end")
	}
	return nil
}
