package oracle

import (
	"maps"
	"slices"

	"tickwire/game"
)

// sight is one entity as a client should see it: in the newest of the scopes that have it.
type sight struct {
	at  *holding
	row []int32
}

// merged compares the world that the client made of its scopes with the one that the server's
// rows make, and finds what the client saw in the last frame and does not see now although the
// server has it where the client looks.
func (f *Follower) merged(now *look) error {
	f.depart()
	rows := f.client.Merged()
	for kind := range f.oracle.def.Schema.NumKinds() {
		t := f.oracle.def.Schema.Kind(kind)
		want := f.sights(kind)
		got := rows.Block(kind)
		for i, id := range got.IDs {
			d := &Divergence{Frame: f.frame, Tick: f.frame, Kind: t.Name, Entity: id}
			w, ok := want[id]
			if !ok {
				d.What = "a ghost: no scope of the client has it"
				return d
			}
			if i > 0 && got.IDs[i-1] >= id {
				d.What = "the ids do not ascend"
				return d
			}
			d.Scope, d.Tick = w.at.scope, w.at.content.Tick
			for k, v := range got.Row(i) {
				if v != w.row[k] {
					d.Field, d.Got, d.Want = t.Fields[k].Name, v, w.row[k]
					return d
				}
			}
		}
		if len(want) == len(got.IDs) { // each of those is wanted, and none is there twice
			want = nil
		}
		for _, id := range slices.Sorted(maps.Keys(want)) {
			if _, ok := got.Find(id); !ok {
				w := want[id]
				return &Divergence{
					Frame: f.frame, Scope: w.at.scope, Tick: w.at.content.Tick, Kind: t.Name, Entity: id, What: "missing from the merged world",
				}
			}
		}
		if err := f.vanished(now, kind, got); err != nil {
			return err
		}
		f.seen[kind] = append(f.seen[kind][:0], got.IDs...)
	}
	return nil
}

// depart notes which entities are no more where the client had them at the frame before, and when that
// was: an older look at another scope that still has them is out of date.
func (f *Follower) depart() {
	oldest := f.frame
	for i := range f.held {
		oldest = min(oldest, f.held[i].content.Tick)
	}
	maps.DeleteFunc(f.gone, func(_ game.EntityID, n game.TickNumber) bool { return n < oldest })
	if oldest == f.frame {
		return // there is no older look
	}
	for i := range f.before {
		was := &f.before[i]
		h, held := find(f.held, was.scope)
		for g, grp := range f.oracle.def.Schema.Groups() {
			if grp.Private || was.look.scopes[was.scope] == nil {
				continue
			}
			for _, r := range was.look.scopes[was.scope][g] {
				id := was.look.rows.Block(grp.Kind).IDs[r]
				if n := was.look.tick; n > f.gone[id] && !(held && h.look.has(g, grp.Kind, id, h.scope)) {
					f.gone[id] = n
				}
			}
		}
	}
}

// has reports whether an entity is in a scope.
func (l *look) has(group, kind int, id game.EntityID, s game.ScopeID) bool {
	i, ok := l.rows.Block(kind).Find(id)
	return ok && l.where[group][i] == s
}

// sights are the entities of a kind that the client should see, from the server's rows alone. They are
// valid until the next call.
func (f *Follower) sights(kind int) map[game.EntityID]sight {
	all, private := f.wants, f.private
	clear(all)
	clear(private)
	f.vals = f.vals[:0]
	for g, grp := range f.oracle.def.Schema.Groups() {
		if grp.Kind != kind {
			continue
		}
		for i := range f.held {
			h := &f.held[i]
			if h.look.scopes[h.scope] == nil {
				continue
			}
			block := h.look.rows.Block(kind)
			for _, r := range h.look.scopes[h.scope][g] {
				id, row := block.IDs[r], block.Row(int(r))
				s, known := all[id]
				switch {
				case !grp.Private && h.content.Tick <= f.gone[id]:
				case !grp.Private && (!known || h.content.Tick > s.at.content.Tick):
					s = sight{at: h, row: f.row(block.Stride)}
					copy(s.row, row[:grp.Hi])
					all[id] = s
				case grp.Private && known && h.content.Tick > private[id]:
					copy(s.row[grp.Lo:grp.Hi], row[grp.Lo:grp.Hi])
					private[id] = h.content.Tick
				}
			}
		}
	}
	return all
}

// row is memory for a row of zeros, of which the calls of one sights share a block.
func (f *Follower) row(stride int) []int32 {
	n := len(f.vals)
	if n+stride > cap(f.vals) {
		f.vals, n = make([]int32, 0, max(2*cap(f.vals), 64*stride)), 0 // who has the old ones keeps them
	}
	f.vals = f.vals[:n+stride]
	clear(f.vals[n:])
	return f.vals[n : n+stride : n+stride]
}

func (f *Follower) vanished(now *look, kind int, got *game.Block) error {
	group := slices.IndexFunc(f.oracle.def.Schema.Groups(), func(g game.Group) bool { return g.Kind == kind })
	if group < 0 {
		return nil // hidden
	}
	for _, id := range f.seen[kind] {
		if _, ok := got.Find(id); ok {
			continue
		}
		i, alive := now.rows.Block(kind).Find(id)
		if !alive {
			continue
		}
		if _, ok := find(f.held, now.where[group][i]); ok {
			return &Divergence{
				Frame: f.frame, Scope: now.where[group][i], Tick: f.frame,
				Kind: f.oracle.def.Schema.Kind(kind).Name, Entity: id, What: "it vanished between two frames",
			}
		}
	}
	return nil
}
