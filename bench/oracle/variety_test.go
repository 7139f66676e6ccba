package oracle_test

import (
	"fmt"

	"tickwire/game"
)

// most is how many fields of one type a row can have.
const most = 6

// row is what any kind and event of a schema made by a script is stored in: every field is in one of
// its members.
type row struct {
	Owner   game.PlayerID
	Team    game.TeamID
	X, Y    int32
	Key     game.SpawnKey
	Words   [most]int32
	Shorts  [most]int16
	Bytes   [most]uint8
	Turns   [most]uint16
	Floats  [most]float32
	Doubles [most]float64
	Flags   [most]bool
}

// part is a field, and how a number is put in it.
type part struct {
	field game.Field[row]
	put   func(*row, int32)
}

// sort is a kind or an event of a script's schema: its fields, and which of them say who sees it.
type sort struct {
	kind   *game.Kind[row]  // nil for an event
	event  *game.Event[row] // nil for a kind
	parts  []part
	lerps  bool // x and y move in lines
	owner  int  // index of the part, -1 for none
	team   int
	inCell bool // parts 0 and 1 are x and y
	keyed  bool
}

// players and teams are how many different ones fields name, 0 for nobody included.
const (
	players = 5
	teams   = 3
)

// newSort lets a script choose where rows of a table go and what they consist of.
func newSort(s *script, events bool) (*sort, game.Place) {
	t := &sort{owner: -1, team: -1}
	place := game.Everyone()
	switch s.below(8) {
	case 0, 1, 2:
		t.inCell, t.lerps = true, !s.chance(4)
		point := game.Lerp[row, int32]
		if !t.lerps {
			point = func(name string, _ float64, at func(*row) *int32) game.Field[row] { return game.Step(name, at) }
		}
		t.add(point("x", 1, func(r *row) *int32 { return &r.X }), func(r *row, v int32) { r.X = v })
		t.add(point("y", 0.5, func(r *row) *int32 { return &r.Y }), func(r *row, v int32) { r.Y = v })
		place = game.InCell("x", "y")
	case 3:
		t.team = t.add(game.Step("team", func(r *row) *game.TeamID { return &r.Team }),
			func(r *row, v int32) { r.Team = game.TeamID(uint32(v) % teams) })
		place = game.ToTeam("team")
	case 4:
		t.own()
		place = game.ToOwner()
	case 5:
		place = game.Hidden()
	}
	if t.owner < 0 && s.chance(2) {
		t.own()
	}
	for n := s.below(most + 1 - len(t.parts)); n > 0; n-- {
		t.any(s, !events)
	}
	return t, place
}

func (t *sort) add(f game.Field[row], put func(*row, int32)) int {
	t.parts = append(t.parts, part{f, put})
	return len(t.parts) - 1
}

func (t *sort) own() {
	t.owner = t.add(game.Owner("owner", func(r *row) *game.PlayerID { return &r.Owner }),
		func(r *row, v int32) { r.Owner = game.PlayerID(uint32(v) % players) })
}

// any adds a field of any type; private ones only where a kind has an owner.
func (t *sort) any(s *script, private bool) {
	i := len(t.parts)
	name := fmt.Sprint("f", i)
	var p part
	switch s.below(9) {
	case 0, 1:
		p = part{game.Lerp(name, 1, func(r *row) *int32 { return &r.Words[i] }), func(r *row, v int32) { r.Words[i] = v }}
	case 2:
		p = part{game.Step(name, func(r *row) *int32 { return &r.Words[i] }), func(r *row, v int32) { r.Words[i] = v }}
	case 3:
		p = part{game.Lerp(name, 1, func(r *row) *int16 { return &r.Shorts[i] }), func(r *row, v int32) { r.Shorts[i] = int16(v) }}
	case 4:
		p = part{game.Step(name, func(r *row) *uint8 { return &r.Bytes[i] }), func(r *row, v int32) { r.Bytes[i] = uint8(v) }}
	case 5:
		p = part{game.Angle(name, func(r *row) *uint16 { return &r.Turns[i] }), func(r *row, v int32) { r.Turns[i] = uint16(v) }}
	case 6:
		p = part{game.Lerp(name, 1.0/64, func(r *row) *float32 { return &r.Floats[i] }), func(r *row, v int32) { r.Floats[i] = float32(v) / 100 }}
	case 7:
		p = part{game.Lerp(name, 0.01, func(r *row) *float64 { return &r.Doubles[i] }), func(r *row, v int32) { r.Doubles[i] = float64(v) * 3 }}
	case 8:
		p = part{game.Step(name, func(r *row) *bool { return &r.Flags[i] }), func(r *row, v int32) { r.Flags[i] = v&1 != 0 }}
	}
	if private && t.owner >= 0 && s.chance(3) {
		if !t.keyed && s.chance(3) {
			t.keyed = true
			p.field, p.put = game.Key(name, func(r *row) *game.SpawnKey { return &r.Key }), func(r *row, v int32) { r.Key = game.SpawnKey(v) }
		}
		p.field = game.OwnerOnly(p.field)
	}
	t.parts = append(t.parts, p)
}

