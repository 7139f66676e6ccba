package notice

import (
	"fmt"
	"time"
)

// Notice is one thing that happened.
type Notice struct {
	Number int32         // from 1, without a gap
	At     time.Duration // when it began at the server, by Now, in whole microseconds
	Words  [4]int32      // what it says; see Words
}

// Words are the 16 bytes of a notice: as good as random, so that no encoding makes them smaller than
// what somebody wrote.
func Words(number int32) (w [4]int32) {
	for i := range w {
		x := uint32(number)*4 + uint32(i)
		x = (x ^ x>>16) * 0x7feb352d
		x = (x ^ x>>15) * 0x846ca68b
		w[i] = int32(x ^ x>>16)
	}
	return w
}

// Check says what is wrong with a notice.
func (n *Notice) Check() error {
	if want := Words(n.Number); n.Words != want {
		return fmt.Errorf("notice %d says %d, want %d", n.Number, n.Words, want)
	}
	return nil
}

// Schedule says when notices begin: one in each period, somewhere in it, so that they meet all phases
// of what has a period of its own, be it a tick or a poll.
type Schedule struct{ Start, Period time.Duration }

// golden is the golden ratio's part of 1<<32: its multiples spread evenly.
const golden = 0x9e3779b9

// Due is when a notice begins.
func (s Schedule) Due(number int32) time.Duration {
	micros := s.Period.Microseconds()
	part := micros * int64(uint32(number)*golden>>8) >> 24
	return s.Start + time.Duration(int64(number-1)*micros+part)*time.Microsecond
}

// Begun is how many notices have begun by a time.
func (s Schedule) Begun(at time.Duration) int32 {
	if s.Period <= 0 || at < s.Start {
		return 0
	}
	whole := int32((at - s.Start) / s.Period) // these have, and the next one may have
	if s.Due(whole+1) <= at {
		whole++
	}
	return whole
}
