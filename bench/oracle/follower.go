package oracle

import (
	"fmt"
	"slices"

	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
	"tickwire/server/replicate"
)

// Client is what is checked: a netplay.Client.
type Client interface {
	Local() game.PlayerID
	Tick() game.TickNumber // of the newest frame
	Held(func(game.ScopeID, *snapshot.Content))
	Merged() *game.Rows
	Told(func(game.ScopeID, *wire.Event)) // by the newest frame
	Links() uint64                        // how many there have been
}

// Follower checks one client, frame after frame.
type Follower struct {
	oracle *Oracle
	client Client
	link   uint64                            // on which the newest frame came
	frame  game.TickNumber                   // newest one checked
	seen   [][]game.EntityID                 // per kind, what the client saw then
	held   []holding                         // ascending by scope
	before []holding                         // the same at the frame before, for their ticks
	gone   map[game.EntityID]game.TickNumber // when an entity was last known to be where it is no more
	told   []telling                         // by the newest frame, in its order
	wanted []wire.Event                      // scratch, as what follows: see sights
	wants  map[game.EntityID]sight
	vals   []int32
	counts Counts

	private map[game.EntityID]game.TickNumber // of the private fields in wants
}

// Counts are what a Follower has looked at, so that a test can tell that it did.
type Counts struct{ Frames, Scopes, Rows, Events int }

// holding is a scope that the client holds. The content is the client's and changes with the next
// frame, the look does not.
type holding struct {
	scope   game.ScopeID
	content *snapshot.Content
	look    *look // at the tick of the content
}

// Follow makes a follower of a client that has not received a frame yet.
func (o *Oracle) Follow(c Client) *Follower {
	return &Follower{
		oracle: o, client: c, seen: make([][]game.EntityID, o.def.Schema.NumKinds()),
		wants: map[game.EntityID]sight{}, private: map[game.EntityID]game.TickNumber{}, gone: map[game.EntityID]game.TickNumber{},
	}
}

// Counts are the totals so far.
func (f *Follower) Counts() Counts { return f.counts }

// Check compares all that the client holds with the server. An error is a Divergence, or says
// that a tick is not remembered. It does nothing when there is no new frame.
func (f *Follower) Check() error {
	if n := f.client.Links(); n != f.link {
		f.relink(n)
	}
	if f.client.Tick() == f.frame {
		return nil
	}
	f.frame = f.client.Tick()
	now := f.oracle.at(f.frame)
	if now == nil {
		return fmt.Errorf("oracle: tick %d of the newest frame is not remembered", f.frame)
	}
	if err := f.collect(); err != nil {
		return err
	}
	if err := f.holds(now); err != nil {
		return err
	}
	for i := range f.held {
		if err := f.content(&f.held[i]); err != nil {
			return err
		}
	}
	if err := f.events(); err != nil {
		return err
	}
	if err := f.merged(now); err != nil {
		return err
	}
	f.counts.Frames++
	return nil
}

// relink begins anew: what a client held of its old link is void, so nothing is there to build on, to
// vanish or to be told once more.
func (f *Follower) relink(n uint64) {
	f.link, f.frame = n, 0
	clear(f.gone)
	f.held, f.before = f.held[:0], f.before[:0]
	for kind := range f.seen {
		f.seen[kind] = f.seen[kind][:0]
	}
}

// collect takes what the client holds, in order.
func (f *Follower) collect() error {
	f.before, f.held = f.held, f.before[:0]
	f.client.Held(func(s game.ScopeID, c *snapshot.Content) {
		f.held = append(f.held, holding{scope: s, content: c, look: f.oracle.at(c.Tick)})
	})
	slices.SortFunc(f.held, func(a, b holding) int { return int(int64(a.scope) - int64(b.scope)) })
	for _, h := range f.held {
		if h.look == nil {
			return fmt.Errorf("oracle: frame %d: %v is of tick %d, which is not remembered", f.frame, h.scope, h.content.Tick)
		}
	}
	return nil
}

