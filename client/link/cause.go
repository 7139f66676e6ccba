package link

import (
	"context"
	"errors"
	"fmt"
)

// statusError is the status of an HTTP answer that is none of ours.
type statusError int

func (e statusError) Error() string { return fmt.Sprintf("answered with status %d", int(e)) }

var errNoServer = errors.New("what answers is no server of ours")

// unreached ends a link that never opened, with the reason in the player's words.
func (l *Link) unreached(err error) {
	reason := "cannot connect"
	if why := causeOf(err); why != "" {
		reason += ": " + why
	}
	l.finish(codeAbnormal, reason, fmt.Errorf("link: dial %s: %w", l.cfg.URL, err))
}

// causeOf says why a dial failed; empty where nobody knows more than that it did.
func causeOf(err error) string {
	var status statusError
	switch {
	case errors.As(err, &status) && status == 429:
		return "there are too many connections from your network"
	case errors.As(err, &status) && status == 503:
		return "the server has no room, or no time"
	case errors.As(err, &status) && outcomeOf(int(status)) == banned:
		return fmt.Sprintf("you are not let in there (status %d)", int(status))
	case errors.As(err, &status), errors.Is(err, errNoServer):
		return "what answers there is no game server"
	case errors.Is(err, context.DeadlineExceeded):
		return "nobody answers"
	default:
		return networkCause(err)
	}
}
