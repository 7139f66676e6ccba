package oracle_test

import (
	"fmt"
	"slices"
	"time"

	"tickwire/bench/oracle"
	"tickwire/game"
	"tickwire/server/replicate"
)

// What a script can make at most, so that each run is over in some milliseconds.
const (
	mostEntities = 48
	mostWatchers = 4
	mostTicks    = 600
	mostScript   = 8 << 10
)

// stage is a world that a script changes, replicated by the server's own code and watched by real
// clients, with an oracle over all of it.
type stage struct {
	*script
	*variety
	rep      *replicate.Replicator
	truth    *oracle.Oracle
	tick     game.TickNumber
	entities []*entity // ascending by id
	lastID   game.EntityID
	rows     *game.Rows
	log      game.EventLog
	watchers []*watcher // ascending by player
	last     game.PlayerID
	seen     sights
	trick    trick
}

// entity is one row, or two when it has private fields.
type entity struct {
	id    game.EntityID
	sort  *sort
	vals  []int32 // by part
	part  int     // that moves by drift in every tick
	drift int32
}

// sights are what runs have looked at, so that a test can tell that they did.
type sights struct {
	oracle.Counts
	Runs, Keyframes, Left, Late, Links, Verified, Forgotten, Quiet int
}

// trick breaks what the server does, as a slip in its code would; nothing is broken where it is zero.
type trick struct {
	name  string
	frame func(w *watcher, left []game.ScopeID, parts [][]byte) ([]game.ScopeID, [][]byte)
	log   func(*game.EventLog) *game.EventLog // that the server sees
}

// play follows a script to its end. The error is the first thing that is wrong.
func play(b []byte) (sights, error) { return trick{}.play(b) }

func (tr trick) play(b []byte) (sights, error) {
	s := &script{bytes: b[:min(len(b), mostScript)]}
	v := newVariety(s)
	st := &stage{trick: tr, script: s, variety: v, rep: replicate.New(v.def), truth: oracle.New(v.def), rows: game.NewRows(v.def.Schema)}
	st.arrive()
	for !st.over() && st.tick < mostTicks {
		if err := st.act(); err != nil {
			return st.seen, err
		}
	}
	err := st.end()
	st.seen.Runs++
	return st.seen, err
}

// act does what the script says next.
func (st *stage) act() error {
	switch op := st.byte(); {
	case op < 70:
		return st.step()
	case op < 90:
		for range op % 8 {
			if err := st.step(); err != nil {
				return err
			}
		}
	case op < 120:
		for range 1 + op%3 {
			st.spawn()
		}
	case op < 170:
		st.change()
	case op < 182:
		st.remove()
	case op < 200:
		st.emit()
	case op < 230:
		st.look()
	case op < 236:
		st.arrive()
	case op < 239:
		st.depart()
	default:
		return st.disturb(op)
	}
	return nil
}

// step makes a tick and hands frames to those who can take one.
func (st *stage) step() error {
	st.tick++
	st.save()
	log := &st.log
	if st.trick.log != nil {
		log = st.trick.log(log)
	}
	st.rep.Advance(st.tick, st.rows, log)
	if err := st.truth.Record(st.tick, st.rows, &st.log, st.rep.Set(st.tick)); err != nil {
		return err
	}
	st.log.Reset()
	if int(st.tick)%st.def.SendEvery != 0 {
		return nil
	}
	for _, w := range st.watchers {
		if err := w.frame(st); err != nil {
			return fmt.Errorf("tick %d: player %d: %w", st.tick, w.eye.Player, err)
		}
	}
	st.seen.Keyframes += st.rep.Stats().Keyframes
	return nil
}

// now is when the newest tick was made.
func (st *stage) now() time.Duration {
	return time.Duration(st.tick) * time.Second / time.Duration(st.def.TickRate)
}

