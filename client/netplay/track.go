package netplay

import "tickwire/game"

// track is a ring of looks at one entity, the newest at index (seen-1) mod len.
type track struct {
	looks []trackLook
	vals  []int32
	seen  int
	tick  game.TickNumber // of the newest look
	lag   int64           // by how much later than others it is drawn, in 256ths of a tick
	late  int64           // by how much the scope of its newest look comes late
}

type trackLook struct {
	tick  game.TickNumber
	gone  game.TickNumber // the entity was not there from this tick on; 0 while it is
	scope game.ScopeID
}

// firstLooks is how long a ring begins. Memory is taken as looks come: a server can name thousands
// of entities in a hundred bytes, but must send a frame for each look at them.
const firstLooks = 4

// grow lengthens a ring that is full.
func (t *track) grow(looks int) {
	width := len(t.vals) / len(t.looks)
	longer := track{looks: make([]trackLook, looks), vals: make([]int32, looks*width), seen: t.seen, tick: t.tick, lag: t.lag, late: t.late}
	for i := t.seen - len(t.looks); i < t.seen; i++ {
		longer.looks[i%looks] = t.looks[i%len(t.looks)]
		copy(longer.row(i, width), t.row(i, width))
	}
	*t = longer
}

func (t *track) newest() *trackLook { return &t.looks[(t.seen-1)%len(t.looks)] }

// push adds a look at a scope that comes late by so much. One that is not newer than what another scope already showed is stale: the
// id belongs to the newer scope tick.
func (t *track) push(scope game.ScopeID, n game.TickNumber, late int64, vals []int32) {
	if t.seen == 0 {
		t.lag = late
	} else {
		if last := t.newest(); last.tick >= n {
			return
		} else if last.gone == n {
			last.gone = 0 // it moved between scopes in this tick
		}
	}
	slot := t.seen % len(t.looks)
	t.seen++
	t.looks[slot] = trackLook{tick: n, scope: scope}
	t.tick, t.late = n, late
	copy(t.vals[slot*len(vals):], vals)
}

// leave says that a scope does not hold the entity at tick n.
func (t *track) leave(scope game.ScopeID, n game.TickNumber) {
	if last := t.newest(); last.scope == scope && last.gone == 0 && n > last.tick {
		last.gone = n
	}
}

func (t *track) moment(i int) int64 { return int64(t.looks[i%len(t.looks)].tick) << 8 }

func (t *track) row(i, width int) []int32 {
	slot := i % len(t.looks)
	return t.vals[slot*width : (slot+1)*width]
}
