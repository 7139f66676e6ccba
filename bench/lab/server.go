package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"tickwire/bench/oracle"
	"tickwire/game"
	"tickwire/server/gate"
	"tickwire/server/lobby"
	"tickwire/server/room"
	"tickwire/server/session"
)

// beat is the gate's: it pings each link once in a second, in twenty groups.
const (
	pingEvery = time.Second
	beat      = pingEvery / 20
)

// server is the real one, from http.Server inwards, on the plain way of reading.
type server struct {
	lobby *lobby.Lobby
	gate  *gate.Gate
	http  *http.Server
	truth *oracle.Oracle
	stop  context.CancelFunc
	ended sync.WaitGroup

	transcript *transcript
	fail       func(client int, err error)

	mu    sync.Mutex
	state state
	hitch time.Duration // for how long the next tick takes
}

// state is what the only room was after its last tick.
type state struct {
	tick    game.TickNumber
	players int
	counts  room.Counts
}

func newServer(def *game.Definition, s *Script, t *transcript, fail func(int, error), before func(http.Handler) http.Handler) *server {
	v := &server{truth: oracle.New(def), transcript: t, fail: fail}
	cfg := room.Config{
		Def: def, Bots: s.Bots, Workers: 1, OnTick: v.tick, ID: session.RoomID{1},
		Seeds: room.Seeds{Public: s.Seed*2 + 1, Secret: s.Seed ^ 0x5eed},
	}
	// What players come back with is of the seed too.
	cfg.Keys, _ = cfg.NewKeys([]byte(fmt.Sprintf("%032d", s.Seed))) // it is long enough, so it cannot fail
	v.lobby = lobby.New(lobby.Config{MaxRooms: 1, Room: cfg, Log: slog.New(trouble{fail: fail})})
	v.gate = gate.New(gate.Config{Def: def, Rooms: v.lobby, PingEvery: pingEvery})
	mux := http.NewServeMux()
	mux.Handle("/ws", v.gate)
	polls := v.gate.Polls()
	if before != nil {
		polls = before(polls)
	}
	mux.Handle("/poll", polls)
	mux.Handle("/poll/", polls)
	v.http = &http.Server{
		Handler: mux, ReadHeaderTimeout: 5 * time.Second, IdleTimeout: time.Minute, // as host has it
		ErrorLog: log.New(io.Discard, "", 0),
	}
	return v
}

// start runs all but the gate's beat, which waits for its instant.
func (v *server) start(n *network) {
	ctx, stop := context.WithCancel(context.Background())
	v.stop = stop
	run := func(f func() error) {
		v.ended.Go(func() {
			if err := f(); err != nil {
				v.fail(everyClient, err)
			}
		})
	}
	run(func() error { return v.lobby.Run(ctx) })
	run(func() error {
		if err := v.http.Serve(n); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	n.agenda.begun(func() { run(func() error { return v.gate.Run(ctx) }) })
}

// tick is called by the room after each step.
func (v *server) tick(c *room.Core, _ time.Duration) {
	n := c.Tick()
	if err := v.truth.Record(n, c.Rows(), c.Events(), c.Replicator().Set(n)); err != nil {
		v.fail(everyClient, err)
	}
	v.transcript.stepped(n, c.Rows())
	v.mu.Lock()
	v.state = state{tick: n, players: c.Players(), counts: c.Counts()}
	hitch := v.hitch
	v.hitch = 0
	v.mu.Unlock()
	if hitch > 0 {
		time.Sleep(hitch) // the machine is busy with something else
	}
}

// stand has the server do nothing for a while from its next tick on.
func (v *server) stand(d time.Duration) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.hitch = d
}

// room is the state that the last tick left.
func (v *server) room() state {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.state
}
