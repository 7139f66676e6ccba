package netplay

import (
	"tickwire/game"
	"tickwire/game/snapshot"
)

// HeldScope is a scope that a client holds, with its newest content.
type HeldScope struct {
	ID      game.ScopeID
	Content *snapshot.Content
}

// Merger joins scopes into one world. It keeps scratch memory; the zero value is ready.
type Merger struct {
	cursors []cursor
	row     []int32
}

// cursor walks the rows of one group in one scope.
type cursor struct {
	tick game.TickNumber
	rows snapshot.Block
	next int
}

// Merge makes dst the newest view of everything held, for World.Load. The ids of each kind
// ascend. An id in two scopes is taken from the one with the newer tick, and from the first
// named of equals; one that has departed since is left out. Private fields that are not held are 0, and private fields without their
// entity are left out: there is nothing that they belong to yet.
func (m *Merger) Merge(dst *game.Rows, scopes []HeldScope, gone departures) {
	dst.Reset()
	for g, group := range dst.Schema().Groups() {
		m.open(g, scopes)
		out := dst.Block(group.Kind)
		m.row = m.row[:0]
		for range out.Stride {
			m.row = append(m.row, 0)
		}
		width, i := group.Hi-group.Lo, 0
		for {
			id, tick, vals := m.pop(width)
			if id == 0 {
				break
			}
			if !group.Private {
				if tick <= gone[id] {
					continue
				}
				copy(m.row, vals)
				out.Append(id, m.row)
				continue
			}
			for i < len(out.IDs) && out.IDs[i] < id {
				i++
			}
			if i < len(out.IDs) && out.IDs[i] == id {
				copy(out.Row(i)[group.Lo:group.Hi], vals)
			}
		}
	}
}

func (m *Merger) open(group int, scopes []HeldScope) {
	m.cursors = m.cursors[:0]
	for _, s := range scopes {
		if b := s.Content.Block(group); len(b.IDs) > 0 {
			m.cursors = append(m.cursors, cursor{tick: s.Content.Tick, rows: b})
		}
	}
}

// pop is the next row in order of id, and the tick of its scope; id 0 when there is none. A client holds few scopes with
// rows of one group, so looking at all of them is quicker than a heap.
func (m *Merger) pop(width int) (game.EntityID, game.TickNumber, []int32) {
	var id game.EntityID
	var tick game.TickNumber
	best := -1
	for i := range m.cursors {
		c := &m.cursors[i]
		if c.next == len(c.rows.IDs) {
			continue
		}
		if v := c.rows.IDs[c.next]; best < 0 || v < id || v == id && c.tick > tick {
			id, tick, best = v, c.tick, i
		}
	}
	if best < 0 {
		return 0, 0, nil
	}
	c := &m.cursors[best]
	vals := c.rows.Vals[c.next*width : (c.next+1)*width]
	for i := range m.cursors {
		if c := &m.cursors[i]; c.next < len(c.rows.IDs) && c.rows.IDs[c.next] == id {
			c.next++
		}
	}
	return id, tick, vals
}
