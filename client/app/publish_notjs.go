//go:build !js

package app

import "sync"

// publish is for browsers; elsewhere Config.State tells the same.
func publish(*sync.Mutex, func() map[string]any) {}
