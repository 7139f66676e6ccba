package wire

import (
	"google.golang.org/protobuf/encoding/protowire"

	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/arith"
)

// Packer writes scopes in the packed encoding. It keeps scratch memory and is not safe for
// concurrent use.
type Packer struct {
	m *models
	e arith.Encoder
}

// NewPacker makes a packer for worlds of a schema.
func NewPacker(s *game.Schema) *Packer { return &Packer{m: newModels(s)} }

// Append writes one element of Frame.packed_scopes, as AppendScope does one of Frame.scopes. base
// is what the delta was computed against. It panics when the ticks of h are out of order.
func (p *Packer) Append(dst []byte, h *ScopeHeader, base *snapshot.Content, d *snapshot.Delta, events []Event) []byte {
	h.check()
	dst, start := begin(dst, framePacked)
	dst = protowire.AppendVarint(dst, uint64(h.ID))
	p.m.begin()
	p.e.Reset(dst)
	p.ages(h)
	next := 0
	for g := range p.m.groups {
		rows := base.Block(g)
		if next < len(d.Blocks) && d.Blocks[next].Group == g {
			p.e.Bit(&p.m.touched[b2i(len(rows.IDs) > 0)], true)
			p.group(&rows, &d.Blocks[next])
			next++
		} else {
			p.e.Bit(&p.m.touched[b2i(len(rows.IDs) > 0)], false)
		}
	}
	p.events(h, events)
	return end(p.e.Finish(), start, 0)
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (p *Packer) ages(h *ScopeHeader) {
	p.e.Uint(&p.m.tickAge, uint32(h.FrameTick-h.Tick))
	p.e.Uint(&p.m.keyframe, uint32(b2i(h.Base == 0)))
	if h.Base == 0 {
		return
	}
	p.e.Uint(&p.m.baseSkip, uint32(h.Tick-h.Base-1))
	p.e.Uint(&p.m.noPrev, uint32(b2i(h.Prev == 0)))
	if h.Prev != 0 {
		p.e.Uint(&p.m.prevSkip, uint32(h.Base-h.Prev-1))
	}
}

func (p *Packer) group(base *snapshot.Block, d *snapshot.BlockDelta) {
	m, pg := p.m, p.m.group(d.Group)
	stride := len(pg.interps)
	if len(base.IDs) > 0 {
		p.e.Bit(&m.some[0], len(d.Removed) > 0)
		if len(d.Removed) > 0 {
			p.e.Uint(&m.removed, uint32(len(d.Removed)-1))
			last := uint32(0)
			for _, i := range d.Removed {
				p.e.Uint(&m.nextGone, i-last)
				last = i + 1
			}
		}
	}
	p.e.Bit(&m.some[1], len(d.Added) > 0)
	if len(d.Added) > 0 {
		p.added(base, d, stride)
	}
	survivors := len(base.IDs) - len(d.Removed)
	if survivors == 0 || stride == 0 {
		return
	}
	p.e.Bit(&m.some[2], len(d.Residuals) > 0)
	if len(d.Residuals) == 0 {
		return
	}
	active := m.rows(survivors)
	bit, next := 0, 0
	for f := range stride {
		model := &m.residual[pg.residual[f]]
		for r := range active {
			v := int32(0)
			if d.Changed[bit>>3]&(1<<(bit&7)) != 0 {
				v = d.Residuals[next]
				next++
			}
			model.Second(active[r] && pg.residual[f] > 1)
			p.e.Int(model, v)
			active[r] = active[r] || v != 0
			bit++
		}
	}
}

// added writes the new rows: their ids from the base's last, and each value from that of the row
// before, the first from the base's last row, which is the youngest.
func (p *Packer) added(base *snapshot.Block, d *snapshot.BlockDelta, stride int) {
	m := p.m
	p.e.Uint(&m.added, uint32(len(d.Added)-1))
	last := lastID(base)
	for i, id := range d.Added {
		if i == 0 {
			p.e.Int(&m.firstID, int32(id-last))
		} else {
			p.e.Uint(&m.nextID, uint32(id-last-1))
		}
		last = id
	}
	for f := range stride {
		was := lastVal(base, f, stride)
		for _, v := range d.AddedVals[f*len(d.Added) : (f+1)*len(d.Added)] {
			p.e.Int(&m.newVals[f], v-was)
			was = v
		}
	}
}

func lastID(b *snapshot.Block) game.EntityID {
	if n := len(b.IDs); n > 0 {
		return b.IDs[n-1]
	}
	return 0
}

func lastVal(b *snapshot.Block, f, stride int) int32 {
	if n := len(b.IDs); n > 0 {
		return b.Vals[(n-1)*stride+f]
	}
	return 0
}

func (p *Packer) events(h *ScopeHeader, events []Event) {
	m := p.m
	p.e.Uint(&m.events, uint32(len(events)))
	if len(events) == 0 {
		return
	}
	m.beginEvents()
	for i := range events {
		ev := &events[i]
		p.e.Uint(&m.event, uint32(ev.Number))
		p.e.Uint(&m.eventAge, uint32(h.Tick-ev.Tick))
		last := m.lastVals[ev.Number]
		for f, v := range ev.Vals {
			p.e.Int(&m.eventVals[f], v-last[f])
			last[f] = v
		}
	}
}
