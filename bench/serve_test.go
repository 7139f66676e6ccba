package main

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"tickwire/bench/crowd"
	"tickwire/bench/notice"
	"tickwire/bench/rig"
	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/server/gate"
	"tickwire/server/host"
	"tickwire/server/room"
)

// games are what can be served.
var games = map[string]func(players int) *game.Definition{
	"arena": arena.Sized,
	"crowd": crowd.Sized,
	"full":  crowd.Full,
	"empty": func(int) *game.Definition { return lounge(16) },

	"notice": func(int) *game.Definition { return notice.Definition(board.Source) },
}

// board is of the notices that this process tells, where it is their server.
var board notice.Board

// begin begins the notices of a schedule, of which the beginning and the period are told in microseconds.
func begin(schedule string) error {
	var start, period int64
	if _, err := fmt.Sscan(schedule, &start, &period); err != nil {
		return err
	}
	board.Begin(notice.Schedule{Start: time.Duration(start) * time.Microsecond, Period: time.Duration(period) * time.Microsecond})
	return nil
}

// server is what a child runs.
type server interface {
	Addr() string
	Run(ctx context.Context) error
}

func listen(cfg *childConfig, t *tally) (server, error) {
	if cfg.Game == "floor" {
		return listenFloor(cfg.Frame, t)
	}
	s, err := host.Listen(host.Config{
		Def: games[cfg.Game](cfg.Players), Addr: "127.0.0.1:0", NoPage: true, MaxRooms: cfg.Rooms, IO: cfg.IO,
		OnTick: t.room, Limits: gate.Limits{ConnsPerRemote: -1, Joins: gate.Rate{PerSecond: -1}},
	})
	return hosted{s}, err
}

// hosted is a real server.
type hosted struct{ *host.Server }

func (h hosted) Addr() string { return h.Server.Addr().String() }

// tally is what a child's ticks add up to. The goroutine that ticks writes it, the one that answers
// reads it.
type tally struct {
	mu  sync.Mutex
	now report
}

// room counts a tick of a room.
func (t *tally) room(c *room.Core, took time.Duration) {
	t.mu.Lock()
	t.now.Counts, t.now.Scopes = c.Counts(), c.Replicator().Stats().Scopes
	t.mu.Unlock()
	t.tick(took)
}

// tick counts a tick of anything.
func (t *tally) tick(took time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.now.Ticks = append(t.now.Ticks, took)
}

// take is the totals so far, but the ticks since the last call.
func (t *tally) take() report {
	t.mu.Lock()
	r := t.now
	r.Ticks = slices.Clone(t.now.Ticks)
	t.now.Ticks = t.now.Ticks[:0]
	t.mu.Unlock()
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	r.CPU, r.RSS, r.Kernel, r.Mallocs = cpuTime(), resident(), rig.KernelMemory(), mem.Mallocs
	return r
}
