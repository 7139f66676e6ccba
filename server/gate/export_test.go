package gate

import (
	"runtime/debug"
	"slices"
)

// Raced reports whether the race detector is in this binary.
func Raced() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}