// save writes the world down.
func (st *stage) save() {
	st.rows.Reset()
	for _, e := range st.entities {
		var r row
		if e.drift != 0 {
			e.vals[e.part] += e.drift
		}
		for i, p := range e.sort.parts {
			p.put(&r, e.vals[i])
		}
		e.sort.kind.Append(st.rows, e.id, &r)
	}
	for _, w := range st.watchers {
		st.eyes.Append(st.rows, w.id, &w.eye)
	}
}

func (st *stage) spawn() {
	t := st.kinds[st.below(len(st.kinds))]
	if len(st.entities) == mostEntities {
		return
	}
	st.lastID += game.EntityID(1 + st.below(256)/255*1000)
	e := &entity{id: st.lastID, sort: t, vals: make([]int32, len(t.parts))}
	for i := range e.vals {
		e.vals[i] = st.value(0)
	}
	if t.inCell {
		e.vals[0], e.vals[1] = st.point()
	}
	st.entities = append(st.entities, e)
}

// point is a place, nearly always in the world.
func (st *stage) point() (x, y int32) {
	g := &st.def.Grid
	if st.chance(8) {
		return st.value(0), st.value(0)
	}
	within := func(lo, hi int32) int32 { return lo + int32((int64(hi)-int64(lo))*int64(st.byte())/256) }
	return within(g.MinX, g.MaxX), within(g.MinY, g.MaxY)
}

// pick is an entity, nil when there are none.
func (st *stage) pick() *entity {
	if len(st.entities) == 0 {
		return nil
	}
	return st.entities[st.below(len(st.entities))]
}

// change moves an entity, or gives it other values, another owner or team, or a drift.
func (st *stage) change() {
	e := st.pick()
	if e == nil || len(e.vals) == 0 {
		return
	}
	switch how := st.below(6); {
	case how == 0:
		e.part, e.drift = st.below(len(e.vals)), st.value(0)>>st.below(32)
	case how == 1 && e.sort.inCell:
		e.vals[0], e.vals[1] = st.point()
	case how == 2 && e.sort.owner >= 0:
		e.vals[e.sort.owner] = int32(st.byte())
	case how == 2 && e.sort.team >= 0:
		e.vals[e.sort.team] = int32(st.byte())
	case how == 3 && e.sort.inCell: // over the nearest border, or nearly
		e.vals[st.below(2)] += st.def.Grid.Cell/8*int32(st.below(20)-10) + int32(st.below(3)-1)
	default:
		i := st.below(len(e.vals))
		e.vals[i] = st.value(e.vals[i])
	}
}

func (st *stage) remove() {
	if len(st.entities) > 0 {
		i := st.below(len(st.entities))
		st.entities = slices.Delete(st.entities, i, i+1)
	}
}

// emit makes one event, or many, of the coming tick.
func (st *stage) emit() {
	if len(st.events) == 0 {
		return
	}
	n := 1
	if st.chance(10) {
		n = st.below(30)
	}
	for range n {
		t := st.events[st.below(len(st.events))]
		vals := make([]int32, len(t.parts))
		for i := range vals {
			vals[i] = st.value(0)
		}
		switch {
		case t.inCell:
			vals[0], vals[1] = st.point()
		case t.team >= 0:
			vals[t.team] = int32(st.below(teams))
		}
		if t.owner >= 0 {
			vals[t.owner] = int32(st.below(players))
		}
		st.log.Append(t.event.Number(), vals)
	}
}

// end lets every link catch up and looks once more.
func (st *stage) end() error {
	for _, w := range st.watchers {
		w.skips, w.stalls = 0, false
	}
	for range 2 * st.def.SendEvery {
		if err := st.step(); err != nil {
			return err
		}
	}
	for _, w := range st.watchers {
		if err := w.end(st); err != nil {
			return fmt.Errorf("player %d: %w", w.eye.Player, err)
		}
		st.seen.add(w)
	}
	return nil
}

func (s *sights) add(w *watcher) {
	c := w.follower.Counts()
	s.Frames += c.Frames
	s.Scopes += c.Scopes
	s.Rows += c.Rows
	s.Events += c.Events
	s.Links++
}
