package oracle_test

import "math"

// script is the bytes that a run of replication follows: a fuzzer changes them, a seed makes them.
// One that is over says 0 for ever, so that every beginning of a script is a script.
type script struct {
	bytes []byte
	at    int
}

// over tells whether nothing is left to read.
func (s *script) over() bool { return s.at >= len(s.bytes) }

func (s *script) byte() byte {
	if s.over() {
		return 0
	}
	b := s.bytes[s.at]
	s.at++
	return b
}

// below is a number less than n, which is at most 256.
func (s *script) below(n int) int { return int(s.byte()) % n }

// chance is true once in n.
func (s *script) chance(n int) bool { return s.below(n) == n-1 }

// value is a number for a field, seldom an ordinary one: what was, moved a little or far, and what is
// at the ends of its type.
func (s *script) value(was int32) int32 {
	switch b := s.byte(); {
	case b < 100:
		return was + int32(b) - 50
	case b < 160:
		return int32(int8(s.byte())) * (1 << (b % 24))
	case b < 200:
		return int32(s.byte())<<24 | int32(s.byte())<<16 | int32(s.byte())<<8 | int32(s.byte())
	case b < 220:
		return int32(s.below(4))
	case b < 230:
		return math.MaxInt32
	case b < 240:
		return math.MinInt32
	default:
		return -was
	}
}
