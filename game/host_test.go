package game_test

import (
	"math"
	"slices"
	"testing"

	"tickwire/game"
)

type bang struct {
	Owner game.PlayerID
	Key   game.SpawnKey
	N     int32
}

func bangFields() []game.Field[bang] {
	return []game.Field[bang]{
		game.Owner("owner", func(b *bang) *game.PlayerID { return &b.Owner }),
		game.Key("key", func(b *bang) *game.SpawnKey { return &b.Key }),
		game.Step("n", func(b *bang) *int32 { return &b.N }),
	}
}

type buttons struct {
	DX   int8
	Aim  uint16
	Fire bool
}

func newButtons() *game.Input[buttons] {
	return game.NewInput(
		game.Step("dx", func(b *buttons) *int8 { return &b.DX }),
		game.Angle("aim", func(b *buttons) *uint16 { return &b.Aim }),
		game.Edge(game.Step("fire", func(b *buttons) *bool { return &b.Fire })),
	)
}

func hostFor(in game.AnyInput, c game.HostConfig, events ...game.AnyEvent) *game.Host {
	def := &game.Definition{
		Name: "host", Schema: game.NewSchema(game.SchemaConfig{Input: in, Events: events}),
		New: func(uint64) game.World { return nil },
	}
	if err := def.Complete(); err != nil {
		panic(err)
	}
	h := game.NewHost(def, c)
	for _, p := range []game.PlayerID{7, 2, 2} {
		h.AddPlayer(p, p == 7)
	}
	return h
}

func TestSpawnKeysAgree(t *testing.T) {
	server := hostFor(newButtons(), game.HostConfig{})
	client := hostFor(newButtons(), game.HostConfig{Predicting: true, Local: 2})
	server.SetLastID(100)
	for n := game.TickNumber(1000); n < 1003; n++ {
		a, b := server.Begin(n), client.Begin(n)
		for i := range 18 {
			id, key, ok := a.Spawn(2)
			pid, pkey, pok := b.Spawn(2)
			if !ok || id.Predicted() || key != pkey {
				t.Fatalf("tick %d spawn %d: server %d %d %t, client key %d", n, i, id, key, ok, pkey)
			}
			if i < 16 && (!pok || !pid.Predicted() || key.Tick() != n) {
				t.Fatalf("tick %d spawn %d: client %d %d %t", n, i, pid, pkey, pok)
			}
			if i >= 16 && (pok || key != 0) {
				t.Errorf("spawn %d has key %d and is predicted: %t", i, key, pok)
			}
		}
		if _, _, ok := b.Spawn(7); ok {
			t.Error("a client spawns for another player")
		}
	}
	if server.LastID() != 100+3*18 {
		t.Errorf("last id is %d", server.LastID())
	}
}

func TestPredictionRefusesWhatOnlyTheServerKnows(t *testing.T) {
	tick := hostFor(newButtons(), game.HostConfig{Predicting: true, Local: 2}).Begin(1)
	for name, f := range map[string]func(){
		"NewEntity":  func() { tick.NewEntity() },
		"SecretRand": func() { tick.SecretRand(1) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s did not panic", name)
				}
			}()
			f()
		}()
	}
}

func TestRandIsSharedAndSecretRandIsNot(t *testing.T) {
	server := hostFor(newButtons(), game.HostConfig{PublicSeed: 5, SecretSeed: 6}).Begin(9)
	client := hostFor(newButtons(), game.HostConfig{PublicSeed: 5, Predicting: true}).Begin(9)
	a, b, secret, other := server.Rand(3), client.Rand(3), server.SecretRand(3), server.Rand(4)
	want := a.Uint64()
	if got := b.Uint64(); got != want {
		t.Errorf("the client drew %d, the server %d", got, want)
	}
	if secret.Uint64() == want || other.Uint64() == want {
		t.Error("the secret or another stream draws the same")
	}
}

func TestEventsInPrediction(t *testing.T) {
	for _, c := range []struct {
		name string
		cfg  game.HostConfig
		want []int32
	}{
		{"server", game.HostConfig{}, []int32{1, 2, 3}},
		{"local player", game.HostConfig{Predicting: true, Local: 2}, []int32{1}},
		{"other player", game.HostConfig{Predicting: true, Local: 7}, []int32{2}},
		{"spectator", game.HostConfig{Predicting: true}, nil},
	} {
		pred := game.NewEvent(game.EventConfig[bang]{Name: "pred", Fields: bangFields(), Predicted: true})
		plain := game.NewEvent(game.EventConfig[bang]{Name: "plain", Fields: bangFields()})
		h := hostFor(newButtons(), c.cfg, pred, plain)
		for range 2 { // Begin forgets the last tick's
			tick := h.Begin(1)
			pred.Emit(tick, &bang{Owner: 2, N: 1})
			pred.Emit(tick, &bang{Owner: 7, N: 2})
			plain.Emit(tick, &bang{Owner: 2, N: 3})
		}
		var got []int32
		log := h.Events()
		for i := range log.Len() {
			var b bang
			if pred.Read(log, i, &b) == plain.Read(log, i, &b) {
				t.Errorf("%s: record %d is read as both events or none", c.name, i)
			}
			got = append(got, b.N)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestInputs(t *testing.T) {
	in := newButtons()
	h := hostFor(in, game.HostConfig{})
	tick := h.Begin(1)
	if got := tick.Players(); !slices.Equal(got, []game.PlayerID{2, 7}) || tick.IsBot(2) || !tick.IsBot(7) || tick.IsBot(9) {
		t.Errorf("players %v", got)
	}
	want := buttons{DX: -128, Aim: 65535, Fire: true}
	vals := in.Encode([]int32{9, 9, 9, 9, 9}, &want)
	if !slices.Equal(vals, []int32{-128, 65535, 1}) {
		t.Errorf("encoded as %v", vals)
	}
	if got := in.Decode(vals); got != want {
		t.Errorf("decoded as %+v, want %+v", got, want)
	}
	if got := in.Of(tick, 2); got != (buttons{}) {
		t.Errorf("before any input %+v", got)
	}
	h.SetInput(2, vals, 0)
	vals[0] = 5 // the host keeps a copy
	in.Set(tick, 7, &buttons{DX: 3})
	h.SetInput(9, vals, 0)
	in.Set(tick, 9, &want)
	for p, want := range map[game.PlayerID]buttons{2: want, 7: {DX: 3}, 9: {}} {
		if got := in.Of(tick, p); got != want {
			t.Errorf("player %d has %+v, want %+v", p, got, want)
		}
	}
	h.SetInput(2, []int32{math.MinInt32, -1, math.MinInt32}, 0)
	if got, want := in.Of(tick, 2), (buttons{Aim: 65535, Fire: true}); got != want {
		t.Errorf("hostile numbers give %+v, want %+v", got, want)
	}
	h.RemovePlayer(2)
	h.RemovePlayer(2)
	if got := h.Begin(2).Players(); !slices.Equal(got, []game.PlayerID{7}) || h.Input(2) != nil {
		t.Errorf("after leaving: %v", got)
	}
}
