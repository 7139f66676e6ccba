package api_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/server/gate"
	"tickwire/server/host"
)

// errorCode is what an Error has for programs.
func errorCode(g got) string {
	_, rest, _ := strings.Cut(g.body, `"code":"ERROR_CODE_`)
	code, _, _ := strings.Cut(rest, `"`)
	return code
}

func limits(t *testing.T, c *contract) {
	s := serve(t, c, host.Config{MaxRooms: 4, RoomsPerRemote: 1})
	s.create()
	if g := s.ask("POST", "/v1/rooms"); g.status != 429 || errorCode(g) != "TOO_MANY_ROOMS" || g.header.Get("Retry-After") != "60" {
		t.Errorf("a second room of a network that may have one: %+v", g)
	}
	s = serve(t, c, host.Config{MaxRooms: 2, RoomsPerRemote: 2})
	s.create()
	if g := s.ask("POST", "/v1/rooms"); g.status != 503 || errorCode(g) != "SERVER_FULL" || g.header.Get("Retry-After") != "60" {
		t.Errorf("a room more than the server may have: %+v", g)
	}

	s = serve(t, c, host.Config{Limits: gate.Limits{RequestsPerRemote: gate.Rate{PerSecond: 1e-3, Burst: 2}}})
	s.ask("GET", "/v1/rooms")
	s.ask("GET", "/v1/rooms/lobby")
	c.each(func(method, path, status string) {
		if status != "429" {
			return
		}
		g := s.ask(method, strings.Replace(path, "{id}", "lobby", 1))
		if g.status != 429 || errorCode(g) != "TOO_FAST" || g.header.Get("Retry-After") != "1" {
			t.Errorf("%s %s, asked too often: %+v", method, path, g)
		}
	})
	for _, free := range []string{"/v1/health", "/v1/openapi.yaml"} {
		if g := s.ask("GET", free); g.status != 200 {
			t.Errorf("%s counts: %+v", free, g)
		}
	}
	s.join("lobby", "ada") // who asks too often may play
}

// judging lets in one token, and takes too long for another.
type judging struct{}

func (judging) Authorize(ctx context.Context, token, _ string) (gate.Identity, error) {
	switch token {
	case "good":
		return gate.Identity{}, nil
	case "slow":
		<-ctx.Done()
		return gate.Identity{}, ctx.Err()
	}
	return gate.Identity{}, &gate.RefusedError{Err: context.Canceled}
}

func tokens(t *testing.T, c *contract) {
	s := serve(t, c, host.Config{Auth: judging{}, NoGuests: true, Limits: gate.Limits{HelloTimeout: time.Second}})
	for _, row := range []struct {
		name, authorization string
		status              int
		code                string
	}{
		{"none", "", 401, "TOKEN"},
		{"one that is not good", "Bearer bad", 401, "TOKEN"},
		{"another kind", "Basic good", 401, "TOKEN"},
		{"one that is too long", "Bearer " + strings.Repeat("x", 5000), 401, "TOKEN"},
		{"one that takes its time", "Bearer slow", 503, "BUSY"},
		{"a good one", "bearer good", 201, ""},
	} {
		header := []string{}
		if row.authorization != "" {
			header = []string{"Authorization", row.authorization}
		}
		if g := s.ask("POST", "/v1/rooms", header...); g.status != row.status || errorCode(g) != row.code {
			t.Errorf("%s: %+v, want %d %s", row.name, g, row.status, row.code)
		}
	}
	if g := s.ask("GET", "/v1/rooms/lobby"); g.status != 200 {
		t.Errorf("to look takes no token: %+v", g)
	}
}

func drains(t *testing.T, c *contract) {
	s := serve(t, c, host.Config{Drain: time.Minute})
	s.join("lobby", "ada")
	s.end()
	g := s.until("/v1/health", func(g got) bool { return g.status == 503 })
	if !strings.HasPrefix(g.body, `{"ready":false,`) {
		t.Errorf("health: %s", g.body)
	}
	if g := s.ask("POST", "/v1/rooms"); g.status != 503 || errorCode(g) != "DRAINING" || g.header.Get("Retry-After") != "5" {
		t.Errorf("a new room: %+v", g)
	}
	for _, path := range []string{"/v1/rooms", "/v1/rooms/lobby"} {
		s.until(path, func(g got) bool {
			return g.status == 200 && strings.Contains(g.body, `"players":1`) && strings.Contains(g.body, `"draining":true`)
		})
	}
}

// slow is an arena whose worlds wait before they are made, or before a step.
type slow struct {
	game.World
	step func()
}

func (w slow) Step(t *game.Tick) {
	w.step()
	w.World.Step(t)
}

func slowly(make func(world int64), step func()) *game.Definition {
	def := arena.Definition()
	whole, worlds := def.New, new(atomic.Int64)
	def.New = func(seed uint64) game.World {
		make(worlds.Add(1))
		return slow{whole(seed), step}
	}
	return def
}

// hangs asks about a room whose game does not return. It is told of as it was, in time, as often as one
// asks, and so is all else.
func hangs(t *testing.T, c *contract) {
	var hang atomic.Bool
	free := make(chan struct{})
	def := slowly(func(int64) {}, func() {
		if hang.Load() {
			<-free
		}
	})
	s := serve(t, c, host.Config{Def: def, Bots: 1, Watchdog: -1})
	t.Cleanup(func() { s.end(); close(free); s.stop() })
	s.join("lobby", "ada")
	s.until("/v1/rooms/lobby", func(g got) bool { return s.state(g).Room.Players == 1 })
	hang.Store(true)
	g := s.until("/v1/rooms/lobby", func(g got) bool { return s.state(g).Stalled })
	if st := s.state(g); g.status != 200 || st.Room.Players != 1 || len(st.Players) != 2 || g.header.Get("Cache-Control") == "no-store" {
		t.Errorf("a room that hangs: %+v", g)
	}
	began := time.Now()
	for range 4 {
		s.ask("GET", "/v1/rooms/lobby")
		s.ask("GET", "/v1/rooms")
	}
	if took := time.Since(began); took > 5*time.Second { // four waits of a quarter of a second
		t.Errorf("eight requests took %v", took)
	}
}

// makes asks about a room whose world is not there yet.
func makes(t *testing.T, c *contract) {
	free := make(chan struct{})
	def := slowly(func(world int64) {
		if world > 1 {
			<-free
		}
	}, func() {})
	s := serve(t, c, host.Config{Def: def})
	t.Cleanup(func() { s.end(); s.stop() })
	code := s.create()
	if g := s.ask("GET", "/v1/rooms/"+code); g.status != 503 || errorCode(g) != "BUSY" || g.header.Get("Retry-After") != "1" {
		t.Errorf("a room that is being made: %+v", g)
	}
	close(free)
	s.until("/v1/rooms/"+code, func(g got) bool { return g.status == 200 })
}
