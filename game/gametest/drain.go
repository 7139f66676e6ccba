package gametest

import (
	"fmt"

	"tickwire/game"
)

// checkDrain tells two worlds that the server ends, before anybody has come and while they are played in,
// with times that fall by several ticks at once. A game that is no game.Drainer is not asked.
func checkDrain(def *game.Definition) error {
	if _, ok := def.New(publicSeed).(game.Drainer); !ok {
		return nil
	}
	for _, when := range []struct{ before, left int }{{0, 0}, {3, 30}, {ticks / 4, 90}} {
		a, b, s := newSim(def), newSim(def), newScript(def, 17, true)
		if when.before == 0 {
			s.most = 0 // a server may end before anybody has come
		}
		for n, left := 0, when.left; n < when.before || left >= 0 && !a.done; n++ {
			s.advance()
			for _, m := range []*sim{a, b} {
				m.drains, m.left = n >= when.before, left
				m.step(s)
				m.history.Add(s.tick, m.rows)
			}
			if a.done != b.done {
				return fmt.Errorf("two worlds with one seed and the same inputs do not agree at tick %d whether they are done; Drain is as deterministic as Step", s.tick)
			}
			if d := diff(a.rows, b.rows); d != "" {
				return fmt.Errorf("two worlds with one seed and the same inputs differ after tick %d, in which %d ticks were left: %s; Drain is as deterministic as Step", s.tick, left, d)
			}
			if err := a.rows.Check(); err != nil {
				return fmt.Errorf("tick %d, in which %d ticks were left: %w", s.tick, left, err)
			}
			switch {
			case n < when.before:
			case left == 0:
				left = -1 // that was the last
			default:
				left = max(left-1-n%3, 0)
			}
		}
	}
	return nil
}
