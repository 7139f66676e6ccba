package game

import "unsafe"

// Input is the declared input: what one player's devices say in one tick, as a T.
type Input[T any] struct{ table }

// NewInput declares the input. Fields hold what is true during a tick; those marked Edge mean
// "happened in this tick".
func NewInput[T any](fields ...Field[T]) *Input[T] {
	return &Input[T]{table: newTable("input", "input", Everyone(), fields)}
}

// AnyInput is an Input of whatever type.
type AnyInput interface{ input() *table }

func (in *Input[T]) input() *table { return &in.table }

// Of is the input of a player in this tick. It is the zero value for a player who has sent
// nothing yet or is not in the room.
func (in *Input[T]) Of(t *Tick, p PlayerID) (v T) {
	if pl := t.host.player(p); pl != nil {
		in.store(unsafe.Pointer(&v), pl.vals)
	}
	return v
}

// Set gives a bot its input of this tick; see Bots.
func (in *Input[T]) Set(t *Tick, p PlayerID, v *T) {
	if pl := t.host.player(p); pl != nil {
		in.load(unsafe.Pointer(v), pl.vals)
	}
}

// Encode turns an input into the values that travel, reusing dst.
func (in *Input[T]) Encode(dst []int32, v *T) []int32 {
	dst = append(dst[:0], make([]int32, len(in.slots))...)
	in.load(unsafe.Pointer(v), dst)
	return dst
}

// Decode is the reverse of Encode.
func (in *Input[T]) Decode(vals []int32) (v T) {
	in.store(unsafe.Pointer(&v), vals)
	return v
}
