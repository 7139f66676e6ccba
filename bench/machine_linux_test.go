package main

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// pin keeps all threads of this process, and those that they start, on n cores from one on, so that
// load and server do not take them from each other. Cores that do not exist change nothing.
// runtime.NumCPU is not asked: it counts the cores on which the parent left this process.
func pin(core, n int) {
	var set unix.CPUSet
	for i := range n {
		set.Set(core + i)
	}
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return
	}
	for _, t := range threads {
		if id, err := strconv.Atoi(t.Name()); err == nil {
			_ = unix.SchedSetaffinity(id, &set) // where it is not allowed the numbers are noisier
		}
	}
}

// pinned has a process that start starts run on one core alone, from its first moment on: it inherits
// that of the thread which starts it.
func pinned(core int, start func() error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var was, only unix.CPUSet
	only.Set(core)
	if unix.SchedGetaffinity(0, &was) == nil && unix.SchedSetaffinity(0, &only) == nil {
		defer func() { _ = unix.SchedSetaffinity(0, &was) }() // it was so before
	}
	return start()
}

// cpuTime is what this process has used.
func cpuTime() time.Duration {
	var u unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// resident is the memory of this process that is in RAM, in bytes.
func resident() int64 {
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	if f := strings.Fields(string(b)); len(f) > 1 {
		pages, _ := strconv.ParseInt(f[1], 10, 64) // 0 when it is no number
		return pages * int64(os.Getpagesize())
	}
	return 0
}

// busy is for how long a core has worked, for whomever, since the machine started.
func busy(core int) time.Duration {
	b, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		f := strings.Fields(line)
		if len(f) < 9 || f[0] != "cpu"+strconv.Itoa(core) {
			continue
		}
		var sum int64
		for i, s := range f[1:9] {
			if i == 3 || i == 4 {
				continue // idle, and waiting for a disk
			}
			n, _ := strconv.ParseInt(s, 10, 64) // 0 when it is no number
			sum += n
		}
		return time.Duration(sum) * time.Second / 100 // USER_HZ, the same on all of Linux
	}
	return 0
}
