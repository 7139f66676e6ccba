package gametest

import (
	"fmt"
	"math"

	"tickwire/game"
	"tickwire/game/fixed"
)

const (
	publicSeed = 0x7469636b
	secretSeed = 0x77697265
)

// script decides who joins, leaves, drops out, comes back and presses what in each tick. Two scripts with one seed say
// the same. It allocates only when somebody joins.
type script struct {
	rand   fixed.Rand
	fields int // of an input
	most   int // players at once
	bots   bool
	churn  bool // players come and go

	tick    game.TickNumber
	last    game.PlayerID
	players []scripted
	joined  game.Player   // in this tick; ID 0 for nobody
	left    game.PlayerID // in this tick; 0 for nobody
	away    game.PlayerID // who dropped out in this tick; 0 for nobody
	back    game.PlayerID // who came back in this tick; 0 for nobody
}

type scripted struct {
	game.Player
	vals []int32
	view game.ViewTick
	away bool
}

func newScript(def *game.Definition, seed uint64, bots bool) *script {
	_, can := def.New(publicSeed).(game.Bots)
	return &script{
		rand: fixed.NewRand(seed, 1, 2), fields: len(def.Schema.Input().Fields),
		most: min(def.Limits.MaxPlayers, 8), bots: bots && can, churn: true,
	}
}

// advance goes to the next tick.
func (s *script) advance() {
	s.tick++
	s.joined, s.left, s.away, s.back = game.Player{}, 0, 0, 0
	if n := len(s.players); s.churn && n > 1 && s.rand.Chance(1, 50) {
		i := s.rand.Intn(n)
		s.left = s.players[i].ID
		s.players = append(s.players[:i], s.players[i+1:]...)
	}
	if len(s.players) < s.most && (s.last < 4 || s.churn && s.rand.Chance(1, 25)) {
		s.last++
		s.joined = game.Player{ID: s.last, Name: fmt.Sprintf("player-%d", s.last), Bot: s.bots && s.last%2 == 0}
		s.players = append(s.players, scripted{Player: s.joined, vals: make([]int32, s.fields)})
	}
	if s.churn && s.rand.Chance(1, 10) {
		s.turn(&s.players[s.rand.Intn(len(s.players))])
	}
	for i := range s.players {
		p := &s.players[i]
		if p.away {
			clear(p.vals) // held for a while, then released: the end of it is what matters
			p.view = 0
			continue
		}
		p.view = s.moment()
		for c := range p.vals {
			if s.rand.Chance(1, 3) {
				p.vals[c] = s.value()
			}
		}
	}
}

// turn lets a person drop out or come back, who may have joined in this very tick.
func (s *script) turn(p *scripted) {
	switch {
	case p.Bot:
	case p.away:
		p.away, s.back = false, p.ID
	default:
		p.away, s.away = true, p.ID
	}
}

// value is anything that fits the wire, the ends of ranges and small numbers often.
func (s *script) value() int32 {
	switch s.rand.Intn(8) {
	case 0:
		return math.MinInt32
	case 1:
		return math.MaxInt32
	case 2:
		return -1
	case 3:
		return 0
	case 4:
		return 1
	case 5:
		return int32(s.rand.Uint32())
	default:
		return int32(s.rand.Intn(513)) - 256
	}
}

// moment is a view tick, most often a few ticks back, sometimes absurd.
func (s *script) moment() game.ViewTick {
	switch s.rand.Intn(16) {
	case 0:
		return 0
	case 1:
		return game.ViewTick(s.rand.Uint64())
	default:
		back := game.TickNumber(s.rand.Intn(8))
		return game.MakeViewTick(s.tick-min(back, s.tick), uint8(s.rand.Uint32()))
	}
}
