package main

import (
	"context"
	"testing"

	"tickwire/bench/load"
	"tickwire/bench/rig"
	"tickwire/game/arena"
	"tickwire/proto/wire"
	"tickwire/server/host"
)

// TestCrew has two processes share 30 players, one of them a full client.
func TestCrew(t *testing.T) {
	url := rig.Serve(t, host.Config{Def: arena.Definition(), MaxRooms: 1})
	def := arena.Definition()
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	c := newCrew(load.Config{URL: url, Def: def, Players: 30, Full: 1, Ramp: 1000, Name: "crew"}, 2, true)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx) }()
	for s := c.Sample(); s.Connected < 30 || s.Lean.Frames < 30*30 || s.FullFrames == 0; s = c.Sample() {
		select {
		case err := <-done:
			t.Fatalf("the processes ended: %v", err)
		default:
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	s := c.Sample()
	if s.Connected != 0 || s.Tried != 30 || s.Closes[wire.CloseNormal] != 30 || s.LeanLatency.N() == 0 {
		t.Errorf("not all played and left: %s", s.Table())
	}
}

// TestCrewIsDivided counts what each process is given.
func TestCrewIsDivided(t *testing.T) {
	c := newCrew(load.Config{Players: 40_001, Full: 4, Ramp: 300}, 3, true)
	players, full, sources := 0, 0, map[string]bool{}
	for _, p := range c.parts {
		players, full, sources[p.Source] = players+p.Players, full+p.Full, true
		if p.Players > perProcess || p.Ramp != 100 {
			t.Errorf("a process is given %d players, %v a second", p.Players, p.Ramp)
		}
	}
	if players != 40_001 || full != 4 || len(sources) != 3 {
		t.Errorf("got %d players, %d full clients, from %v", players, full, sources)
	}
	if near := newCrew(load.Config{Players: 20}, 2, true).parts[1].Source; near != "" {
		t.Errorf("players who have ports come from %s, want any address", near)
	}
}
