package netplay

import (
	"time"

	"tickwire/proto/wire"
)

// moved is by how much a drain must come later than it was told for that to be news, and not a frame that
// took its time on the way.
const moved = 2 * time.Second

// drain is what the server says of the end of the room.
type drain struct {
	on bool
	at time.Duration
}

// frame takes what a frame says that came at a time. The frame that was on its way for the shortest
// time says it best, which is the one by which the end is nearest.
func (d *drain) frame(f *wire.Frame, now time.Duration) {
	at := now + time.Duration(f.DrainMillis)*time.Millisecond
	if late := at - d.at; !d.on || late < 0 || late > moved {
		d.at = at
	}
	d.on = f.DrainMillis != 0
}

// Drain tells for how long the server lets the room go on before it restarts. ok is false where it does not
// speak of an end.
func (c *Client) Drain(now time.Duration) (left time.Duration, ok bool) {
	return max(c.drain.at-now, 0), c.drain.on
}
