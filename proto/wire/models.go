package wire

import (
	"tickwire/game"
	"tickwire/proto/arith"
)

// models is what both ends of the packed encoding believe about a scope before they see it. They
// begin anew with each scope, because its bytes are shared by clients that saw different ones. The
// odds are guesses from games and from people who walk; they cost a few bits where they are wrong.
type models struct {
	tickAge, keyframe, baseSkip, noPrev, prevSkip arith.Int // ages, as small numbers

	touched  [2]arith.Prob // a group has a difference; [1] where the base has rows of it
	some     [3]arith.Prob // of that: rows are removed, rows are added, values change
	removed  arith.Int     // number of removed rows, less 1
	nextGone arith.Int     // rows that stay before the next that is removed
	added    arith.Int     // number of new rows, less 1
	firstID  arith.Int     // of the new rows, less the base's last
	nextID   arith.Int     // distance to the next, less 1
	newVals  []arith.Int   // per field of the widest group
	residual []arith.Int   // per model number
	active   []bool        // scratch: rows in which an earlier field changed

	events, event, eventAge arith.Int
	eventVals               []arith.Int // per field of the widest event
	lastVals                [][]int32   // per event, of the last one of its kind

	groups []packGroup
	widths []int // fields of each event
}

// packGroup says which models the fields of a group use: all that move in lines share one, all
// angles another, and each field that changes in steps has its own.
type packGroup struct {
	interps  []game.Interp
	residual []int // per field, index into models.residual
	count    int   // of models
}

func newModels(s *game.Schema) *models {
	m := &models{}
	widest := 0
	for _, g := range s.Groups() {
		pg := packGroup{count: 2}
		for _, f := range s.Kind(g.Kind).Fields[g.Lo:g.Hi] {
			pg.interps = append(pg.interps, f.Interp)
			switch f.Interp {
			case game.InterpLerp:
				pg.residual = append(pg.residual, 0)
			case game.InterpAngle:
				pg.residual = append(pg.residual, 1)
			default:
				pg.residual = append(pg.residual, pg.count)
				pg.count++
			}
		}
		widest = max(widest, len(pg.interps))
		m.residual = append(m.residual, make([]arith.Int, max(pg.count-len(m.residual), 0))...)
		m.groups = append(m.groups, pg)
	}
	m.newVals = make([]arith.Int, widest)
	widest = 0
	for i := range s.NumEvents() {
		n := len(s.Event(i).Fields)
		m.widths = append(m.widths, n)
		m.lastVals = append(m.lastVals, make([]int32, n))
		widest = max(widest, n)
	}
	m.eventVals = make([]arith.Int, widest)
	return m
}

// What the models begin with, in parts of 65536.
var (
	rareInt   = arith.NewInt(65000) // 0 nearly always
	oftenInt  = arith.NewInt(30000) // residuals of what moves; events of a scope
	stepInt   = arith.NewInt(58000) // residuals of what changes in steps
	uniform   = arith.NewInt(1000)  // anything
	noneInt   = arith.NewInt(62000) // number of events
	someOften = arith.Odds(56000, 1)
	seldom    = arith.Odds(6000, 1)
)

// begin forgets the last scope.
func (m *models) begin() {
	m.tickAge, m.keyframe, m.baseSkip, m.noPrev, m.prevSkip = rareInt, rareInt, rareInt, rareInt, rareInt
	m.touched = [2]arith.Prob{seldom, someOften}
	m.events = noneInt
}

// group forgets the last group.
func (m *models) group(g int) *packGroup {
	pg := &m.groups[g]
	m.some = [3]arith.Prob{seldom, seldom, someOften}
	m.removed, m.nextGone = oftenInt, uniform
	m.added, m.firstID, m.nextID = oftenInt, uniform, oftenInt
	for f := range pg.interps {
		m.newVals[f] = uniform
	}
	for i := range pg.count {
		if m.residual[i] = stepInt; i < 2 {
			m.residual[i] = oftenInt
		}
	}
	return pg
}

// beginEvents forgets the events of the last scope.
func (m *models) beginEvents() {
	m.event, m.eventAge = oftenInt, rareInt
	for f := range m.eventVals {
		m.eventVals[f] = uniform
	}
	for _, v := range m.lastVals {
		clear(v)
	}
}

// rows makes scratch for the rows of a group, none of them active.
func (m *models) rows(n int) []bool {
	if cap(m.active) < n {
		m.active = make([]bool, n+n/2)
	}
	m.active = m.active[:n]
	clear(m.active)
	return m.active
}
