package arena

import (
	"time"

	"tickwire/client/app"
	"tickwire/game"
	rules "tickwire/game/arena"
)

// feedShown is how long a line of the kill feed stays, and feedLines how many there are at most.
const (
	feedShown = 7 * time.Second
	feedLines = 5
)

// feed is who destroyed whom lately. Names are kept with it: a victim may leave.
type feed struct {
	lines  []feedLine // oldest first
	killer string     // of the local player, for the time until the respawn
}

type feedLine struct {
	killer, victim         game.PlayerID
	killerName, victimName string
	at                     time.Duration
}

func (f *feed) add(e *rules.Kill, s *app.Scene) {
	f.lines = append(f.lines, feedLine{e.Killer, e.Victim, s.Name(e.Killer), s.Name(e.Victim), s.Now})
	if len(f.lines) > feedLines {
		f.lines = f.lines[1:]
	}
	if e.Victim == s.Local {
		f.killer = s.Name(e.Killer)
	}
}

// age drops lines that have been seen long enough.
func (f *feed) age(now time.Duration) {
	for len(f.lines) > 0 && now-f.lines[0].at > feedShown {
		f.lines = f.lines[1:]
	}
}

// strength is how opaque a line is: it fades at its end.
func (l *feedLine) strength(now time.Duration) float64 {
	return clamp01((feedShown - (now - l.at)).Seconds())
}
