package game_test

import (
	"math"
	"strings"
	"testing"

	"tickwire/game"
	"tickwire/game/fixed"
)

type probe struct {
	I8    int8
	U8    uint8
	I16   int16
	Angle fixed.Angle
	Pos   fixed.Vec
	U32   uint32
	On    bool
	F32   float32
	F64   float64
	Owner game.PlayerID
	Ammo  int32
	Key   game.SpawnKey
}

func probeFields() []game.Field[probe] {
	return []game.Field[probe]{
		game.OwnerOnly(game.Step("ammo", func(p *probe) *int32 { return &p.Ammo })),
		game.Key("key", func(p *probe) *game.SpawnKey { return &p.Key }),
		game.Step("i8", func(p *probe) *int8 { return &p.I8 }),
		game.Step("u8", func(p *probe) *uint8 { return &p.U8 }),
		game.Step("i16", func(p *probe) *int16 { return &p.I16 }),
		game.Angle("angle", func(p *probe) *fixed.Angle { return &p.Angle }),
		game.Lerp("x", fixed.Quantum, func(p *probe) *fixed.Scalar { return &p.Pos.X }),
		game.Lerp("y", fixed.Quantum, func(p *probe) *fixed.Scalar { return &p.Pos.Y }),
		game.Step("u32", func(p *probe) *uint32 { return &p.U32 }),
		game.Step("on", func(p *probe) *bool { return &p.On }),
		game.Lerp("f32", 0.5, func(p *probe) *float32 { return &p.F32 }),
		game.Lerp("f64", 0.25, func(p *probe) *float64 { return &p.F64 }),
		game.Owner("owner", func(p *probe) *game.PlayerID { return &p.Owner }),
	}
}

func TestRowsCarryEveryTypeOfField(t *testing.T) {
	k := game.NewKind(game.KindConfig[probe]{Name: "probe", Place: game.InCell("x", "y"), Fields: probeFields()})
	s := game.NewSchema(game.SchemaConfig{Kinds: []game.AnyKind{k}, Input: game.NewInput[probe]()})
	r := game.NewRows(s)
	for _, want := range []probe{
		{},
		{
			I8: -128, U8: 255, I16: -32768, Angle: 65535, Pos: fixed.Vec{X: math.MinInt32, Y: math.MaxInt32},
			U32: math.MaxUint32, On: true, F32: -1.5, F64: 1e6, Owner: 7, Ammo: -1, Key: 99,
		},
	} {
		r.Reset()
		k.Append(r, 5, &want)
		var got probe
		if id := k.Get(r, 0, &got); id != 5 || got != want {
			t.Errorf("got %d %+v, want 5 %+v", id, got, want)
		}
	}
	if tab := s.Kind(0); tab.Public != 11 || tab.Fields[11].Name != "ammo" || !tab.Fields[12].Private {
		t.Errorf("private fields are not sorted behind the public ones: %+v", tab)
	}
	if g := s.Groups(); len(g) != 2 || g[0].Hi != 11 || g[1].Lo != 11 || !g[1].Private {
		t.Errorf("groups = %+v", g)
	}
}

func TestFloatsAreRoundedToTheirQuantum(t *testing.T) {
	for _, c := range []struct{ in, want float64 }{
		{0.1, 0},
		{0.125, 0.25},
		{-0.125, -0.25},
		{math.NaN(), 0},
		{math.Inf(1), 0.25 * math.MaxInt32},
		{math.Inf(-1), 0.25 * math.MinInt32},
	} {
		k := game.NewKind(game.KindConfig[probe]{Name: "p", Fields: []game.Field[probe]{
			game.Lerp("f", 0.25, func(p *probe) *float64 { return &p.F64 }),
		}})
		r := game.NewRows(game.NewSchema(game.SchemaConfig{Kinds: []game.AnyKind{k}, Input: game.NewInput[probe]()}))
		k.Append(r, 1, &probe{F64: c.in})
		var got probe
		if k.Get(r, 0, &got); got.F64 != c.want {
			t.Errorf("%v travels as %v, want %v", c.in, got.F64, c.want)
		}
	}
}

