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
	key
	next               int32 // the entry before it with the same place, as in memo.first
	from, to           int   // range in memo.bytes
	movedFrom, movedTo int   // range in memo.moves
}

// memo holds what was encoded for the newest tick. Nearly all clients that want a scope have the
// same key, and a frame asks for a dozen: the entries of the scopes that are there for all, and of
// the cells, are found by their place, without hashing.
type memo struct {
	first   []int32                // the newest entry of each place, counted from 1; 0 is none
	teams   map[game.ScopeID]int32 // the same by scope
	entries []encoded
	bytes   []byte
	moves   []game.ScopeID
	differ  *snapshot.Differ
	packer  *wire.Packer
	delta   snapshot.Delta
	cur     snapshot.Content // what is compared
	base    snapshot.Content
	prev    snapshot.Content
	events  []wire.Event
	sizes   []int32 // bytes of the last difference by place and encoding; of no tick, kept for budgets
}

// firstSize is what a scope is taken for before any of it was encoded, in bytes.
const firstSize = 16

func newMemo(s *game.Schema, cells int) *memo {
	return &memo{
		sizes: slices.Repeat([]int32{firstSize}, 2*(1+cells)),
		first: make([]int32, 1+cells), teams: map[game.ScopeID]int32{},
		differ: snapshot.NewDiffer(s), packer: wire.NewPacker(s),
	}
}

// forget starts a new tick.
func (m *memo) forget() {
	clear(m.first)
	clear(m.teams)
	m.entries, m.bytes, m.moves = m.entries[:0], m.bytes[:0], m.moves[:0]
}

// place is where in first a scope's entries begin; ok is false for the scopes of teams and players.
func place(s game.ScopeID) (i uint32, ok bool) {
	switch s.Class() {
	case game.ClassGlobal:
		return 0, true
	case game.ClassCell:
		return 1 + s.Index(), true
	default:
		return 0, false
	}
}

// sizeOf is where in sizes an encoding has its place.
func sizeOf(e wire.Encoding) uint32 {
	if e == wire.EncodingPacked {
		return 1
	}
	return 0
}

// find is the entry for a key, nil when nothing was encoded for it. No two clients have a private
// scope in common, so these are not remembered.
func (m *memo) find(k key) *encoded {
	n := int32(0)
	if i, ok := place(k.scope); ok {
		n = m.first[i]
	} else if k.scope.Class() == game.ClassTeam {
		n = m.teams[k.scope]
	}
	for n != 0 {
		e := &m.entries[n-1]
		if e.key == k {
			return e
		}
		n = e.next
	}
	return nil
}

// add remembers what was encoded.
func (m *memo) add(e encoded) *encoded {
	n := int32(len(m.entries) + 1)
	if i, ok := place(e.scope); ok {
		e.next, m.first[i] = m.first[i], n
	} else if e.scope.Class() == game.ClassTeam {
		e.next, m.teams[e.scope] = m.teams[e.scope], n
	}
	m.entries = append(m.entries, e)
	return &m.entries[n-1]
}

// encode returns the bytes for a key, at most once made. The result is valid until the next call.
func (r *Replicator) encode(k key) *encoded {
	if e := r.memo.find(k); e != nil {
		return e
	}
	m, now := r.memo, r.ring.Newest()
	r.look(&m.cur, k.scope, now)
	r.look(&m.base, k.scope, r.known(k.scope, k.base))
	m.base.Tick = k.base
	r.look(&m.prev, k.scope, k.prev)
	m.differ.Diff(&m.delta, &m.base, &m.prev, &m.cur)

	e := encoded{key: k, from: len(m.bytes), movedFrom: len(m.moves)}
	for i := range m.delta.Blocks {
		d := &m.delta.Blocks[i]
		was := m.base.Block(d.Group)
		for _, row := range d.Removed {
			to := r.split.find(d.Group, was.IDs[row])
			if to != nowhere && !slices.Contains(m.moves[e.movedFrom:], to) {
				m.moves = append(m.moves, to)
			}
		}
	}
	e.movedTo = len(m.moves)
	after := k.base
	if after == 0 {
		after = now - 1
	}
	lost := 0
	m.events, lost = r.events.collect(m.events, k.scope, after, now)
	r.stats.EventsLost += lost
	h := wire.ScopeHeader{ID: k.scope, Tick: now, Base: k.base, Prev: k.prev, FrameTick: now}
	if k.encoding == wire.EncodingPacked {
		m.bytes = m.packer.Append(m.bytes, &h, &m.base, &m.delta, m.events)
	} else {
		m.bytes = wire.AppendScope(m.bytes, &h, &m.delta, m.events)
	}
	e.to = len(m.bytes)
	if i, ok := place(k.scope); ok && k.base != 0 {
		m.sizes[2*i+sizeOf(k.encoding)] = int32(e.to - e.from)
	}
	r.stats.Encodings++
	return m.add(e)
}

// look reads a scope at a tick, or what a client has of it that has nothing.
func (r *Replicator) look(dst *snapshot.Content, scope game.ScopeID, n game.TickNumber) {
	if set := r.ring.At(n); set != nil {
		set.Read(dst, scope)
	} else {
		dst.Reset(0)
	}
}
