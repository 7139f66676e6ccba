package redial

import "time"

// A browser shakes hands with one address once at a time: a second try waits until the first has
// failed. So a try that hangs is ended by the next. And it makes those wait who fail often.
const (
	atOnce    = 1
	longPause = 1200 * time.Millisecond
)
