package app

import "time"

// detail chooses in how much of the display's resolution pictures are drawn. Software renderers,
// as in virtual machines and remote desktops, pay for each pixel: Chromium without a GPU draws 15
// pictures a second of 1280 by 720 pixels, and 50 of a quarter as many.
type detail struct {
	level    int
	count    int           // pictures in this second
	since    time.Duration // when this second began
	slow     int           // seconds in a row that were too slow
	fast     int           // and in which more detail may be possible
	patience int           // seconds until it is tried
}

// levels are the parts of the resolution in each direction.
var levels = [...]float64{1, 0.75, 0.5}

// Fewer pictures than slowFPS for slowSeconds in a row cost a level; more than fastFPS for
// firstPatience may win one back. Each fall doubles the patience: a machine that was busy for a
// moment recovers, and one that is slow does not hop up and down.
const (
	slowFPS       = 40
	slowSeconds   = 2
	fastFPS       = 54
	firstPatience = 8
)

func (d *detail) value() float64 { return levels[d.level] }

// picture counts one, drawn at a time.
func (d *detail) picture(now time.Duration) {
	d.count++
	passed := now - d.since
	if passed < time.Second {
		return
	}
	fps := float64(d.count) / passed.Seconds()
	counts := d.since > 0 && passed < 2*time.Second // else it is the start, or the tab was hidden
	d.slow, d.fast = next(d.slow, counts && fps < slowFPS), next(d.fast, counts && fps > fastFPS)
	d.count, d.since = 0, now
	switch {
	case d.slow >= slowSeconds && d.level < len(levels)-1:
		d.level++
		d.slow, d.patience = 0, max(2*d.patience, firstPatience)
	case d.level > 0 && d.fast >= d.patience:
		d.level--
		d.fast = 0
	}
}

// next is the length of a run after one more.
func next(run int, goesOn bool) int {
	if goesOn {
		return run + 1
	}
	return 0
}
