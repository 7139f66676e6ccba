package arena_test

import (
	"testing"

	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/game/fixed"
)

// player is all that the engine may ask of the world.
type player interface {
	game.World
	game.Viewer
	game.Scorer
	game.Bots
}

// bench drives one world by a host, as a room does.
type bench struct {
	def   *game.Definition
	world player
	host  *game.Host
	now   game.TickNumber
	bots  []game.PlayerID
	rows  *game.Rows
}

func newBench(def *game.Definition, c game.HostConfig) *bench {
	if err := def.Complete(); err != nil {
		panic(err)
	}
	world, ok := def.New(c.PublicSeed).(player)
	if !ok {
		panic("the world lacks an optional interface")
	}
	return &bench{def: def, world: world, host: game.NewHost(def, c), rows: game.NewRows(def.Schema)}
}

var seeds = game.HostConfig{PublicSeed: 11, SecretSeed: 22}

// withBots is a server's world in which bots have just joined.
func withBots(def *game.Definition, n int) *bench {
	b := newBench(def, seeds)
	b.now = 1
	t := b.host.Begin(b.now)
	for i := range n {
		p := game.PlayerID(i + 1)
		b.host.AddPlayer(p, true)
		b.world.Join(t, game.Player{ID: p, Bot: true})
		b.bots = append(b.bots, p)
	}
	b.world.Step(t)
	return b
}

// step makes one tick in which bots play and the others' inputs stay.
func (b *bench) step() {
	b.now++
	t := b.host.Begin(b.now)
	for _, p := range b.bots {
		b.world.Bot(t, p)
	}
	b.world.Step(t)
}

func (b *bench) save() *game.Rows {
	b.rows.Reset()
	b.world.Save(b.rows)
	return b.rows
}

// scene is a world made by hand: player 1 has pilot 10 and ship 20, player 2 has 11 and 21.
// Everything is far from everything unless the test says so.
type scene struct {
	ships   [2]arena.Ship
	pilots  [2]arena.Pilot
	bullets []arena.Bullet
	rocks   []arena.Asteroid
}

func at(x, y int) fixed.Vec { return fixed.Vec{X: fixed.FromInt(x), Y: fixed.FromInt(y)} }

func newScene() *scene {
	s := &scene{}
	for i := range s.ships {
		p := game.PlayerID(i + 1)
		s.ships[i] = arena.Ship{Owner: p, Pos: at(500+1000*i, 500), HP: arena.MaxHP, Energy: arena.MaxEnergy}
		s.pilots[i] = arena.Pilot{Owner: p, Ship: game.EntityID(20 + i)}
	}
	return s
}

// open loads the scene, on a server or on the client of player 1.
func (s *scene) open(t *testing.T, predicting bool) *bench {
	t.Helper()
	c := seeds
	if predicting {
		c = game.HostConfig{PublicSeed: 11, Predicting: true, Local: 1}
	}
	b := newBench(arena.Definition(), c)
	arena.Arenas.Append(b.rows, 1, &arena.Arena{Side: fixed.FromInt(2048)})
	for i := range s.rocks {
		arena.Asteroids.Append(b.rows, game.EntityID(2+i), &s.rocks[i])
	}
	for i := range s.ships {
		b.host.AddPlayer(game.PlayerID(i+1), false)
		arena.Pilots.Append(b.rows, game.EntityID(10+i), &s.pilots[i])
		if s.pilots[i].Ship != 0 {
			arena.Ships.Append(b.rows, game.EntityID(20+i), &s.ships[i])
		}
	}
	for i := range s.bullets {
		arena.Bullets.Append(b.rows, game.EntityID(30+i), &s.bullets[i])
	}
	if err := b.rows.Check(); err != nil {
		t.Fatal(err)
	}
	b.host.SetLastID(99)
	b.world.Load(b.rows)
	return b
}

func (b *bench) input(p game.PlayerID, in arena.Input) {
	b.host.SetInput(p, arena.Inputs.Encode(nil, &in), 0)
}

// ship and pilot read what the world says of a player; ok is false for the dead.
func (b *bench) ship(p game.PlayerID) (s arena.Ship, ok bool) {
	for _, s := range arena.Ships.All(b.save()) {
		if s.Owner == p {
			return s, true
		}
	}
	return s, false
}

func (b *bench) pilot(p game.PlayerID) (found arena.Pilot) {
	for _, v := range arena.Pilots.All(b.save()) {
		if v.Owner == p {
			found = v
		}
	}
	return found
}

// count is how many events of the last tick are this one, and the last of them.
func count[T any](b *bench, e *game.Event[T]) (n int, last T) {
	for i := range b.host.Events().Len() {
		if e.Read(b.host.Events(), i, &last) {
			n++
		}
	}
	return n, last
}
