package gametest_test

import (
	"slices"

	"tickwire/game"
)

// dots is a small correct game that uses every part of the contract: dots move, shoot shots with
// keys, lose their ammunition while their player is away, leave hidden marks and are played by bots. The broken games of the tests embed it.
type dots struct {
	dots  []game.Entity[dot]
	shots []game.Entity[shot]
	marks []game.Entity[mark]
}

type dot struct {
	Owner      game.PlayerID
	X, Y, Ammo int32
}

type shot struct {
	Owner game.PlayerID
	X     int32
	Left  uint8
	Key   game.SpawnKey
}

type mark struct{ Count int32 }

type press struct {
	DX, DY int8
	Fire   bool
}

var (
	dotKind = game.NewKind(game.KindConfig[dot]{Name: "dot", Place: game.InCell("x", "y"), Fields: []game.Field[dot]{
		game.Owner("owner", func(d *dot) *game.PlayerID { return &d.Owner }),
		game.Lerp("x", 1, func(d *dot) *int32 { return &d.X }),
		game.Lerp("y", 1, func(d *dot) *int32 { return &d.Y }),
		game.OwnerOnly(game.Step("ammo", func(d *dot) *int32 { return &d.Ammo })),
	}})
	shotKind = game.NewKind(game.KindConfig[shot]{Name: "shot", Fields: []game.Field[shot]{
		game.Owner("owner", func(s *shot) *game.PlayerID { return &s.Owner }),
		game.Lerp("x", 1, func(s *shot) *int32 { return &s.X }),
		game.Step("left", func(s *shot) *uint8 { return &s.Left }),
		game.Key("key", func(s *shot) *game.SpawnKey { return &s.Key }),
	}})
	markKind = game.NewKind(game.KindConfig[mark]{Name: "mark", Place: game.Hidden(), Fields: []game.Field[mark]{
		game.Step("count", func(m *mark) *int32 { return &m.Count }),
	}})
	input = game.NewInput(
		game.Step("dx", func(p *press) *int8 { return &p.DX }),
		game.Step("dy", func(p *press) *int8 { return &p.DY }),
		game.Edge(game.Step("fire", func(p *press) *bool { return &p.Fire })),
	)
	schema = game.NewSchema(game.SchemaConfig{Kinds: []game.AnyKind{dotKind, shotKind, markKind}, Input: input})
)

func (w *dots) Join(t *game.Tick, p game.Player) {
	r := t.SecretRand(uint64(p.ID))
	w.dots = append(w.dots, game.Entity[dot]{ID: t.NewEntity(), V: dot{Owner: p.ID, X: int32(r.Intn(100)), Ammo: 9}})
}

func (w *dots) Leave(_ *game.Tick, p game.PlayerID) {
	w.dots = slices.DeleteFunc(w.dots, func(d game.Entity[dot]) bool { return d.V.Owner == p })
}

// Dropped takes from who is away what it could have shot with.
func (w *dots) Dropped(_ *game.Tick, p game.PlayerID) { w.arm(p, 0) }

func (w *dots) Resumed(_ *game.Tick, p game.PlayerID) { w.arm(p, 9) }

func (w *dots) arm(p game.PlayerID, ammo int32) {
	for i := range w.dots {
		if w.dots[i].V.Owner == p {
			w.dots[i].V.Ammo = ammo
		}
	}
}

func (w *dots) Step(t *game.Tick) {
	for i := range w.dots {
		d := &w.dots[i].V
		in := input.Of(t, d.Owner)
		d.X += int32(in.DX)
		d.Y += int32(in.DY)
		if past, ok := t.SeenBy(d.Owner); ok {
			var was dot
			if dotKind.Seen(past, w.dots[0].ID, &was) && was.X > d.X {
				d.Ammo++
			}
		}
		if in.Fire && d.Ammo > 0 && len(w.shots) < 32 {
			if id, key, ok := t.Spawn(d.Owner); ok {
				d.Ammo--
				w.shots = append(w.shots, game.Entity[shot]{ID: id, V: shot{Owner: d.Owner, X: d.X, Left: 20, Key: key}})
			}
		}
	}
	for i := range w.shots {
		w.shots[i].V.Left--
	}
	w.shots = slices.DeleteFunc(w.shots, func(s game.Entity[shot]) bool { return s.V.Left == 0 })
	if !t.Predicting() && len(w.marks) < 5 {
		w.marks = append(w.marks, game.Entity[mark]{ID: t.NewEntity()})
	}
	for i := range w.marks {
		w.marks[i].V.Count++
	}
}

func (w *dots) Save(r *game.Rows) {
	dotKind.SaveAll(r, w.dots)
	shotKind.SaveAll(r, w.shots)
	markKind.SaveAll(r, w.marks)
}

func (w *dots) Load(r *game.Rows) {
	w.dots = dotKind.LoadAll(r, w.dots)
	w.shots = shotKind.LoadAll(r, w.shots)
	w.marks = markKind.LoadAll(r, w.marks)
}

func (w *dots) Bot(t *game.Tick, p game.PlayerID) {
	r := t.Rand(uint64(p))
	input.Set(t, p, &press{DX: int8(r.Intn(3)) - 1, Fire: r.Chance(1, 5)})
}

func (w *dots) View(p game.PlayerID) game.View {
	for _, d := range w.dots {
		if d.V.Owner == p {
			return game.View{X: d.V.X, Y: d.V.Y, Radius: 100}
		}
	}
	return game.View{All: true}
}

func (w *dots) Score(game.PlayerID) int32 { return int32(len(w.shots)) }