// find looks a scope up in what was held at a frame.
func find(held []holding, s game.ScopeID) (*holding, bool) {
	i, ok := slices.BinarySearchFunc(held, s, func(h holding, s game.ScopeID) int { return int(int64(h.scope) - int64(s)) })
	if !ok {
		return nil, false
	}
	return &held[i], true
}

// holds finds a scope that the client should hold and does not, one that it must not hold, and
// one that is older than it may be: only cells in the distance may be, and with a budget all cells,
// even before they have come first.
func (f *Follower) holds(now *look) error {
	def, me := f.oracle.def, f.client.Local()
	view, grid := now.view(def, me), &f.oracle.def.Grid
	var need []game.ScopeID
	if def.Schema.Sends(game.ClassGlobal) {
		need = append(need, game.GlobalScope)
	}
	if def.Schema.Sends(game.ClassPrivate) {
		need = append(need, game.PrivateScope(me))
	}
	if view.Team != 0 && def.Schema.Sends(game.ClassTeam) {
		need = append(need, game.TeamScope(view.Team))
	}
	cells := uint32(grid.Columns() * grid.Lines())
	if !def.Schema.Sends(game.ClassCell) {
		cells = 0
	}
	for cell := range cells {
		if touches(grid, cell, view, 0) {
			need = append(need, game.CellScope(cell))
		}
	}
	for _, s := range need {
		h, ok := find(f.held, s)
		if def.BytesPerSecond > 0 && s.Class() == game.ClassCell && (!ok || f.frame-h.content.Tick <= replicate.RingTicks) {
			continue
		}
		if !ok {
			return &Divergence{Frame: f.frame, Scope: s, Tick: f.frame, What: "the client does not hold what its view needs"}
		}
		if h.content.Tick != f.frame {
			return &Divergence{Frame: f.frame, Scope: s, Tick: h.content.Tick, What: "the scope was left out of the frame"}
		}
	}
	slices.Sort(need)
	reach := max(grid.Hysteresis, grid.FarRadius-max(view.Radius, 0))
	for _, h := range f.held {
		if _, ok := slices.BinarySearch(need, h.scope); ok {
			continue
		}
		if h.scope.Class() != game.ClassCell || !touches(grid, h.scope.Index(), view, reach) {
			return &Divergence{Frame: f.frame, Scope: h.scope, Tick: h.content.Tick, What: "the client holds what it must not see"}
		}
	}
	return nil
}

// content compares a scope with what the server had in it at the scope's tick.
func (f *Follower) content(h *holding) error {
	want := h.look.scopes[h.scope]
	for g, grp := range f.oracle.def.Schema.Groups() {
		var rows []uint32
		if want != nil {
			rows = want[g]
		}
		if err := f.block(h, grp, h.content.Block(g), rows); err != nil {
			return err
		}
		f.counts.Rows += len(rows)
	}
	f.counts.Scopes++
	return nil
}

func (f *Follower) block(h *holding, grp game.Group, got snapshot.Block, want []uint32) error {
	t, saved := f.oracle.def.Schema.Kind(grp.Kind), h.look.rows.Block(grp.Kind)
	width := grp.Hi - grp.Lo
	for k := range max(len(got.IDs), len(want)) {
		d := &Divergence{Frame: f.frame, Scope: h.scope, Tick: h.content.Tick, Kind: t.Name}
		switch {
		case k >= len(want) || k < len(got.IDs) && got.IDs[k] < saved.IDs[want[k]]:
			d.Entity, d.What = got.IDs[k], "the server has no such row in the scope"
			return d
		case k >= len(got.IDs) || got.IDs[k] != saved.IDs[want[k]]:
			d.Entity, d.What = saved.IDs[want[k]], "the row is missing"
			return d
		}
		row := saved.Row(int(want[k]))[grp.Lo:grp.Hi]
		for i, v := range got.Vals[k*width : (k+1)*width] {
			if v != row[i] {
				d.Entity, d.Field, d.Got, d.Want = got.IDs[k], t.Fields[grp.Lo+i].Name, v, row[i]
				return d
			}
		}
	}
	return nil
}
