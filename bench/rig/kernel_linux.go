package rig

import (
	"os"
	"strconv"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Where SO_MEMINFO keeps what, see linux/sock_diag.h.
const (
	memReceived = 0 // bytes that wait to be read, with what the kernel needs around them
	memWritten  = 5 // the same of bytes that are not acknowledged by the other kernel
	memInfos    = 9
)

// KernelMemory is what the kernel holds for all sockets of this process, in bytes. Its own structures
// for each, about two kilobytes, are not in it.
func KernelMemory() (sum int64) {
	all, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	for _, f := range all {
		fd, err := strconv.Atoi(f.Name())
		if err != nil {
			continue
		}
		var info [memInfos]uint32
		size := uint32(unsafe.Sizeof(info))
		_, _, errno := unix.Syscall6(unix.SYS_GETSOCKOPT, uintptr(fd), unix.SOL_SOCKET, unix.SO_MEMINFO,
			uintptr(unsafe.Pointer(&info)), uintptr(unsafe.Pointer(&size)), 0)
		if errno == 0 { // it is a socket
			sum += int64(info[memReceived]) + int64(info[memWritten])
		}
	}
	return sum
}
