// Package monkey plays any game by pressing keys at random.
//
//	m := monkey.New(def.Schema, seed)
//	vals := m.Press() // once per tick
package monkey

import (
	"math/rand/v2"

	"tickwire/game"
)

// hold is for how many ticks a key is held on average, as by a person who has not decided yet.
const hold = 12

// Monkey presses the keys of one player. It belongs to one goroutine.
type Monkey struct {
	fields []game.FieldInfo
	rand   *rand.Rand
	vals   []int32
}

// New makes a monkey for a game's input. Equal seeds press the same.
func New(s *game.Schema, seed uint64) *Monkey {
	fields := s.Input().Fields
	return &Monkey{fields: fields, rand: rand.New(rand.NewPCG(seed, 0)), vals: make([]int32, len(fields))}
}

// Press is the input of the next tick. It is valid until the next call.
func (m *Monkey) Press() []int32 {
	for i, f := range m.fields {
		if f.Edge {
			m.vals[i] = 0
		}
		if m.rand.IntN(hold) > 0 {
			continue
		}
		switch f.Interp {
		case game.InterpAngle:
			m.vals[i] = m.rand.Int32N(1 << 16)
		case game.InterpLerp:
			m.vals[i] = m.rand.Int32N(256) - 128
		case game.InterpStep:
			m.vals[i] = m.rand.Int32N(2) // most are keys; a number beyond that means nothing to many games
		}
	}
	return m.vals
}
