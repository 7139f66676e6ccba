package netplay

import (
	"slices"
	"time"

	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

// History remembers the last looks at every entity, so that the world can be drawn at any moment
// between them. Looks are kept per entity, not per scope: an entity that moves from one scope to
// another is interpolated across the move, and one in a slow scope over that scope's own period
// and so much later.
type History struct {
	// Quiet is how many ticks there are from one frame to the next where frames are left out that would
	// tell nothing: what was not sent for longer has stood still until so many ticks before it was. 0
	// where every frame is sent. Frames that were skipped because the link was behind look the same.
	Quiet int

	groups []groupHistory
	scopes map[game.ScopeID]rhythm
	opened game.TickNumber // first frame
	before game.TickNumber // frame before the newest
	heard  game.TickNumber // newest frame
	drawn  int64           // newest moment that was sampled, in 256ths of a tick
	lag    int64           // largest of a row then
	tick   time.Duration   // length of one
	extra  int64           // how far to extrapolate beyond the newest look, in 256ths of a tick
	gap    int64           // see longGap, in 256ths of a tick
	looks  int             // per entity
	spare  int             // by how many the rings of all tracks may still grow
	row    []int32
	still  game.TickNumber // up to which the scope being added stood still; 0 for unknown
}

// groupHistory is the tracks of one field group, ordered by id.
type groupHistory struct {
	game.Group
	interps []game.Interp
	ids     []game.EntityID
	tracks  []*track
	free    []*track
}

// maxExtrapolation bounds, in 1/1000 s, how far an entity is continued in a straight line when
// no newer look has come; then it stands still. More makes late frames snap visibly.
const maxExtrapolation = 100

// forgetAfter is the number of ticks after which entities that went are dropped even if nobody
// draws, as in a hidden tab: memory must not grow with the time spent there.
const forgetAfter = 256

// maxLooks bounds what all rings together may grow by: a second's worth for 30,000 entities at 30
// Hz. What is beyond them is drawn from the last few looks.
const maxLooks = 1 << 20

// maxGone is up to how many entities of a group are remembered for the moment at which they go: no
// more than a client can hold of those that are there.
const maxGone = wire.MaxRows

// NewHistory remembers the given number of looks per entity at a tick rate. One second's worth
// lets a burst after a stall arrive without losing what is still to be drawn.
func NewHistory(s *game.Schema, tickRate, looks int) *History {
	h := &History{
		scopes: map[game.ScopeID]rhythm{}, tick: time.Second / time.Duration(max(tickRate, 1)),
		looks: max(looks, 2), spare: maxLooks, extra: int64(tickRate) * 256 * maxExtrapolation / 1000,
		gap: longGap(tickRate) << 8,
	}
	for _, g := range s.Groups() {
		gh := groupHistory{Group: g}
		for _, f := range s.Kind(g.Kind).Fields[g.Lo:g.Hi] {
			gh.interps = append(gh.interps, f.Interp)
		}
		h.groups = append(h.groups, gh)
	}
	return h
}

// Frame says that a frame has come, before what is in it is added. Scopes that did not come with
// it are late, and their rows are drawn later.
func (h *History) Frame(n game.TickNumber) {
	if h.heard == 0 {
		h.opened = n
	}
	h.before, h.heard = h.heard, n
}

// Add remembers a new look at a scope: all of its rows at its tick. What the scope held before
// and does not hold now went at that tick, unless a scope with a tick at least as new holds it.
func (h *History) Add(scope game.ScopeID, c *snapshot.Content) {
	r, held := h.scopes[scope]
	if !held {
		r.tick = h.before // how late it will come is not known: as with the first frame, not at all
	}
	h.still = 0
	if h.Quiet > 0 && r.tick == h.before {
		h.still = c.Tick - min(c.Tick, game.TickNumber(h.Quiet))
	}
	r.look(c.Tick, h.before)
	h.scopes[scope] = r
	for g := range h.groups {
		h.add(&h.groups[g], scope, c.Tick, r.late, c.Block(g))
	}
}

// Left says that the client no longer holds a scope, as of the tick of the frame that said so.
// Its entities go when the render time reaches that tick.
func (h *History) Left(scope game.ScopeID, n game.TickNumber) {
	delete(h.scopes, scope)
	for g := range h.groups {
		h.add(&h.groups[g], scope, n, 0, snapshot.Block{})
	}
}

// Reset forgets everything, for a new room or link.
func (h *History) Reset() {
	for g := range h.groups {
		gh := &h.groups[g]
		gh.free = append(gh.free, gh.tracks...)
		gh.ids, gh.tracks = gh.ids[:0], gh.tracks[:0]
	}
	clear(h.scopes)
	h.opened, h.before, h.heard, h.drawn, h.lag = 0, 0, 0, 0, 0
}

func (h *History) add(g *groupHistory, scope game.ScopeID, n game.TickNumber, late int64, b snapshot.Block) {
	g.drop(n)
	i, width := 0, len(g.interps)
	for k, id := range b.IDs {
		for ; i < len(g.ids) && g.ids[i] < id; i++ {
			g.tracks[i].leave(scope, n)
		}
		if i == len(g.ids) || g.ids[i] != id {
			g.ids = slices.Insert(g.ids, i, id)
			g.tracks = slices.Insert(g.tracks, i, g.newTrack(h.looks))
		}
		h.hold(g.tracks[i], n, width)
		h.grow(g.tracks[i])
		g.tracks[i].push(scope, n, late, b.Vals[k*width:(k+1)*width])
		i++
	}
	for ; i < len(g.ids); i++ {
		g.tracks[i].leave(scope, n)
	}
}

// hold notes that an entity, of which a look at tick n is about to be added, stood still after its newest
// one. It may have gone from another scope in that tick, whose news came first.
func (h *History) hold(t *track, n game.TickNumber, width int) {
	if t.seen == 0 || t.newest().tick >= h.still {
		return
	}
	switch last := t.newest(); last.gone {
	case n:
		last.gone = 0 // it moved between scopes in this tick; see push
		fallthrough
	case 0:
		h.grow(t)
		t.push(t.newest().scope, h.still, t.late, t.row(t.seen-1, width))
	}
}

func (g *groupHistory) newTrack(looks int) *track {
	if n := len(g.free); n > 0 {
		t := g.free[n-1]
		g.free = g.free[:n-1]
		t.seen = 0
		return t
	}
	looks = min(looks, firstLooks)
	return &track{looks: make([]trackLook, looks), vals: make([]int32, looks*len(g.interps))}
}

// grow makes room in the ring of a track that is full, as long as there is any to give. One that
// has come from a slow scope to a near one is drawn late and has a look in every frame.
func (h *History) grow(t *track) {
	looks := h.looks
	if t.lag > 0 {
		looks += maxLag
	}
	more := min(len(t.looks), looks-len(t.looks))
	if t.seen >= len(t.looks) && more > 0 && more <= h.spare {
		h.spare -= more
		t.grow(len(t.looks) + more)
	}
}

// drop frees the tracks of entities that went long before tick n, and of all that went when they
// are too many.
func (g *groupHistory) drop(n game.TickNumber) {
	crowd := len(g.tracks) > maxGone
	g.keep(func(t *track) bool {
		gone := t.newest().gone
		return gone == 0 || !crowd && int64(gone)+forgetAfter > int64(n)
	})
}

// keep frees the tracks for which f is false.
func (g *groupHistory) keep(f func(*track) bool) {
	kept := 0
	for i, t := range g.tracks {
		if !f(t) {
			g.free = append(g.free, t)
			continue
		}
		g.ids[kept], g.tracks[kept] = g.ids[i], t
		kept++
	}
	g.ids, g.tracks = g.ids[:kept], g.tracks[:kept]
}
