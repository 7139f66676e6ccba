package arena

import (
	"tickwire/game"
	"tickwire/game/fixed"
)

const (
	minRock   = 20 * fixed.One
	maxRock   = 60 * fixed.One
	rockGap   = 4 * ShipRadius // between any two, and to the wall: ships always pass
	rockEvery = 400            // one asteroid for a square of so many units, roughly
)

// Asteroid is cover: it stops bullets and ships, and never moves.
type Asteroid struct {
	Pos    fixed.Vec
	Radius fixed.Scalar
	Angle  fixed.Angle // how it is drawn
}

// Asteroids declares the kind.
var Asteroids = game.NewKind(game.KindConfig[Asteroid]{
	Name: "asteroid", Place: game.InCell("x", "y"),
	Fields: []game.Field[Asteroid]{
		game.Lerp("x", fixed.Quantum, func(a *Asteroid) *fixed.Scalar { return &a.Pos.X }),
		game.Lerp("y", fixed.Quantum, func(a *Asteroid) *fixed.Scalar { return &a.Pos.Y }),
		game.Step("radius", func(a *Asteroid) *fixed.Scalar { return &a.Radius }),
		game.Angle("angle", func(a *Asteroid) *fixed.Angle { return &a.Angle }),
	},
})

// Arena is the place itself: one entity, which everyone sees. It tells clients the size, which
// is the server's choice.
type Arena struct {
	Side fixed.Scalar // the arena is the square from (0,0) to (Side,Side)
}

// Arenas declares the kind.
var Arenas = game.NewKind(game.KindConfig[Arena]{
	Name: "arena", Place: game.Everyone(),
	Fields: []game.Field[Arena]{
		game.Step("side", func(a *Arena) *fixed.Scalar { return &a.Side }),
	},
})

// build makes the arena and its asteroids, once, where the server meets an empty world.
func (w *world) build(t *game.Tick) {
	if t.Predicting() || len(w.arenas) > 0 {
		return
	}
	w.arenas = append(w.arenas, game.Entity[Arena]{ID: t.NewEntity(), V: Arena{w.side}})
	r := t.Rand(streamRocks)
	squares := w.side.Int() / rockEvery
	for range 2 * squares * squares {
		a := Asteroid{Radius: r.Range(minRock, maxRock), Angle: r.Angle()}
		edge := a.Radius + rockGap
		a.Pos = fixed.Vec{X: r.Range(edge, w.side-edge), Y: r.Range(edge, w.side-edge)}
		if len(w.rocks) < squares*squares && w.apart(&a) {
			w.rocks = append(w.rocks, game.Entity[Asteroid]{ID: t.NewEntity(), V: a})
		}
	}
	w.indexRocks()
}

// apart reports whether an asteroid keeps its distance from all others.
func (w *world) apart(a *Asteroid) bool {
	for i := range w.rocks {
		if b := &w.rocks[i].V; fixed.Within(a.Pos, b.Pos, a.Radius+b.Radius+rockGap) {
			return false
		}
	}
	return true
}

// indexRocks follows a change of the asteroids.
func (w *world) indexRocks() {
	w.points = w.points[:0]
	for i := range w.rocks {
		w.points = append(w.points, w.rocks[i].V.Pos)
	}
	w.rockAt.build(w.bounds(), w.points)
}
