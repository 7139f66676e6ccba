package link

import "time"

// A request that brings no answer is made again after a pause that grows from one to the other, until
// nothing has been answered for so long that there is no way any more.
const (
	firstRetry = 100 * time.Millisecond
	lastRetry  = 2 * time.Second
	giveUp     = 10 * time.Second
)

// retry is what has become of the newest requests of one direction. It has no clock.
type retry struct {
	tries int           // that failed since one was answered
	since time.Duration // from when on there was no answer
}

// answered says that a request was.
func (r *retry) answered() { r.tries = 0 }

// failed says at a time that a request was not, whose answer was due at another, and tells for how
// long to wait before it is made again: at least as long as the server asked for. It is false when
// there is no sense in that. Random is from 0 up to 1: those whom the same proxy fails spread.
func (r *retry) failed(due, now, asked time.Duration, random float64) (pause time.Duration, again bool) {
	if r.tries == 0 {
		r.since = due
	}
	pause = min(firstRetry<<min(r.tries, 10), lastRetry)
	pause = max(pause+time.Duration(random*float64(pause/2)), asked)
	r.tries++
	return pause, now+pause-r.since <= giveUp
}

// outcome is what the status of an answer means.
type outcome uint8

const (
	good   outcome = iota
	again          // nobody has seen to it: somebody on the way, or the server for lack of time
	ended          // the link has ended, and what is asked for messages is told why
	gone           // there is no such link
	banned         // somebody on the way or the server does not let us in
	broken         // the two ends do not understand each other
)

// outcomeOf takes a number rather than a constant of net/http, which a browser shall not load.
func outcomeOf(status int) outcome {
	switch status {
	case 200, 204:
		return good
	case 408, 429, 500, 502, 503, 504:
		return again
	case 410:
		return ended
	case 404:
		return gone
	case 401, 403, 407:
		return banned
	default:
		return broken
	}
}
