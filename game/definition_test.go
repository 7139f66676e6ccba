package game_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"tickwire/game"
)

func TestCompleteFillsInDefaults(t *testing.T) {
	for _, c := range []struct {
		rate int
		want game.Limits
	}{
		{0, game.Limits{MaxPlayers: 64, MaxRewind: 15, InputHold: 7, MaxInputLead: 60, Grace: 900}},
		{1, game.Limits{MaxPlayers: 64, MaxRewind: 0, InputHold: 1, MaxInputLead: 2, Grace: 30}},
		{240, game.Limits{MaxPlayers: 64, MaxRewind: 31, InputHold: 60, MaxInputLead: 480, Grace: 7200}},
	} {
		d := definition()
		d.TickRate = c.rate
		d.Grid = game.Grid{MaxX: 1000, MaxY: 10, Cell: 256}
		for range 2 { // a second call changes nothing
			if err := d.Complete(); err != nil {
				t.Fatal(err)
			}
			if c.rate == 0 && d.TickRate != 30 || d.SendEvery != 1 || d.Limits != c.want ||
				d.Grid.Hysteresis != 32 || d.Grid.FarEvery != 4 {
				t.Errorf("rate %d: got %+v", c.rate, d)
			}
		}
	}
}

func definition() *game.Definition {
	return &game.Definition{
		Name: "x", New: func(uint64) game.World { return nil },
		Schema: game.NewSchema(game.SchemaConfig{Input: newButtons()}),
	}
}

func TestCompleteRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*game.Definition){
		"no name":          func(d *game.Definition) { d.Name = "" },
		"shouted name":     func(d *game.Definition) { d.Name = "Tag" },
		"name with spaces": func(d *game.Definition) { d.Name = "a tag" },
		"long name":        func(d *game.Definition) { d.Name = strings.Repeat("x", 65) },
		"grid of no cells": func(d *game.Definition) { d.Grid = game.Grid{MaxX: 1000, MaxY: 1000} },
		"cells of no grid": func(d *game.Definition) { d.Grid = game.Grid{Cell: 256} },
		"grid inside out":  func(d *game.Definition) { d.Grid = game.Grid{MinX: 1000, MaxY: 1000, Cell: 256} },
		"negative cells":   func(d *game.Definition) { d.Grid = game.Grid{MaxX: 1000, MaxY: 1000, Cell: -1} },
		"no schema":        func(d *game.Definition) { d.Schema = nil },
		"no New":           func(d *game.Definition) { d.New = nil },
		"too fast":         func(d *game.Definition) { d.TickRate = 241 },
		"negative rate":    func(d *game.Definition) { d.TickRate = -1 },
		"sends too seldom": func(d *game.Definition) { d.SendEvery = 17 },
		"negative sends":   func(d *game.Definition) { d.SendEvery = -1 },
		"rewinds too far":  func(d *game.Definition) { d.Limits.MaxRewind = 32 },
		"rewinds forward":  func(d *game.Definition) { d.Limits.MaxRewind = -1 },
		"idles too little": func(d *game.Definition) { d.SendEvery, d.SendIdle = 4, 3 },
		"idles too long":   func(d *game.Definition) { d.SendIdle = 60*30 + 1 },
		"negative idling":  func(d *game.Definition) { d.SendIdle = -1 },
		"a long history":   func(d *game.Definition) { d.ChatHistory = 65 },
		"negative history": func(d *game.Definition) { d.ChatHistory = -1 },
		"a tiny budget":    func(d *game.Definition) { d.BytesPerSecond = 255 },
		"a vast budget":    func(d *game.Definition) { d.BytesPerSecond = 8<<20 + 1 },
		"negative budget":  func(d *game.Definition) { d.BytesPerSecond = -1 },
		"too many players": func(d *game.Definition) { d.Limits.MaxPlayers = game.MaxPlayers + 1 },
		"negative players": func(d *game.Definition) { d.Limits.MaxPlayers = -1 },
		"waits too long":   func(d *game.Definition) { d.Limits.Grace = 30*86400 + 1 },
		"holds too long":   func(d *game.Definition) { d.Limits.InputHold = 481 },
		"negative hold":    func(d *game.Definition) { d.Limits.InputHold = -1 },
		"leads too far":    func(d *game.Definition) { d.Limits.MaxInputLead = 481 },
		"negative lead":    func(d *game.Definition) { d.Limits.MaxInputLead = -1 },
		"a cell too many": func(d *game.Definition) {
			d.Grid = game.Grid{MaxX: game.MaxCells/16 + 1, MaxY: 16, Cell: 1}
		},
		"too many cells": func(d *game.Definition) {
			d.Grid = game.Grid{MinX: math.MinInt32, MaxX: math.MaxInt32, MaxY: 10, Cell: 1}
		},
	} {
		d := definition()
		spoil(d)
		if d.Complete() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestQuiet(t *testing.T) {
	for _, c := range []struct {
		every, idle int
		want        bool
	}{{0, 0, false}, {3, 0, false}, {3, 3, false}, {1, 2, true}, {3, 60 * 30, true}} {
		d := definition()
		d.SendEvery, d.SendIdle = c.every, c.idle
		if err := d.Complete(); err != nil {
			t.Fatal(err)
		}
		if got := d.Quiet(); got != c.want {
			t.Errorf("a frame in %d ticks, idle %d: got %v, want %v", c.every, c.idle, got, c.want)
		}
	}
}

func TestGridSize(t *testing.T) {
	for _, c := range []struct {
		g              game.Grid
		columns, lines int32
	}{
		{game.Grid{}, 1, 1},
		{game.Grid{MaxX: 100, MaxY: 100}, 1, 1},
		{game.Grid{MinX: -100, MaxX: 100, MaxY: 101, Cell: 100}, 2, 2},
		{game.Grid{MinX: 5, MaxX: -5, MaxY: 1, Cell: 1}, 1, 1},
		{game.Grid{MinX: math.MinInt32, MaxX: math.MaxInt32, Cell: 1 << 30}, 4, 1},
	} {
		if x, y := c.g.Columns(), c.g.Lines(); x != c.columns || y != c.lines {
			t.Errorf("%+v: got %d by %d, want %d by %d", c.g, x, y, c.columns, c.lines)
		}
	}
}

func TestScopeIDs(t *testing.T) {
	for _, c := range []struct {
		id    game.ScopeID
		class game.ScopeClass
		index uint32
		name  string
	}{
		{game.GlobalScope, game.ClassGlobal, 0, "global"},
		{game.CellScope(0), game.ClassCell, 0, "cell 0"},
		{game.CellScope(1<<20 - 1), game.ClassCell, 1<<20 - 1, "cell 1048575"},
		{game.TeamScope(2), game.ClassTeam, 2, "team 2"},
		{game.PrivateScope(1<<30 - 1), game.ClassPrivate, 1<<30 - 1, "private 1073741823"},
	} {
		if c.id.Class() != c.class || c.id.Index() != c.index || c.id.String() != c.name {
			t.Errorf("%d: got class %d index %d %q, want %d %d %q", c.id, c.id.Class(), c.id.Index(), c.id, c.class, c.index, c.name)
		}
	}
}

func TestASchemaTellsWhichScopesItUses(t *testing.T) {
	all := []game.ScopeClass{game.ClassGlobal, game.ClassCell, game.ClassTeam, game.ClassPrivate}
	kind := func(p game.Place, more ...game.Field[unit]) []game.AnyKind {
		fields := append([]game.Field[unit]{
			game.Owner("owner", func(u *unit) *game.PlayerID { return &u.Owner }),
			game.Step("x", func(u *unit) *int32 { return &u.X }),
		}, more...)
		return []game.AnyKind{game.NewKind(game.KindConfig[unit]{Name: "unit", Place: p, Fields: fields})}
	}
	event := func(p game.Place) []game.AnyEvent {
		return []game.AnyEvent{game.NewEvent(game.EventConfig[unit]{
			Name: "bang", Place: p, Fields: []game.Field[unit]{game.Step("x", func(u *unit) *int32 { return &u.X })},
		})}
	}
	secret := game.OwnerOnly(game.Step("y", func(u *unit) *int32 { return &u.Y }))
	for name, c := range map[string]struct {
		kinds  []game.AnyKind
		events []game.AnyEvent
		want   []game.ScopeClass
	}{
		"nothing":          {nil, nil, nil},
		"everyone":         {kind(game.Everyone()), nil, all[:1]},
		"cells":            {kind(game.InCell("x", "x")), nil, all[1:2]},
		"team":             {kind(game.ToTeam("x")), nil, all[2:3]},
		"owner":            {kind(game.ToOwner()), nil, all[3:]},
		"hidden":           {kind(game.Hidden()), event(game.Hidden()), nil},
		"a secret":         {kind(game.InCell("x", "x"), secret), nil, []game.ScopeClass{game.ClassCell, game.ClassPrivate}},
		"a secret, hidden": {kind(game.Hidden(), secret), nil, nil},
		"an event":         {kind(game.Hidden()), event(game.InCell("x", "x")), all[1:2]},
	} {
		s := game.NewSchema(game.SchemaConfig{Kinds: c.kinds, Input: newButtons(), Events: c.events})
		for _, class := range all {
			if got, want := s.Sends(class), slices.Contains(c.want, class); got != want {
				t.Errorf("%s: class %d is used: %v, want %v", name, class, got, want)
			}
		}
	}
}

// unit and its schema have one of everything, so that a property can be changed at a time.
type unit struct {
	Owner game.PlayerID
	X, Y  int32
	Team  uint8
	Key   game.SpawnKey
}

type parts struct {
	kind, place, event, field, input  string
	quantum                           float64
	step, private, edge, pred, evPred bool
	swap                              bool
}

func (p parts) schema() *game.Schema {
	x := game.Lerp(p.field, p.quantum, func(u *unit) *int32 { return &u.X })
	if p.step {
		x = game.Step(p.field, func(u *unit) *int32 { return &u.X })
	}
	y := game.Step("hp", func(u *unit) *int32 { return &u.Y })
	if p.private {
		y = game.OwnerOnly(y)
	}
	place := map[string]game.Place{
		"": game.Everyone(), "cell": game.InCell(p.field, "team"), "cell2": game.InCell("team", p.field),
		"team": game.ToTeam("team"), "owner": game.ToOwner(), "hidden": game.Hidden(),
	}[p.place]
	fields := []game.Field[unit]{
		game.Owner("owner", func(u *unit) *game.PlayerID { return &u.Owner }), x, y,
		game.Step("team", func(u *unit) *uint8 { return &u.Team }),
	}
	key := game.Key("key", func(u *unit) *game.SpawnKey { return &u.Key })
	kinds := []game.AnyKind{
		game.NewKind(game.KindConfig[unit]{Name: p.kind, Place: place, Fields: fields, Predicted: p.pred}),
		game.NewKind(game.KindConfig[unit]{Name: "other", Fields: append(fields[:1:1], key)}),
	}
	if p.swap {
		kinds[0], kinds[1] = kinds[1], kinds[0]
	}
	press := game.Step(p.input, func(u *unit) *int32 { return &u.X })
	if p.edge {
		press = game.Edge(press)
	}
	return game.NewSchema(game.SchemaConfig{
		Kinds: kinds, Input: game.NewInput(press),
		Events: []game.AnyEvent{game.NewEvent(game.EventConfig[unit]{
			Name: p.event, Fields: append(fields[:1:1], key), Predicted: p.evPred,
		})},
	})
}

func TestSchemaHashCoversEveryProperty(t *testing.T) {
	plain := parts{kind: "unit", event: "bang", field: "x", input: "dx", quantum: 1}
	a, b := plain.schema(), plain.schema()
	if a.Hash() != b.Hash() {
		t.Fatal("the same declarations have two hashes")
	}
	seen := map[uint64]string{a.Hash(): "nothing"}
	for i, change := range []func(*parts){
		func(p *parts) { p.kind = "thing" },
		func(p *parts) { p.event = "boom" },
		func(p *parts) { p.field = "z" },
		func(p *parts) { p.input = "dy" },
		func(p *parts) { p.quantum = 0.5 },
		func(p *parts) { p.step = true },
		func(p *parts) { p.private = true },
		func(p *parts) { p.edge = true },
		func(p *parts) { p.pred = true },
		func(p *parts) { p.evPred = true },
		func(p *parts) { p.swap = true },
		func(p *parts) { p.place = "cell" },
		func(p *parts) { p.place = "cell2" },
		func(p *parts) { p.place = "team" },
		func(p *parts) { p.place = "owner" },
		func(p *parts) { p.place = "hidden" },
	} {
		p := plain
		change(&p)
		h := p.schema().Hash()
		if was, ok := seen[h]; ok {
			t.Errorf("changing %+v hashes as %s", p, was)
		}
		seen[h] = fmt.Sprintf("change %d", i)
	}
}
