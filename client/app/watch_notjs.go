//go:build !js

package app

// watch is for browsers, which tell when there may be a way to the server again.
func watch(func()) (stop func()) { return func() {} }
