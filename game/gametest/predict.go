package gametest

import (
	"fmt"

	"tickwire/game"
	"tickwire/game/fixed"
)

// checkPrediction does what a client does: it loads the part of the world that it holds and
// steps it ahead, in one world that is used again and again.
func checkPrediction(def *game.Definition) error {
	m, s := newSim(def), newScript(def, 14, true)
	part := game.NewRows(def.Schema)
	client := &sim{rows: game.NewRows(def.Schema)}
	world := def.New(publicSeed)
	rand := fixed.NewRand(14, 3, 4)
	for n := range ticks {
		s.advance()
		m.step(s)
		m.history.Add(s.tick, m.rows)
		if n%5 != 0 {
			continue
		}
		// Now a player of the room, now one who is not in it yet.
		local := s.last + 1
		if !rand.Chance(1, 8) {
			local = s.players[rand.Intn(len(s.players))].ID
		}
		keep := rand.Intn(4) // of 3 rows; 3 is all
		cut(part, m.rows, local, &rand, keep)
		if err := client.predict(def, world, part, s, local, rand.Chance(1, 2)); err != nil {
			return fmt.Errorf("prediction for player %d from tick %d, holding %d of %d rows: %w",
				local, s.tick, part.Len(), m.rows.Len(), err)
		}
	}
	return nil
}

// predict loads what a client holds and steps eight ticks ahead. Others' inputs are known or
// not, as in life.
func (m *sim) predict(def *game.Definition, w game.World, part *game.Rows, s *script, local game.PlayerID, roster bool) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("the game panicked: %v\n%s\na client holds any part of the rows, with private fields of others 0 and Hidden kinds empty: look entities up and bear their absence, and guard by Tick.Predicting what no local input causes", v, origin())
		}
	}()
	m.host = game.NewHost(def, game.HostConfig{PublicSeed: publicSeed, Predicting: true, Local: local})
	m.host.AddPlayer(local, false)
	if roster {
		for _, p := range s.players {
			m.host.AddPlayer(p.ID, p.Bot)
			m.host.SetInput(p.ID, p.vals, 0)
		}
	}
	m.world = w
	m.world.Load(part)
	vals := make([]int32, s.fields)
	bots, _ := w.(game.Bots)
	for ahead := range game.TickNumber(8) {
		for c := range vals {
			vals[c] = s.value()
		}
		m.host.SetInput(local, vals, 0)
		t := m.host.Begin(s.tick + 1 + ahead)
		if bots != nil && ahead%2 == 0 {
			bots.Bot(t, local)
		}
		m.world.Step(t)
		m.save()
		if err := m.rows.Check(); err != nil {
			return fmt.Errorf("%w; predicted ids lie above all others, keep them last", err)
		}
	}
	return nil
}

// cut copies the part of a world that a client may hold: nothing of hidden kinds and of others'
// private rows, about keep thirds of the rest, and private fields of others as 0.
func cut(dst, src *game.Rows, local game.PlayerID, rand *fixed.Rand, keep int) {
	dst.Reset()
	schema := src.Schema()
	for k := range schema.NumKinds() {
		table := schema.Kind(k)
		from, to := src.Block(k), dst.Block(k)
		for i, id := range from.IDs {
			at := schema.PlaceKind(k, from.Row(i))
			others := at.Class == game.ClassPrivate && at.Index != uint32(local)
			if at.Hidden || others || !rand.Chance(keep, 3) {
				continue
			}
			to.Append(id, from.Row(i))
			if row := to.Row(len(to.IDs) - 1); table.Owner >= 0 && game.PlayerID(row[table.Owner]) != local {
				clear(row[table.Public:])
			}
		}
	}
}
