package gametest_test

import (
	"slices"

	"tickwire/game"
)

// dots is a small correct game that uses every part of the contract: dots move, shoot shots with
// keys, leave hidden marks and are played by bots. The broken games of the tests embed it.
type dots struct {
	dots  []row[dot]
	shots []row[shot]
	marks []row[mark]
}

type row[T any] struct {
	id game.EntityID
	v  T
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
	w.dots = append(w.dots, row[dot]{t.NewEntity(), dot{Owner: p.ID, X: int32(r.Intn(100)), Ammo: 9}})
}

func (w *dots) Leave(_ *game.Tick, p game.PlayerID) {
	w.dots = slices.DeleteFunc(w.dots, func(d row[dot]) bool { return d.v.Owner == p })
}

func (w *dots) Step(t *game.Tick) {
	for i := range w.dots {
		d := &w.dots[i].v
		in := input.Of(t, d.Owner)
		d.X += int32(in.DX)
		d.Y += int32(in.DY)
		if past, ok := t.SeenBy(d.Owner); ok {
			var was dot
			if dotKind.Seen(past, w.dots[0].id, &was) && was.X > d.X {
				d.Ammo++
			}
		}
		if in.Fire && d.Ammo > 0 && len(w.shots) < 32 {
			if id, key, ok := t.Spawn(d.Owner); ok {
				d.Ammo--
				w.shots = append(w.shots, row[shot]{id, shot{Owner: d.Owner, X: d.X, Left: 20, Key: key}})
			}
		}
	}
	for i := range w.shots {
		w.shots[i].v.Left--
	}
	w.shots = slices.DeleteFunc(w.shots, func(s row[shot]) bool { return s.v.Left == 0 })
	if !t.Predicting() && len(w.marks) < 5 {
		w.marks = append(w.marks, row[mark]{id: t.NewEntity()})
	}
	for i := range w.marks {
		w.marks[i].v.Count++
	}
}

func (w *dots) Save(r *game.Rows) {
	save(r, dotKind, w.dots)
	save(r, shotKind, w.shots)
	save(r, markKind, w.marks)
}

func (w *dots) Load(r *game.Rows) {
	w.dots = load(r, dotKind, w.dots)
	w.shots = load(r, shotKind, w.shots)
	w.marks = load(r, markKind, w.marks)
}

func (w *dots) Bot(t *game.Tick, p game.PlayerID) {
	r := t.Rand(uint64(p))
	input.Set(t, p, &press{DX: int8(r.Intn(3)) - 1, Fire: r.Chance(1, 5)})
}

func (w *dots) View(p game.PlayerID) game.View {
	for _, d := range w.dots {
		if d.v.Owner == p {
			return game.View{X: d.v.X, Y: d.v.Y, Radius: 100}
		}
	}
	return game.View{All: true}
}

func (w *dots) Score(game.PlayerID) int32 { return int32(len(w.shots)) }

func save[T any](r *game.Rows, k *game.Kind[T], from []row[T]) {
	for i := range from {
		k.Append(r, from[i].id, &from[i].v)
	}
}

func load[T any](r *game.Rows, k *game.Kind[T], to []row[T]) []row[T] {
	to = to[:0]
	for i := range k.Len(r) {
		var v row[T]
		v.id = k.Get(r, i, &v.v)
		to = append(to, v)
	}
	return to
}
