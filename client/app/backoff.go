package app

import "time"

// The pause before a dial grows from one to the other. The first is short, because most links
// break for a moment only; the last keeps a crowd of players from holding down a server that
// comes back.
const (
	firstPause = 500 * time.Millisecond
	lastPause  = 8 * time.Second
)

// pause is the time to wait before a dial that follows so many failed ones, for a random number
// from 0 up to 1. It spreads over the upper half of a range that doubles each time: players who
// lost the same server do not all come back at once.
func pause(failed int, random float64) time.Duration {
	most := lastPause
	if failed < 4 {
		most = 2 * firstPause << failed
	}
	return most/2 + time.Duration(random*float64(most/2))
}
