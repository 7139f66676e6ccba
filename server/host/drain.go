package host

import (
	"context"
	"fmt"
	"time"
)

// overtime is what a drain may take beyond its time: a second for the last frame, and one to spare. After
// it a room that still does not end is given up by the lobby.
const overtime = 2 * time.Second

// ready reports whether new players are let in.
func (s *Server) ready() bool { return !s.draining.Load() }

// drain waits until the rooms have ended, each in its own way, or their time is up.
func (s *Server) drain(run context.Context, rooms <-chan struct{}) {
	s.draining.Store(true)
	if s.cfg.Drain <= 0 {
		return
	}
	s.cfg.Log.Info("draining", "within", s.cfg.Drain)
	if s.cfg.Out != nil {
		fmt.Fprintf(s.cfg.Out, "players may go on for %v; interrupt again to end at once\n", s.cfg.Drain)
	}
	s.gate.Drain() // in this order: who is kept out here need not be turned away there
	s.lobby.Drain(s.cfg.Drain)
	timer := time.NewTimer(s.cfg.Drain + overtime)
	defer timer.Stop()
	select {
	case <-rooms:
	case <-timer.C:
	case <-run.Done(): // a listener has failed meanwhile
	}
}
