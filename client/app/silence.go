package app

import "time"

// The times for which a server may be silent. It pings each second and sends frames much more often;
// a browser does not tell of pings.
const (
	silent   = 2500 * time.Millisecond
	doubtful = time.Second      // where something says that the path may be gone
	answerIn = 10 * time.Second // for the first answer: a server may be busy with all who join
)

// silence notices a link that stands open though its other half is gone: no packet says so, there
// are just none.
type silence struct {
	heard   time.Duration // newest sign of life that was counted
	last    time.Duration // when it was looked at
	passed  time.Duration // since the sign of life, as far as somebody was listening
	doubt   bool
	first   bool // the server has spoken
	noticed bool // it was over
}

// step bounds how much time counts from one look to the next: a process that was stopped, or a
// machine that slept, must first have had the time to read what is there.
const step = 100 * time.Millisecond

// over reports whether the server, heard at a time last, has been silent for too long.
func (q *silence) over(now, heard time.Duration) bool {
	passed := min(max(now-q.last, 0), step)
	q.last = now
	if heard > q.heard {
		q.heard, q.passed, q.doubt = heard, 0, false
	}
	q.passed += passed
	limit := answerIn
	if q.first {
		limit = silent
	}
	if q.doubt {
		limit = doubtful
	}
	q.noticed = q.passed > limit
	return q.noticed
}

// ask begins anew, with less patience until something is heard.
func (q *silence) ask() { q.passed, q.doubt = 0, true }
