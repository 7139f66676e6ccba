//go:build !linux

package main

import "time"

// Where processes are measured in other ways, these figures are 0 and cores are shared.

func pin(int, int)           {}
func cpuTime() time.Duration { return 0 }
func resident() int64        { return 0 }
func busy(int) time.Duration { return 0 }

func pinned(_ int, start func() error) error { return start() }
