package replicate

import (
	"tickwire/game"
	"tickwire/game/snapshot"
)

// RingTicks is how many ticks the server remembers: a client whose base is older gets a
// keyframe. 32 ticks are about a second, the time after which a keyframe is cheaper than the
// delta anyway.
const RingTicks = 32

// Replicator turns the world of one room into frames for its clients. It belongs to the room's
// goroutine.
type Replicator struct {
	split  *splitter
	ring   *snapshot.Ring
	events *eventRing
	memo   *memo
	stats  Stats
	pace   pace
	still  *stillness // nil where every frame is sent

	// Scratch of Gather.
	want  []wanted
	due   []int
	lost  []held
	moved []game.ScopeID // scopes into which rows moved

	forgot bool // a look was replaced that the ring has forgotten
}

// Stats counts what the replicator did in the newest tick.
type Stats struct {
	Encodings  int // scope elements encoded
	Shared     int // scope elements handed to a client, whoever encoded them
	Keyframes  int // of these, keyframes
	Scopes     int // scopes with at least one row
	Rows       int // of the whole world, whoever sees them
	EventsLost int // left out of encodings that had more than a client takes
}

// New makes a replicator without a world.
func New(def *game.Definition) *Replicator {
	split := newSplitter(def.Schema, def.Grid)
	r := &Replicator{
		split:  split,
		ring:   snapshot.NewRing(RingTicks, 1+2*def.SendEvery),
		events: newEventRing(RingTicks),
		pace:   newPace(def),
		memo:   newMemo(def.Schema, int(split.grid.columns*split.grid.lines)),
	}
	if def.Quiet() {
		r.still = newStillness(int(split.grid.columns * split.grid.lines))
	}
	return r
}

// Advance takes the world after tick n and what it emitted. Ticks follow one another.
func (r *Replicator) Advance(n game.TickNumber, rows *game.Rows, log *game.EventLog) {
	set := r.ring.Begin(n)
	r.split.split(set, rows)
	r.events.add(n, log, r.split)
	if r.still != nil {
		r.compare(n)
	}
	r.memo.forget()
	r.stats = Stats{Scopes: set.Len(), Rows: r.split.rows(rows)}
}

// Stats are the counts since Advance.
func (r *Replicator) Stats() Stats { return r.stats }

// Content is what a scope held at a remembered tick; ok is false when it is forgotten. Tests and
// the convergence oracle compare clients with it.
func (r *Replicator) Content(scope game.ScopeID, n game.TickNumber) (c snapshot.Content, ok bool) {
	if set := r.ring.At(n); set != nil {
		return set.Content(scope), true
	}
	return snapshot.Content{}, false
}

// Set is the whole world at a remembered tick, cut into scopes, or nil when it is forgotten. It
// must not be changed and is valid until the tick is forgotten; for oracles.
func (r *Replicator) Set(n game.TickNumber) *snapshot.Set { return r.ring.At(n) }