func TestBrokenDeclarationsPanic(t *testing.T) {
	other := new(probe)
	for name, declare := range map[string]func(){
		"foreign address": func() { game.Step("a", func(*probe) *int8 { return &other.I8 }) },
		"no quantum":      func() { game.Lerp("a", 0, func(p *probe) *int8 { return &p.I8 }) },
		"same name": func() {
			f := game.Step("a", func(p *probe) *int8 { return &p.I8 })
			game.NewKind(game.KindConfig[probe]{Name: "k", Fields: []game.Field[probe]{f, f}})
		},
		"private without owner": func() {
			game.NewKind(game.KindConfig[probe]{Name: "k", Fields: []game.Field[probe]{
				game.OwnerOnly(game.Step("a", func(p *probe) *int8 { return &p.I8 })),
			}})
		},
		"cell of no field": func() {
			game.NewKind(game.KindConfig[probe]{Name: "k", Place: game.InCell("x", "y")})
		},
		"no input": func() { game.NewSchema(game.SchemaConfig{}) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			declare()
		}()
	}
}

// An author who forgets the list must be told its name, at the first use.
func TestUnlistedDeclarationsAreNamed(t *testing.T) {
	kind := game.NewKind(game.KindConfig[probe]{Name: "lonely", Fields: []game.Field[probe]{
		game.Step("a", func(p *probe) *int8 { return &p.I8 }),
	}})
	event := game.NewEvent(game.EventConfig[probe]{Name: "unheard", Fields: []game.Field[probe]{
		game.Step("a", func(p *probe) *int8 { return &p.I8 }),
	}})
	buttons := newButtons()
	rows := game.NewRows(game.NewSchema(game.SchemaConfig{Input: game.NewInput[probe]()}))
	tick := hostFor(buttons, game.HostConfig{}).Begin(1)
	for _, c := range []struct {
		name string
		use  func()
		want string
	}{
		{"SaveAll", func() { kind.SaveAll(rows, make([]game.Entity[probe], 1)) }, `kind "lonely" is in no schema; list it in SchemaConfig.Kinds`},
		{"LoadAll", func() { kind.LoadAll(rows, nil) }, `kind "lonely" is in no schema; list it in SchemaConfig.Kinds`},
		{"Emit", func() { event.Emit(tick, &probe{}) }, `event "unheard" is in no schema; list it in SchemaConfig.Events`},
	} {
		func() {
			defer func() {
				if got, _ := recover().(string); !strings.Contains(got, c.want) {
					t.Errorf("%s: panic %q, want %q", c.name, got, c.want)
				}
			}()
			c.use()
		}()
	}
}

func TestSaveOrderIsChecked(t *testing.T) {
	k := game.NewKind(game.KindConfig[probe]{Name: "probe", Place: game.InCell("x", "y"), Fields: probeFields()})
	r := game.NewRows(game.NewSchema(game.SchemaConfig{Kinds: []game.AnyKind{k}, Input: game.NewInput[probe]()}))
	k.Append(r, 2, &probe{})
	if err := r.Check(); err != nil {
		t.Errorf("one row: %v", err)
	}
	k.Append(r, 2, &probe{})
	if r.Check() == nil {
		t.Error("an entity saved twice was not noticed")
	}
}

func TestSavingAllocatesNothing(t *testing.T) {
	k := game.NewKind(game.KindConfig[probe]{Name: "probe", Place: game.InCell("x", "y"), Fields: probeFields()})
	r := game.NewRows(game.NewSchema(game.SchemaConfig{Kinds: []game.AnyKind{k}, Input: game.NewInput[probe]()}))
	v := probe{Ammo: 3}
	save := func() {
		r.Reset()
		for id := range game.EntityID(100) {
			k.Append(r, id+1, &v)
		}
		for i := range k.Len(r) {
			k.Get(r, i, &v)
		}
	}
	save()
	if n := testing.AllocsPerRun(10, save); n != 0 {
		t.Errorf("%v allocations per save and load, want 0", n)
	}
}
