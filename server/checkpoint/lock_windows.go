package checkpoint

import (
	"os"

	"golang.org/x/sys/windows"
)

// lock takes a file for this process; the system gives it back when the process ends, however it ends.
func lock(f *os.File) error {
	return windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY,
		0, 1, 0, new(windows.Overlapped))
}

// syncDir does nothing: NTFS writes renames down by itself, and folders cannot be flushed.
func syncDir(string) error { return nil }
