package notice

import (
	"sync/atomic"
	"time"

	"tickwire/game"
)

// Board is a server's schedule, which begins when somebody says so.
type Board struct{ schedule atomic.Pointer[Schedule] }

// Begin sets the schedule. It may be called once, from any goroutine.
func (b *Board) Begin(s Schedule) { b.schedule.Store(&s) }

// Source implements Source by the clock.
func (b *Board) Source(_ *game.Tick, number int32) (at time.Duration, begun bool) {
	s := b.schedule.Load()
	if s == nil {
		return 0, false
	}
	at = s.Due(number)
	return at, at <= Now()
}
