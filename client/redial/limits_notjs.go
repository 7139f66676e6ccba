//go:build !js

package redial

import "time"

// A crowd on a path that swallows packets must not fill the tables of everything on it.
const (
	atOnce    = 8
	longPause = 500 * time.Millisecond
)
