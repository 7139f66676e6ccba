package gametest

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"tickwire/game"
)

// ticks is how long a world is watched: 20 seconds at 30 Hz.
const ticks = 600

func checkDefinition(def *game.Definition) error {
	if err := def.Complete(); err != nil {
		return err
	}
	if def.New(publicSeed) == nil {
		return errors.New("Definition.New returned no world")
	}
	return nil
}

func checkInput(def *game.Definition) error {
	for seed := range uint64(3) {
		m, s := newSim(def), newScript(def, seed, true)
		for range ticks {
			s.advance()
			m.step(s)
			m.history.Add(s.tick, m.rows)
		}
	}
	return nil
}

func checkDeterminism(def *game.Definition) error {
	a, b, s := newSim(def), newSim(def), newScript(def, 11, true)
	for range ticks {
		s.advance()
		for _, m := range []*sim{a, b} {
			m.step(s)
			m.history.Add(s.tick, m.rows)
		}
		if d := diff(a.rows, b.rows); d != "" {
			return fmt.Errorf("two worlds with one seed and the same inputs differ after tick %d: %s; take time, randomness and ids from Tick, do not range over maps, and share nothing between worlds", s.tick, d)
		}
	}
	return nil
}

func checkOrder(def *game.Definition) error {
	m, s := newSim(def), newScript(def, 12, true)
	for range ticks {
		s.advance()
		m.step(s)
		m.history.Add(s.tick, m.rows)
		if err := m.rows.Check(); err != nil {
			return fmt.Errorf("tick %d: %w", s.tick, err)
		}
	}
	return nil
}

// checkFidelity rebuilds a world from rows every second, now in a new world and now in a used
// one, and steps it beside the original.
func checkFidelity(def *game.Definition) error {
	a, s := newSim(def), newScript(def, 13, true)
	b := newSim(def)
	b.history = a.history
	early := game.NewRows(def.Schema)
	for n := range ticks {
		if n == 30 {
			early.CopyFrom(a.rows)
		}
		if n > 0 && n%30 == 0 {
			w, where := def.New(publicSeed), "a new world"
			if n%60 == 0 {
				w, where = b.world, "a used world"
				w.Load(early)
			}
			b.load(def, w, a, s)
			if d := diff(a.rows, b.rows); d != "" {
				return fmt.Errorf("tick %d was saved, loaded into %s and saved again (the second): %s; Load must replace all state by what is in the rows", s.tick, where, d)
			}
		}
		s.advance()
		a.step(s)
		if n >= 30 {
			b.step(s)
			if d := diff(a.rows, b.rows); d != "" {
				return fmt.Errorf("a world loaded from rows (the second) steps otherwise than the one that saved them, seen after tick %d: %s; all that Step depends on must be in the rows, in a Hidden kind if clients must not know", s.tick, d)
			}
		}
		a.history.Add(s.tick, a.rows)
	}
	return nil
}

func checkTotality(def *game.Definition) error {
	m, s := newSim(def), newScript(def, 15, true)
	viewer, _ := m.world.(game.Viewer)
	scorer, _ := m.world.(game.Scorer)
	for range ticks / 4 {
		for _, p := range []game.PlayerID{0, s.last, s.last + 1, s.last / 2, math.MaxUint32} {
			if viewer != nil {
				viewer.View(p)
			}
			if scorer != nil {
				scorer.Score(p)
			}
		}
		s.advance()
		m.step(s)
		m.history.Add(s.tick, m.rows)
	}
	return nil
}

func checkAllocation(def *game.Definition) error {
	for _, bots := range []bool{false, true} {
		m, s := newSim(def), newScript(def, 16, bots)
		if bots && !s.bots {
			continue
		}
		s.churn = false
		tick := func() {
			s.advance()
			m.step(s)
			m.history.Add(s.tick, m.rows)
		}
		for range ticks {
			tick()
		}
		if n := testing.AllocsPerRun(ticks/2, tick); n > 0 {
			return fmt.Errorf("a tick with %d players (bots among them: %t) makes %.0f allocations after %d ticks of warm-up, want 0; keep slices in the world and reuse them", len(s.players), bots, n, ticks)
		}
	}
	return nil
}
