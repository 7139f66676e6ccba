package notice

import (
	"time"

	"golang.org/x/sys/unix"
)

// Shared says that Now is the same in all processes of this machine, those in other languages
// included: Node's process.hrtime is this clock.
const Shared = true

// Now is the time since some beginning.
func Now() time.Duration {
	var t unix.Timespec
	if unix.ClockGettime(unix.CLOCK_MONOTONIC, &t) != nil {
		panic("notice: no monotonic clock")
	}
	return time.Duration(t.Nano())
}
