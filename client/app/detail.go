package app

import "time"

// detail chooses in how much of the screen's resolution worlds are drawn. Software renderers,
// as in virtual machines and remote desktops, pay for each pixel: 15 pictures a second in full
// resolution and 50 in half of it.
type detail struct {
	level int
	slow  int           // seconds in a row that were too slow
	count int           // pictures in this second
	since time.Duration // when this second began
}

// levels are the parts of the resolution in each direction.
var levels = [...]float64{1, 0.7, 0.5}

// The machine is too slow when it draws less than slowFPS for slowSeconds in a row.
const (
	slowFPS     = 40
	slowSeconds = 2
)

func (d *detail) value() float64 { return levels[d.level] }

// picture counts one, drawn at a time. It never goes back to more detail: the better picture
// would be slow again, and a resolution that comes and goes is worse than a low one.
func (d *detail) picture(now time.Duration) {
	d.count++
	passed := now - d.since
	switch {
	case passed < time.Second:
		return
	case passed > 2*time.Second || d.since == 0:
		d.slow = 0 // the tab was hidden, or it is the start
	case float64(d.count)/passed.Seconds() < slowFPS:
		d.slow++
	default:
		d.slow = 0
	}
	d.count, d.since = 0, now
	if d.slow >= slowSeconds && d.level < len(levels)-1 {
		d.level++
		d.slow = 0
	}
}
