//go:build !linux

package rig

// KernelMemory is not known here.
func KernelMemory() int64 { return 0 }
