package fixed

import "testing"

// What the tests outside need from the inside.
const (
	SinBits  = sinBits
	AtanBits = atanBits
)

var (
	RootFloor   = rootFloor
	RootNearest = rootNearest
	RootCeil    = rootCeil
)

// Tables returns copies of the committed tables.
func Tables(testing.TB) (sin []int32, atan []int32) {
	return append(sin, sinTable[:]...), append(atan, atanTable[:]...)
}

// RandAt returns the stream with the given SplitMix64 state.
func RandAt(state uint64) Rand { return Rand{state} }
