package replicate

import (
	"slices"

	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

// key says which bytes bring a client from its last look at a scope to the newest tick. Clients
// with the same key share the bytes; that is the one idea of this engine.
type key struct {
	scope      game.ScopeID
	base, prev game.TickNumber // 0 for none
	encoding   wire.Encoding
}

// encoded is a finished scope element: where its bytes are, and the scopes into which rows
// moved that it removes.
type encoded struct {
	from, to         int
	movedTo, movedIn int // range in memo.moves
}

// memo holds what was encoded for the newest tick.
type memo struct {
	index  map[key]encoded
	bytes  []byte
	moves  []game.ScopeID
	differ *snapshot.Differ
	packer *wire.Packer
	delta  snapshot.Delta
	events []wire.Event
}

func newMemo(s *game.Schema) *memo {
	return &memo{index: map[key]encoded{}, differ: snapshot.NewDiffer(s), packer: wire.NewPacker(s)}
}

// forget starts a new tick.
func (m *memo) forget() {
	clear(m.index)
	m.bytes, m.moves = m.bytes[:0], m.moves[:0]
}

// encode returns the bytes for a key, at most once made.
func (r *Replicator) encode(k key) encoded {
	if e, ok := r.memo.index[k]; ok {
		return e
	}
	m, now := r.memo, r.ring.Newest()
	cur := r.ring.At(now).Content(k.scope)
	var base, prev snapshot.Content
	if set := r.ring.At(k.base); set != nil {
		base = set.Content(k.scope)
	}
	if set := r.ring.At(k.prev); set != nil {
		prev = set.Content(k.scope)
	}
	m.differ.Diff(&m.delta, &base, &prev, &cur)

	e := encoded{from: len(m.bytes), movedTo: len(m.moves)}
	for i := range m.delta.Blocks {
		d := &m.delta.Blocks[i]
		was := base.Block(d.Group)
		for _, row := range d.Removed {
			to := r.split.find(d.Group, was.IDs[row])
			if to != nowhere && !slices.Contains(m.moves[e.movedTo:], to) {
				m.moves = append(m.moves, to)
			}
		}
	}
	e.movedIn = len(m.moves)
	after := k.base
	if after == 0 {
		after = now - 1
	}
	lost := 0
	m.events, lost = r.events.collect(m.events, k.scope, after, now)
	r.stats.EventsLost += lost
	h := wire.ScopeHeader{ID: k.scope, Tick: now, Base: k.base, Prev: k.prev, FrameTick: now}
	if k.encoding == wire.EncodingPacked {
		m.bytes = m.packer.Append(m.bytes, &h, &base, &m.delta, m.events)
	} else {
		m.bytes = wire.AppendScope(m.bytes, &h, &m.delta, m.events)
	}
	e.to = len(m.bytes)
	m.index[k] = e
	r.stats.Encodings++
	return e
}
