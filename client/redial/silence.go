package redial

import "time"

// The times for which a server may be silent. It pings each second and sends frames much more often;
// a browser does not tell of pings.
const (
	silent   = 2500 * time.Millisecond
	doubtful = time.Second      // where something says that the path may be gone
	answerIn = 10 * time.Second // for Welcome without hope: a server may be busy with all who join
)

// Silence notices a link that stands open though its other half is gone: no packet says so, there
// are just none.
type Silence struct {
	heard  time.Duration // newest sign of life that was counted
	last   time.Duration // when it was looked at
	passed time.Duration // since the sign of life, as far as somebody was listening
	limit  time.Duration
	doubt  bool

	patience time.Duration // of the link, besides all limits
}

// Begin is for a link that has just opened, on which the server has not spoken yet. In a hurry, with
// hope or with another way to try, it is given up sooner. Patience is that of the link.
func (q *Silence) Begin(now time.Duration, hurry bool, patience time.Duration) {
	*q = Silence{last: now, limit: answerIn, patience: patience}
	if hurry {
		q.limit = silent
	}
}

// Welcomed says that the server has spoken.
func (q *Silence) Welcomed() { q.limit = silent }

// listened bounds how much time counts from one look to the next: a process that was stopped, or a
// machine that slept, must first have had the time to read what is there.
const listened = 100 * time.Millisecond

// Over reports whether the server, heard at a time last, has been silent for too long. It is to be
// asked several times a second.
func (q *Silence) Over(now, heard time.Duration) bool {
	passed := min(max(now-q.last, 0), listened)
	q.last = now
	if heard > q.heard {
		q.heard, q.passed, q.doubt = heard, 0, false
	}
	q.passed += passed
	limit := q.limit
	if q.doubt {
		limit = doubtful
	}
	return q.passed > limit+q.patience
}

// Ask begins anew, with less patience until something is heard: the path may be another now.
func (q *Silence) Ask(now time.Duration) { q.last, q.passed, q.doubt = now, 0, true }
