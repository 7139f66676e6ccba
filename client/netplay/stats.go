package netplay

import (
	"time"

	"tickwire/game"
)

// Stats are what an overlay shows about a link.
type Stats struct {
	RTT, Jitter     time.Duration   // as the server's pings see them
	InputTick       game.TickNumber // newest input that the server had, by the newest frame
	InputMargin     time.Duration   // how early the last input reached the server; negative: late
	SnapshotAge     time.Duration   // since the newest frame, as if it had not been delayed
	Delay           time.Duration   // by which others are drawn in the past
	Lag             time.Duration   // by which, on top, the latest row of a slow scope was in the last Draw
	BytesPerSecond  float64         // received, over the last second
	FramesPerSecond float64
	Frames          uint64
	Mispredictions  uint64          // corrections of the local player; a burst of frames makes one at most
	EventsLost      uint64          // too many waited for their moment or for being taken
	Tick            game.TickNumber // newest frame
	Scopes          int             // held
	Resumes         uint64          // links that went on with the player of an earlier one
}

// Stats are the figures at a time.
func (c *Client) Stats(now time.Duration) Stats {
	s := c.stats
	s.Tick, s.Scopes, s.EventsLost, s.Resumes = c.tick, len(c.scopes), c.events.lost, c.session.resumes
	if c.tick != 0 {
		s.Delay = c.remote.Delay()
		s.Lag = c.history.Lag()
		s.SnapshotAge = now - c.traffic.newest
		s.BytesPerSecond, s.FramesPerSecond = c.traffic.rates(now)
	}
	return s
}

// traffic counts what arrived in the last second, in slots of a tenth.
type traffic struct {
	slots  [11]slot
	newest time.Duration
}

type slot struct {
	number        int64
	bytes, frames int
}

const slotTime = 100 * time.Millisecond

func (t *traffic) add(n int, now time.Duration) {
	t.newest = now
	number := int64(now / slotTime)
	s := &t.slots[((number%int64(len(t.slots)))+int64(len(t.slots)))%int64(len(t.slots))]
	if s.number != number {
		*s = slot{number: number}
	}
	s.bytes += n
	s.frames++
}

// rates are per second over the last ten whole slots.
func (t *traffic) rates(now time.Duration) (bytes, frames float64) {
	number := int64(now / slotTime)
	for i := range t.slots {
		if s := &t.slots[i]; s.number < number && s.number >= number-10 {
			bytes += float64(s.bytes)
			frames += float64(s.frames)
		}
	}
	return bytes, frames
}