func (t *sort) fields() []game.Field[row] {
	var all []game.Field[row]
	for _, p := range t.parts {
		all = append(all, p.field)
	}
	return all
}

// variety is the game that a script plays: rows without rules.
type variety struct {
	def    *game.Definition
	kinds  []*sort
	events []*sort
	eyes   *game.Kind[eye]
}

// eye is what a player sees. It is a row, hidden from all, so that views can be had from rows alone.
type eye struct {
	Player game.PlayerID
	View   game.View
}

func newEyes() *game.Kind[eye] {
	return game.NewKind(game.KindConfig[eye]{
		Name: "eye", Place: game.Hidden(),
		Fields: []game.Field[eye]{
			game.Step("player", func(e *eye) *game.PlayerID { return &e.Player }),
			game.Step("x", func(e *eye) *int32 { return &e.View.X }),
			game.Step("y", func(e *eye) *int32 { return &e.View.Y }),
			game.Step("radius", func(e *eye) *int32 { return &e.View.Radius }),
			game.Step("team", func(e *eye) *game.TeamID { return &e.View.Team }),
			game.Step("all", func(e *eye) *bool { return &e.View.All }),
		},
	})
}

// newVariety lets a script choose a game. A script cannot choose one that is not complete.
func newVariety(s *script) *variety {
	v := &variety{eyes: newEyes()}
	c := game.SchemaConfig{Input: game.NewInput[row]()}
	for i := range 1 + s.below(4) {
		t, place := newSort(s, false)
		t.kind = game.NewKind(game.KindConfig[row]{Name: fmt.Sprint("kind ", i), Place: place, Fields: t.fields()})
		v.kinds, c.Kinds = append(v.kinds, t), append(c.Kinds, t.kind)
	}
	c.Kinds = append(c.Kinds, v.eyes)
	for i := range s.below(4) {
		t, place := newSort(s, true)
		t.event = game.NewEvent(game.EventConfig[row]{Name: fmt.Sprint("event ", i), Place: place, Fields: t.fields()})
		v.events, c.Events = append(v.events, t), append(c.Events, t.event)
	}
	schema := game.NewSchema(c)
	v.def = &game.Definition{
		Name: "variety", Schema: schema, TickRate: 30, SendEvery: []int{1, 1, 1, 2, 3}[s.below(5)], Grid: newGrid(s),
		New: func(uint64) game.World { return &shelf{eyes: v.eyes, rows: game.NewRows(schema)} },
	}
	if s.chance(3) {
		v.def.BytesPerSecond = 256 << s.below(6)
	}
	if len(s.bytes)%4 == 3 { // it costs no byte, so older scripts mean what they did
		v.def.SendIdle = 90
	}
	if err := v.def.Complete(); err != nil {
		panic(err)
	}
	return v
}

// newGrid lets a script choose up to 36 cells of any size, anywhere.
func newGrid(s *script) game.Grid {
	if s.chance(6) {
		return game.Grid{}
	}
	size := int32(1) << s.below(29)
	g := game.Grid{Cell: size, Hysteresis: size / (1 << s.below(4)), MinX: -size * int32(s.below(4)), MinY: -size * int32(s.below(4))}
	g.MaxX, g.MaxY = g.MinX+size*int32(1+s.below(6)), g.MinY+size*int32(1+s.below(6))-size/2
	if s.chance(2) {
		g.FarRadius, g.FarEvery = size*int32(s.below(8)), s.below(7)
	}
	return g
}

// shelf is a world that keeps rows and does nothing.
type shelf struct {
	eyes *game.Kind[eye]
	rows *game.Rows
}

func (w *shelf) Join(*game.Tick, game.Player)    {}
func (w *shelf) Leave(*game.Tick, game.PlayerID) {}
func (w *shelf) Step(*game.Tick)                 {}
func (w *shelf) Save(r *game.Rows)               { r.CopyFrom(w.rows) }
func (w *shelf) Load(r *game.Rows)               { w.rows.CopyFrom(r) }

func (w *shelf) View(p game.PlayerID) game.View {
	for _, e := range w.eyes.All(w.rows) {
		if e.Player == p {
			return e.View
		}
	}
	return game.View{}
}
