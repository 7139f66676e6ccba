package arena_test

import (
	"testing"

	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/game/fixed"
)

func TestDeterminism(t *testing.T) {
	a, b := withBots(arena.Definition(), 16), withBots(arena.Definition(), 16)
	for range 2000 {
		a.step()
		b.step()
		if x, y := a.save().Hash(), b.save().Hash(); x != y {
			t.Fatalf("tick %d: hashes %x and %x", a.now, x, y)
		}
	}
	if err := a.save().Check(); err != nil {
		t.Error(err)
	}
	kills := 0
	for _, p := range arena.Pilots.All(a.rows) {
		kills += int(p.Score)
	}
	if kills < 10 {
		t.Errorf("16 bots scored %d kills in 2,000 ticks: they do not play", kills)
	}
}

func TestAllStateIsInRows(t *testing.T) {
	a := withBots(arena.Definition(), 12)
	for range 1500 {
		b := newBench(arena.Definition(), seeds)
		for _, p := range a.bots {
			b.host.AddPlayer(p, true)
		}
		b.now, b.bots = a.now, a.bots
		b.host.SetLastID(a.host.LastID())
		b.world.Load(a.save())
		if !b.save().Equal(a.rows) {
			t.Fatalf("tick %d: Save after Load differs", a.now)
		}
		a.step()
		b.step()
		if !b.save().Equal(a.save()) {
			t.Fatalf("tick %d: a loaded world steps otherwise", a.now)
		}
	}
}

// A client holds a part of the world, with the secrets of others 0. Its own ship must move as on
// the server for as long as nothing out of sight touches it.
func TestPredictionAgrees(t *testing.T) {
	server := withBots(arena.Definition(), 8)
	agreed := 0
	for range 900 {
		client := newBench(arena.Definition(), game.HostConfig{PublicSeed: seeds.PublicSeed, Predicting: true, Local: 1})
		for _, p := range server.bots {
			client.host.AddPlayer(p, false)
		}
		client.now = server.now
		partial(client, server, 1)
		client.world.Load(client.rows)
		client.host.SetInput(1, server.host.Input(1), 0)
		server.step() // sets the bots' inputs
		client.now++
		tick := client.host.Begin(client.now)
		client.host.SetInput(1, server.host.Input(1), 0)
		client.world.Step(tick)
		want, alive := server.ship(1)
		got, held := client.ship(1)
		if !alive || !held {
			continue
		}
		got.HP = want.HP // damage is the server's
		if got != want {
			t.Fatalf("tick %d: predicted %+v, want %+v", server.now, got, want)
		}
		agreed++
	}
	if agreed < 400 {
		t.Errorf("only %d ticks were compared", agreed)
	}
}

// partial gives the client what the server would send to a player.
func partial(client, server *bench, p game.PlayerID) {
	view, rows := server.world.View(p), server.save()
	schema := rows.Schema()
	for k := range schema.NumKinds() {
		table := schema.Kind(k)
		block := rows.Block(k)
		for i, id := range block.IDs {
			vals := append([]int32(nil), block.Row(i)...)
			s := schema.PlaceKind(k, vals)
			if s.Class == game.ClassCell && (abs(s.X-view.X) > view.Radius || abs(s.Y-view.Y) > view.Radius) {
				continue
			}
			if table.Owner >= 0 && game.PlayerID(vals[table.Owner]) != p {
				clear(vals[table.Public:])
			}
			client.rows.Block(k).Append(id, vals)
		}
	}
}

func abs(v int32) int32 { return max(v, -v) }

func TestStepDoesNotAllocate(t *testing.T) {
	b := withBots(arena.Definition(), 16)
	for range 3000 {
		b.step()
		b.save()
	}
	if n := testing.AllocsPerRun(500, func() { b.step(); b.save() }); n != 0 {
		t.Errorf("got %v allocations per tick, want 0", n)
	}
}

// A client loads what a server claims, and must survive any numbers.
func TestHostileRows(t *testing.T) {
	r := fixed.NewRand(5, 0, 0)
	for range 3000 {
		b := newBench(arena.Definition(), game.HostConfig{Predicting: true, Local: 1})
		b.host.AddPlayer(1, false)
		b.bots = []game.PlayerID{1}
		id := game.EntityID(0)
		for k := range b.def.Schema.NumKinds() {
			vals := make([]int32, len(b.def.Schema.Kind(k).Fields))
			for range r.Intn(8) {
				for i := range vals {
					vals[i] = int32(r.Uint32()) >> r.Intn(32)
				}
				if owner := b.def.Schema.Kind(k).Owner; owner >= 0 && r.Chance(3, 4) {
					vals[owner] = int32(r.Intn(3))
				}
				if k == arena.Pilots.Number() {
					vals[1] = int32(r.Intn(12)) // perhaps a ship
				}
				id++
				b.rows.Block(k).Append(id, vals)
			}
		}
		b.world.Load(b.rows)
		for range 3 {
			b.step()
			b.world.View(1)
		}
	}
}

func TestArenaIsBuiltOnce(t *testing.T) {
	b := withBots(arena.Definition(), 1)
	r := b.save()
	rocks := arena.Asteroids.Len(r)
	if rocks < 50 || arena.Arenas.Len(r) != 1 {
		t.Fatalf("got %d asteroids in %d arenas", rocks, arena.Arenas.Len(r))
	}
	b.step()
	if got := arena.Asteroids.Len(b.save()); got != rocks {
		t.Errorf("after a second step: %d asteroids, want %d", got, rocks)
	}
	client := newBench(arena.Definition(), game.HostConfig{Predicting: true, Local: 1})
	client.step()
	if got := client.save().Len(); got != 0 {
		t.Errorf("a client made %d entities", got)
	}
}

func TestEmptyInputForTheDead(t *testing.T) {
	s := newScene()
	s.pilots[0].Ship, s.pilots[0].Respawn = 0, 1000
	b := s.open(t, false)
	b.input(1, arena.Input{Fire: true})
	b.bots = []game.PlayerID{1}
	b.step()
	if got := arena.Inputs.Decode(b.host.Input(1)); got != (arena.Input{}) {
		t.Errorf("a dead bot presses %+v", got)
	}
}

// Sized keeps what a client holds about the same, however many play.
func TestSizedKeepsDensity(t *testing.T) {
	for _, players := range []int{100, 1000} {
		def := arena.Sized(players)
		b := withBots(def, players)
		cells := func(v int32) int32 { return v / def.Grid.Cell }
		seen := 0
		r := b.save()
		for _, p := range b.bots {
			v := b.world.View(p)
			for _, s := range arena.Ships.All(r) {
				x, y := cells(int32(s.Pos.X)), cells(int32(s.Pos.Y))
				if x >= cells(v.X-v.Radius) && x <= cells(v.X+v.Radius) && y >= cells(v.Y-v.Radius) && y <= cells(v.Y+v.Radius) {
					seen++
				}
			}
		}
		if mean := seen/players - 1; mean < 18 || mean > 38 {
			t.Errorf("%d players: each sees %d others on average, want about 30", players, mean)
		}
	}
}

func TestDefinitionsAreFresh(t *testing.T) {
	a, b := arena.Definition(), arena.Sized(64)
	a.TickRate = 60
	if b.TickRate != 30 || a.Schema != b.Schema || a == arena.Definition() {
		t.Error("definitions share more than their schema")
	}
	if side := int32(fixed.FromInt(4096)); a.Grid.MaxX != side || a.Grid.MaxY != side {
		t.Errorf("grid: %+v", a.Grid)
	}
}
