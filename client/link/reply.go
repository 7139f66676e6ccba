package link

import (
	"strconv"
	"strings"
	"time"
)

// contentType is that of the bodies of requests.
const contentType = "application/x-protobuf"

// reply is the answer to a request.
type reply struct {
	status int
	after  time.Duration // Retry-After; 0 for none
	page   bool          // for people to read, such as one to sign in: no server of ours says 200 with it
	body   []byte
}

// seconds reads a Retry-After. One that names a date counts as none: clocks differ.
func seconds(s string) time.Duration {
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil {
		return 0
	}
	return time.Duration(n) * time.Second
}

// isPage reads a Content-Type.
func isPage(s string) bool { return strings.HasPrefix(strings.ToLower(s), "text/html") }

// outcome is what the answer means.
func (r *reply) outcome() outcome {
	if r.page && r.status == 200 {
		return again
	}
	return outcomeOf(r.status)
}
