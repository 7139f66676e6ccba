//go:build !linux

package notice

import "time"

// Shared says that Now is the same in all processes of this machine, which is only known of Linux.
const Shared = false

var start = time.Now()

// Now is the time since some beginning.
func Now() time.Duration { return time.Since(start) }
