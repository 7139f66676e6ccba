package app

import (
	"strconv"
	"strings"
	"time"

	"tickwire/client/link"
	"tickwire/client/redial"
)

// wayKept is for how long it is believed that no WebSocket gets through. A network rarely changes its
// mind in a day, and its user may be in another: then a few seconds are played by long polling.
const wayKept = 24 * time.Hour

// wayText is what is kept of a way that got through, at a time of the wall clock: nothing of the one that
// is tried first anyway.
func wayText(way link.Transport, now time.Time) string {
	if way != link.LongPolling {
		return ""
	}
	return way.String() + " " + strconv.FormatInt(now.Unix(), 10)
}

// firstWay reads what wayText wrote. What it did not write, what is old, and what is of a time that is
// still to come, because a clock was set, says nothing.
func firstWay(s string, now time.Time) link.Transport {
	way, at, _ := strings.Cut(s, " ")
	unix, err := strconv.ParseInt(at, 10, 64)
	then := time.Unix(unix, 0)
	if err != nil || way != link.LongPolling.String() || then.After(now) || now.Sub(then) > wayKept {
		return link.WebSocket
	}
	return link.LongPolling
}

// loadWay has the first dial begin with what got through the last time.
func (s *session) loadWay() {
	if s.cfg.Ways == nil || s.cfg.Transport != redial.Auto {
		return
	}
	s.way = s.cfg.Ways.Load()
	s.dialer.First = firstWay(s.way, time.Now())
}

// keepWay writes down by what the player has got in. The caller holds mu.
func (s *session) keepWay() {
	if s.cfg.Ways == nil || s.cfg.Transport != redial.Auto {
		return
	}
	was := s.way
	if s.way = wayText(s.link.Transport(), time.Now()); s.way != was {
		s.cfg.Ways.Save(s.way)
	}
}
