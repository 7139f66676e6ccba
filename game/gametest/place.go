package gametest

import (
	"fmt"

	"tickwire/game"
)

// checkPlaces finds a grid that is not where the entities are. What is outside counts to the nearest
// cell, so such a game runs, and players see far too much or nothing; the usual reason is a grid in
// whole units for fields of fixed.Scalar, which count 1/256ths. Half of the rows may be outside:
// nothing forbids a game to let some stray.
func checkPlaces(def *game.Definition) error {
	if def.Grid.Cell == 0 {
		return nil
	}
	m, s := newSim(def), newScript(def, 17, true)
	var outside, all int
	var stray string
	for n := range ticks {
		s.advance()
		m.step(s)
		m.history.Add(s.tick, m.rows)
		if n%30 > 0 {
			continue
		}
		for k := range def.Schema.NumKinds() {
			b := m.rows.Block(k)
			for i := range b.IDs {
				at := def.Schema.PlaceKind(k, b.Row(i))
				if at.Class != game.ClassCell || at.Hidden {
					continue
				}
				if all++; !holds(&def.Grid, at.X, at.Y) {
					outside++
					stray = fmt.Sprintf("%s %d is at %d, %d", def.Schema.Kind(k).Name, b.IDs[i], at.X, at.Y)
				}
			}
		}
	}
	if 2*outside > all {
		g := def.Grid
		return fmt.Errorf("%d of 100 rows that are placed in cells lie outside of the grid from %d, %d to %d, %d, such as: %s; Grid and View are in the units of the fields, which for a fixed.Scalar are 1/256ths: convert by int32(fixed.FromInt(n))",
			100*outside/all, g.MinX, g.MinY, g.MaxX, g.MaxY, stray)
	}
	return nil
}

func holds(g *game.Grid, x, y int32) bool {
	return x >= g.MinX && x <= g.MaxX && y >= g.MinY && y <= g.MaxY
}
