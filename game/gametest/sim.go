package gametest

import (
	"fmt"

	"tickwire/game"
)

// sim is one world on the server's side, driven by a script.
type sim struct {
	world   game.World
	bots    game.Bots
	resumer game.Resumer // nil for a game that does not ask who is away
	host    *game.Host
	rows    *game.Rows // saved after the last step
	history *game.History

	drains bool // from the coming step on
	left   int  // ticks, then
	done   bool // the game said so
}

func newSim(def *game.Definition) *sim {
	m := &sim{history: game.NewHistory(def.Schema, def.Limits.MaxRewind+2), rows: game.NewRows(def.Schema)}
	m.start(def, def.New(publicSeed))
	return m
}

func (m *sim) start(def *game.Definition, w game.World) {
	m.world = w
	m.bots, _ = w.(game.Bots)
	m.resumer, _ = w.(game.Resumer)
	m.host = game.NewHost(def, game.HostConfig{PublicSeed: publicSeed, SecretSeed: secretSeed, History: m.history})
}

// step makes the tick that the script is at, without remembering it.
func (m *sim) step(s *script) {
	if s.joined.ID != 0 {
		m.host.AddPlayer(s.joined.ID, s.joined.Bot)
	}
	for i := range s.players {
		if p := &s.players[i]; !p.Bot {
			m.host.SetInput(p.ID, p.vals, p.view)
		}
	}
	t := m.host.Begin(s.tick)
	if s.left != 0 {
		m.world.Leave(t, s.left)
		m.host.RemovePlayer(s.left)
	}
	if s.joined.ID != 0 {
		m.world.Join(t, s.joined)
	}
	if m.resumer != nil && s.away != 0 {
		m.resumer.Dropped(t, s.away)
	}
	if m.resumer != nil && s.back != 0 {
		m.resumer.Resumed(t, s.back)
	}
	for i := range s.players {
		if p := &s.players[i]; p.Bot {
			m.bots.Bot(t, p.ID)
		}
	}
	if d, ok := m.world.(game.Drainer); ok && m.drains && !m.done {
		m.done = d.Drain(t, m.left)
	}
	m.world.Step(t)
	m.save()
}

func (m *sim) save() {
	m.rows.Reset()
	m.world.Save(m.rows)
}

// load makes the sim equal to another one, by way of rows alone.
func (m *sim) load(def *game.Definition, w game.World, o *sim, s *script) {
	m.start(def, w)
	m.host.SetLastID(o.host.LastID())
	for _, p := range s.players {
		m.host.AddPlayer(p.ID, p.Bot)
		m.host.SetInput(p.ID, o.host.Input(p.ID), 0)
	}
	m.world.Load(o.rows)
	m.save()
}

// diff tells the first difference between two saved worlds, "" when there is none.
func diff(a, b *game.Rows) string {
	s := a.Schema()
	for k := range s.NumKinds() {
		x, y := a.Block(k), b.Block(k)
		name := s.Kind(k).Name
		for i := range max(len(x.IDs), len(y.IDs)) {
			switch {
			case i >= len(x.IDs):
				return fmt.Sprintf("%s %d is only in the second", name, y.IDs[i])
			case i >= len(y.IDs):
				return fmt.Sprintf("%s %d is only in the first", name, x.IDs[i])
			case x.IDs[i] != y.IDs[i]:
				return fmt.Sprintf("%s number %d is entity %d in the first and %d in the second", name, i, x.IDs[i], y.IDs[i])
			}
			for c, v := range x.Row(i) {
				if w := y.Row(i)[c]; v != w {
					return fmt.Sprintf("%s %d: %s is %d in the first and %d in the second",
						name, x.IDs[i], s.Kind(k).Fields[c].Name, v, w)
				}
			}
		}
	}
	return ""
}
